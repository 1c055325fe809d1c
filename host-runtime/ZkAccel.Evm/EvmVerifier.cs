using ZkAccel.Evm.Solidity;
using ZkAccel.Plonk;

namespace ZkAccel.Evm;

/// <summary>The contract that verifies proofs of a profile: one deployment serves every model of the profile.</summary>
public static class EvmVerifier
{
    /// <summary>Name of the contract.</summary>
    public const string ContractName = "ZkAccelVerifier";

    /// <summary>The contract's source, for solc 0.8.28 or later with evmVersion cancun or later. A function of the profile alone.</summary>
    /// <param name="profile">A packed profile.</param>
    /// <exception cref="ArgumentException">The profile is not packed: a contract would pay for some 40 points more.</exception>
    public static string Source(Profile profile) => SolidityVerifier.Write(profile);

    /// <summary>What creates the contract: compiled code and the constructor's argument.</summary>
    /// <param name="compiled">Creation code, as <see cref="SolidityCompiler"/> gives it.</param>
    /// <param name="allowInsecure">Whether keys of a setup with a known secret are accepted: for development only.</param>
    public static byte[] DeploymentCode(ReadOnlySpan<byte> compiled, bool allowInsecure) => [.. compiled, .. new byte[31], allowInsecure ? (byte)1 : (byte)0];
}

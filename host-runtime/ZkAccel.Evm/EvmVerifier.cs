using ZkAccel.Evm.Solidity;
using ZkAccel.Plonk;

namespace ZkAccel.Evm;

/// <summary>The contract that verifies proofs of a profile: one deployment serves every model of the profile.</summary>
public static class EvmVerifier
{
    /// <summary>Name of the contract.</summary>
    public const string ContractName = "ZkAccelVerifier";

    /// <summary>
    /// The packing to choose for a contract: the least that holds the wires of round 2. A wider one saves a contract a point or two and doubles the SRS.
    /// </summary>
    public const int Packing = 8;

    /// <summary>The contract's source, for solc 0.8.28 or later with evmVersion cancun or later. A function of the profile alone.</summary>
    /// <param name="profile">A packed profile.</param>
    /// <exception cref="ArgumentException">The profile is not packed: a contract would pay for some 40 points more.</exception>
    public static string Source(Profile profile) => SolidityVerifier.Write(profile);

    /// <summary>
    /// The most bytes of code that the contract takes, where no compiler is at hand to say how many: 2,200 + 3/20 of the source, at most a fifth above what solc 0.8.37 makes of it.
    /// A contract holds <see cref="EvmKey.MaxCode"/>.
    /// </summary>
    /// <param name="profile">A packed profile.</param>
    /// <exception cref="ArgumentException">The profile is not packed.</exception>
    public static int CodeBound(Profile profile) => 2_200 + (3 * Source(profile).Length / 20);

    /// <summary>What creates the contract: compiled code and the constructor's argument.</summary>
    /// <param name="compiled">Creation code, as <see cref="SolidityCompiler"/> gives it.</param>
    /// <param name="allowInsecure">Whether keys of a setup with a known secret are accepted: for development only.</param>
    public static byte[] DeploymentCode(ReadOnlySpan<byte> compiled, bool allowInsecure) => [.. compiled, .. new byte[31], allowInsecure ? (byte)1 : (byte)0];
}

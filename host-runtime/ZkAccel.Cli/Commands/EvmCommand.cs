using System.CommandLine;
using ZkAccel.Evm;
using ZkAccel.Plonk;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel evm</c>: proofs checked by a contract.</summary>
internal static class EvmCommand
{
    public static Command Create()
    {
        var command = new Command("evm", "Check proofs on Ethereum: verifier contract, keys as data, calls")
        {
            EvmVerifierCommand.Create(),
            EvmKeyCommand.Create(),
            EvmCalldataCommand.Create(),
            EvmVerifyCommand.Create(),
        };
        return HelpWithExamples.Attach(
            command,
            "zkaccel setup -M credit.zkm --srs-path dev.zksrs --evm",
            "zkaccel evm verifier --vk-path credit.zkvk",
            "zkaccel evm vk --vk-path credit.zkvk",
            "zkaccel evm verify --vk-path credit.zkvk --proof-path credit.zkproof --rpc http://127.0.0.1:8545 --key-env PRIVATE_KEY --deploy --allow-insecure");
    }

    public static Option<string?> KeyPath()
    {
        Option<string?> path = Shared.File("--vk-path", "The verifying key (.zkvk), which you trust");
        path.Required = true;
        return path;
    }

    public static Option<string?> ProofPath()
    {
        Option<string?> path = Shared.File("--proof-path", "The proof (.zkproof)");
        path.Required = true;
        return path;
    }

    public static Option<string?> CommitmentPath() => Shared.File("--commitment", "The model's commitment, which you trust; default: the key's name with .zkcommit");

    public static Option<string?> Address(string name, string description) => new(name) { Description = description, HelpName = "0x..." };

    /// <summary>A key that a contract can use.</summary>
    public static ZkVerifyingKey Load(string path)
    {
        ZkVerifyingKey key = ZkVerifyingKey.Load(path);
        return key.Key.Profile.Packing > 1 ? key : throw new UnfitFileException($"{path} is not packed for a contract: make the keys with `zkaccel setup --evm`");
    }

    public static Option<string> Solc(string use) => new("--solc")
    {
        Description = $"The compiler, {use} (measured: {SolidityCompiler.PinnedVersion}; in this repository host-runtime/evm/solc.mjs, after scripts/evm-tools.sh)",
        HelpName = "program",
        DefaultValueFactory = _ => "solc",
    };

    /// <summary>The verifier of a profile, compiled.</summary>
    /// <exception cref="SolidityException">There is no compiler, or the contract is too large for any chain.</exception>
    public static CompiledContract Compile(Plonk.Profile profile, string solc)
    {
        CompiledContract compiled = SolidityCompiler.Compile(EvmVerifier.Source(profile), EvmVerifier.ContractName, solc);
        return compiled.Runtime.Length <= EvmKey.MaxCode ? compiled : throw new SolidityException(
            $"the verifier of profile {profile} takes {Format.Count(compiled.Runtime.Length)} bytes of code and a contract holds {Format.Count(EvmKey.MaxCode)}, so it cannot be deployed: take a smaller --profile in setup");
    }

    /// <summary>The same; null where no compiler was named and none is at hand.</summary>
    public static CompiledContract? CompileIfPossible(Plonk.Profile profile, ParseResult parse, Option<string> solc)
    {
        string program = parse.GetValue(solc)!;
        return parse.GetResult(solc) is { Implicit: false } || SolidityCompiler.IsAtHand(program) ? Compile(profile, program) : null;
    }

    /// <summary>The key as data, and the commitment that it holds. A commitment whose registration does not hold is refused: over weights out of range, proofs mean nothing, and the contract cannot tell.</summary>
    public static (EvmKey Data, ZkCommitment? Commitment) OnChain(string path, ZkVerifyingKey key, string? commitmentPath, bool allowInsecure)
    {
        if (key.Key.Insecure && !allowInsecure)
            throw new InsecureException($"the SRS of {Path.GetFileName(path)} has a known secret, so anyone can make proofs under it; --allow-insecure accepts it for development");
        if (key.Key.Profile.Weights != WeightMode.Committed) return (new EvmKey(key.Key), null);
        string file = commitmentPath ?? Shared.Beside(path, ".zkcommit");
        ZkCommitment commitment = ZkCommitment.Load(file);
        ModelCommitment model = commitment.Model;
        if (model.LogN != key.Key.LogN || model.Lanes != key.Key.Profile.Lanes || model.Packing != key.Key.Profile.Packing || !commitment.IsRegistered(key, allowInsecure))
            throw new UnfitFileException($"{file} is not registered under {path}: make both with the same keys (`zkaccel commit`)");
        return (new EvmKey(key.Key, model), commitment);
    }

    /// <summary>An address, or null where none is given.</summary>
    public static byte[]? ReadAddress(string? text, string option)
    {
        if (text is null) return null;
        bool right = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && text.Length == 2 + (2 * EvmClaim.AddressLength) && text.Skip(2).All(char.IsAsciiHexDigit);
        return right ? Convert.FromHexString(text.AsSpan(2)) : throw new UsageException($"{option} takes an address of 0x and 40 digits, not '{text}'");
    }

    public static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);
}

/// <summary>A setup with a known secret where that is not allowed.</summary>
internal sealed class InsecureException(string message) : Exception(message);

/// <summary>A proof that does not hold, where a command goes on with true ones only.</summary>
internal sealed class RefusedException(string message) : Exception(message);

using System.CommandLine;
using System.Text;
using Spectre.Console;
using ZkAccel.Evm;
using ZkAccel.Plonk;
using Profile = ZkAccel.Plonk.Profile;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel evm verifier</c>: the contract of a profile.</summary>
internal static class EvmVerifierCommand
{
    public static Command Create()
    {
        Option<string?> keyPath = Shared.File("--vk-path", "A verifying key (.zkvk), for its profile; or name the profile");
        Option<string?> output = Shared.File("--output", $"The source to write; default: {EvmVerifier.ContractName}.sol", "-O");
        Option<string> solc = EvmCommand.Solc("to measure the code where it is at hand");
        var command = new Command("verifier", "Write the Solidity verifier of a profile: one contract for all models of the profile")
        {
            keyPath, Shared.Profile, Shared.Weights, output, solc,
        };
        command.Does((parse, _, cancellation) =>
        {
            Profile profile = parse.GetValue(keyPath) is { } path
                ? EvmCommand.Load(path).Key.Profile
                : Shared.ProfileOf(parse) is var (slots, lanes)
                    ? new Profile(slots, lanes, Enum.Parse<WeightMode>(parse.GetValue(Shared.Weights)!, ignoreCase: true), packing: EvmVerifier.Packing)
                    : throw new UsageException("evm verifier takes --vk-path, or --profile SLOTSxLANES (or smallest) with --weights");
            CompiledContract? compiled = EvmCommand.CompileIfPossible(profile, parse, solc);
            string target = parse.GetValue(output) ?? $"{EvmVerifier.ContractName}.sol", source = EvmVerifier.Source(profile);
            AtomicFile.Write(target, Encoding.ASCII.GetBytes(source), cancellation: cancellation);
            return new VerifierReport(target, profile.ToString(), source.Length, profile.ProofLength, profile.VerifierPoints, compiled?.Runtime.Length ?? EvmVerifier.CodeBound(profile), compiled is not null);
        });
        return HelpWithExamples.Attach(
            command, "zkaccel evm verifier --vk-path credit.zkvk", "zkaccel evm verifier --profile 4x16 --weights committed -O contracts/ZkAccelVerifier.sol --solc solc --json");
    }

    private sealed record VerifierReport(string Source, string Profile, int SourceBytes, int ProofBytes, int Points, int CodeBytes, bool CodeMeasured) : Report
    {
        /// <summary>What may stand in the way of a deployment; null where nothing does.</summary>
        public string? Warning => CodeBytes <= EvmKey.MaxCode ? null :
            $"the code may take up to {Format.Count(CodeBytes)} bytes, and a contract holds {Format.Count(EvmKey.MaxCode)}: it may be impossible to deploy. Measure it (--solc), or take a smaller profile.";

        public override void Print(IAnsiConsole console)
        {
            Tables.WriteFacts(
                console,
                ("source", $"{Source} ({Format.Bytes(SourceBytes)})"),
                ("profile", Profile),
                ("proofs", $"{Format.Bytes(ProofBytes)}, {Points} points to combine"),
                ("code", CodeMeasured ? $"{Format.Count(CodeBytes)} bytes of {Format.Count(EvmKey.MaxCode)}" : $"at most some {Format.Count(CodeBytes)} bytes of {Format.Count(EvmKey.MaxCode)}; --solc measures it"));
            if (Warning is { } warning) console.MarkupLineInterpolated($"[yellow]WARNING: {warning}[/]");
            console.MarkupLineInterpolated($"[dim]compile with solc 0.8.28 or later, --evm-version cancun --optimize --optimize-runs 1000000 (measured: {SolidityCompiler.PinnedVersion})[/]");
        }
    }
}

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
    private const int Packing = 8;

    public static Command Create()
    {
        Option<string?> keyPath = Shared.File("--vk-path", "A verifying key (.zkvk), for its profile; or name the profile");
        Option<string?> output = Shared.File("--output", $"The source to write; default: {EvmVerifier.ContractName}.sol", "-O");
        var command = new Command("verifier", "Write the Solidity verifier of a profile: one contract for all models of the profile")
        {
            keyPath, Shared.Profile, Shared.Weights, output,
        };
        command.Does((parse, _, cancellation) =>
        {
            Profile profile = parse.GetValue(keyPath) is { } path
                ? EvmCommand.Load(path).Key.Profile
                : Shared.ProfileOf(parse) is var (slots, lanes)
                    ? new Profile(slots, lanes, Enum.Parse<WeightMode>(parse.GetValue(Shared.Weights)!, ignoreCase: true), packing: Packing)
                    : throw new UsageException("evm verifier takes --vk-path, or --profile SLOTSxLANES (or smallest) with --weights");
            string target = parse.GetValue(output) ?? $"{EvmVerifier.ContractName}.sol", source = EvmVerifier.Source(profile);
            AtomicFile.Write(target, Encoding.ASCII.GetBytes(source), cancellation: cancellation);
            return new VerifierReport(target, profile.ToString(), source.Length, profile.ProofLength, profile.VerifierPoints);
        });
        return HelpWithExamples.Attach(
            command, "zkaccel evm verifier --vk-path credit.zkvk", "zkaccel evm verifier --profile 4x16 --weights committed -O contracts/ZkAccelVerifier.sol --json");
    }

    private sealed record VerifierReport(string Source, string Profile, int SourceBytes, int ProofBytes, int Points) : Report
    {
        public override void Print(IAnsiConsole console)
        {
            Tables.WriteFacts(
                console,
                ("source", $"{Source} ({Format.Bytes(SourceBytes)})"),
                ("profile", Profile),
                ("proofs", $"{Format.Bytes(ProofBytes)}, {Points} points to combine"));
            console.MarkupLineInterpolated($"[dim]compile with solc 0.8.28 or later, --evm-version cancun --optimize --optimize-runs 1000000 (measured: {SolidityCompiler.PinnedVersion})[/]");
        }
    }
}

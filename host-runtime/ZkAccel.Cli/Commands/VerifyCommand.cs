using System.CommandLine;
using System.Diagnostics;
using Spectre.Console;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel verify</c>: checks a proof; needs no model, no SRS and no device.</summary>
internal static class VerifyCommand
{
    public static Command Create()
    {
        Option<string?> proofPath = Shared.File("--proof-path", "The proof (.zkproof)");
        proofPath.Required = true;
        Option<string?> keyPath = Shared.File("--vk-path", "The verifying key (.zkvk), which you trust");
        keyPath.Required = true;
        Option<string?> commitmentPath = Shared.File("--commitment", "The model's commitment, which you trust; default: the key's name with .zkcommit");
        var command = new Command("verify", "Verify a proof") { proofPath, keyPath, commitmentPath, Shared.Context, Shared.AllowInsecure };
        command.Does((parse, terminal, _) =>
        {
            string path = parse.GetValue(keyPath)!;
            ZkVerifyingKey key = ZkVerifyingKey.Load(path);
            ZkProof proof = ZkProof.Load(parse.GetValue(proofPath)!);
            string? file = key.WeightsCommitted ? Shared.Input(parse, commitmentPath, path, ".zkcommit", null) : parse.GetValue(commitmentPath);
            ZkCommitment? commitment = file is null ? null : ZkCommitment.Load(file);
            byte[]? context = Shared.ContextOf(parse);
            long started = Stopwatch.GetTimestamp();
            ZkVerdict verdict = key.Verify(proof, commitment, context, parse.GetValue(Shared.AllowInsecure));
            return VerifyReport.Of(key, proof, verdict, context is not null, Stopwatch.GetElapsedTime(started));
        });
        return HelpWithExamples.Attach(
            command,
            "zkaccel verify --vk-path lenet5.zkvk --proof-path lenet5.zkproof",
            "zkaccel verify --vk-path lenet5.zkvk --proof-path lenet5.zkproof --commitment lenet5.zkcommit --allow-insecure --json");
    }

    private sealed record VerifyReport(
        bool Accepted, string Reason, bool Insecure, bool? WeightsRanged, string Model, string KeyDigest, string? ModelDigest, string Context, bool ContextChecked, double Seconds,
        IReadOnlyList<PublicTensor> Public) : Report
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public override int ExitCode => Accepted ? Cli.ExitCode.Success : Reason == "insecure-setup" ? Cli.ExitCode.Insecure : Cli.ExitCode.Refused;

        public static VerifyReport Of(ZkVerifyingKey key, ZkProof proof, ZkVerdict verdict, bool contextChecked, TimeSpan elapsed) =>
            new(
                verdict.Accepted, verdict.Reason, verdict.Insecure, verdict.Accepted ? verdict.WeightsRanged : null, key.Model, Convert.ToHexStringLower(key.Digest),
                proof.ModelDigest.Length == 0 ? null : Convert.ToHexStringLower(proof.ModelDigest), Convert.ToHexStringLower(proof.Context), contextChecked, elapsed.TotalSeconds,
                verdict.Accepted ? PublicTensor.Of(key, proof) : []);

        public override void Print(IAnsiConsole console)
        {
            console.MarkupLineInterpolated(Accepted ? (FormattableString)$"[green]accepted[/] in {Format.Seconds(Seconds)}" : $"[red]REFUSED[/]: {Reason}");
            if (Accepted)
            {
                foreach (PublicTensor tensor in Public) tensor.Print(console);
            }

            if (!ContextChecked) console.MarkupLineInterpolated($"[dim]context[/]  {Context}, not checked: {(Context.Trim('0').Length == 0 ? "the proof is bound to no use" : "give --context to bind the proof to a use")}");
            else if (Reason == "other-context") console.MarkupLineInterpolated($"[dim]context of the proof[/]  {Context}");

            if (Accepted && Insecure) console.MarkupLine("[yellow]INSECURE: the secret of the SRS is known, so anyone could have made this proof.[/]");
            if (Reason == "insecure-setup") console.MarkupLine("[yellow]The SRS of this key has a known secret; --allow-insecure accepts it for development.[/]");
        }
    }
}

using System.CommandLine;
using Spectre.Console;
using ZkAccel.Plonk;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel srs dev|info|check|import</c>.</summary>
internal static class SrsCommand
{
    private const int LeastLog = 5;
    private const int MostLog = 26;

    public static Command Create()
    {
        var command = new Command("srs", "Make, inspect, check and import structured reference strings") { Dev("dev"), Info(), Check(), Import() };
        return HelpWithExamples.Attach(
            command,
            "zkaccel srs dev --logrows 15 --srs-path dev.zksrs",
            "zkaccel srs check powersOfTau28_hez_final_17.ptau",
            "zkaccel srs import powersOfTau28_hez_final_17.ptau --srs-path tau17.zksrs");
    }

    /// <summary><c>srs dev</c>, and <c>gen-srs</c> under the name that EZKL users know.</summary>
    public static Command Dev(string name)
    {
        var rows = new Option<int>("--logrows", "-k") { Description = $"Serve circuits of up to 2^k rows, k from {LeastLog} to {MostLog}", HelpName = "k", Required = true };
        var path = new Option<string>("--srs-path", "-O", "--output") { Description = "The .zksrs file to write", HelpName = "file", DefaultValueFactory = _ => "dev.zksrs" };
        var seed = new Option<string>("--seed") { Description = "Text that the secret is derived from", DefaultValueFactory = _ => "" };
        Command command = new Command(name, "Make an INSECURE string from a known secret, for development") { rows, path, seed }.Does((parse, terminal, cancellation) =>
        {
            int k = parse.GetValue(rows);
            if (k is < LeastLog or > MostLog) throw new UsageException($"--logrows is {LeastLog} to {MostLog}, not {k}");
            string target = parse.GetValue(path)!;
            Srs srs = terminal.Work(progress => Srs.CreateInsecure(
                (1 << k) + ZkProvingKey.ExtraPowers, System.Text.Encoding.UTF8.GetBytes(parse.GetValue(seed)!), new Fraction(progress, "powers of tau"), cancellation));
            cancellation.ThrowIfCancellationRequested();
            SrsFile.Save(srs, target, cancellation);
            return SrsReport.Of(target, srs, "written");
        });
        return HelpWithExamples.Attach(command, $"zkaccel {(name == "dev" ? "srs dev" : name)} --logrows 15 --srs-path dev.zksrs");
    }

    private static Command Info()
    {
        var path = Source();
        return new Command("info", "Say what a .ptau, .srs or .zksrs file holds, without the pairing check") { path }.Does((parse, _, cancellation) =>
        {
            string source = parse.GetValue(path)!;
            return SrsReport.Of(source, SrsFile.Import(source, new SrsImportOptions { CheckConsistency = false }, cancellation), "read");
        });
    }

    private static Command Check()
    {
        var path = Source();
        return new Command("check", "Check that a file holds the powers of one secret: curves, subgroups, pairing") { path }.Does((parse, terminal, cancellation) =>
        {
            string source = parse.GetValue(path)!;
            return SrsReport.Of(source, Read(source, terminal, int.MaxValue, cancellation), "consistent");
        });
    }

    private static Command Import()
    {
        var path = Source();
        var output = new Option<string>("--srs-path", "-O", "--output") { Description = "The .zksrs file to write", HelpName = "file", Required = true };
        var rows = new Option<int?>("--logrows", "-k") { Description = "Keep what circuits of 2^k rows need", HelpName = "k" };
        return new Command("import", "Check a .ptau or .srs file and write it as .zksrs") { path, output, rows }.Does((parse, terminal, cancellation) =>
        {
            string target = parse.GetValue(output)!;
            int powers = parse.GetValue(rows) is { } k and >= LeastLog and <= MostLog ? (1 << k) + ZkProvingKey.ExtraPowers : int.MaxValue;
            Srs srs = Read(parse.GetValue(path)!, terminal, powers, cancellation);
            SrsFile.Save(srs, target, cancellation);
            return SrsReport.Of(target, srs, "imported");
        });
    }

    private static Argument<string> Source() => new("file") { Description = "A .ptau, .srs or .zksrs file" };

    private static Srs Read(string path, Terminal terminal, int powers, CancellationToken cancellation) => terminal.Work(progress =>
        SrsFile.Import(path, new SrsImportOptions { MaxPowers = powers, Progress = new Fraction(progress, "reading and checking") }, cancellation));

    private sealed class Fraction(IProgress<ZkProgress> target, string phase) : IProgress<double>
    {
        public void Report(double value) => target.Report(new ZkProgress(phase, value));
    }

    private sealed record SrsReport(string File, string Status, int Powers, int LargestCircuit, bool Insecure, string Digest) : Report
    {
        public static SrsReport Of(string path, Srs srs, string status)
        {
            int largest = (int)Math.Floor(Math.Log2(Math.Max(1, srs.Count - ZkProvingKey.ExtraPowers)));
            return new SrsReport(path, status, srs.Count, largest, srs.Insecure, Convert.ToHexStringLower(srs.Digest));
        }

        public override void Print(IAnsiConsole console)
        {
            Tables.WriteFacts(
                console, ("file", $"{File} ({Status})"), ("powers", Format.Count(Powers)), ("serves", $"circuits of up to 2^{LargestCircuit} rows"), ("digest", Digest));
            if (Insecure) console.MarkupLine("[yellow]INSECURE: its secret is known. Proofs made with it convince nobody; verify refuses them unless told otherwise.[/]");
        }
    }
}

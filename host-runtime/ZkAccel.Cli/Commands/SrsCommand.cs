using System.CommandLine;
using Spectre.Console;
using ZkAccel.Plonk;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel srs dev|info|check|import</c>.</summary>
internal static class SrsCommand
{
    private const int LeastLog = 5;
    private const int MostLog = 26;
    private const string SourceFiles = "A .ptau, .srs or .zksrs file";

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
            int k = RequireLog(parse.GetValue(rows));
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
        var source = new Source();
        Command command = source.AddTo(new Command("info", "Say what a .ptau, .srs or .zksrs file holds, without the pairing check")).Does((parse, _, cancellation) =>
        {
            string path = source.Of(parse);
            return SrsReport.Of(path, SrsFile.Import(path, new SrsImportOptions { CheckConsistency = false }, cancellation), "read");
        });
        return HelpWithExamples.Attach(command, "zkaccel srs info dev.zksrs", "zkaccel srs info --srs-path powersOfTau28_hez_final_17.ptau --json");
    }

    private static Command Check()
    {
        var source = new Source();
        Command command = source.AddTo(new Command("check", "Check that a file holds the powers of one secret: curves, subgroups, pairing")).Does((parse, terminal, cancellation) =>
        {
            string path = source.Of(parse);
            return SrsReport.Of(path, Read(path, terminal, int.MaxValue, cancellation), "consistent");
        });
        return HelpWithExamples.Attach(command, "zkaccel srs check powersOfTau28_hez_final_17.ptau", "zkaccel srs check --srs-path dev.zksrs --json");
    }

    private static Command Import()
    {
        var path = new Argument<string>("file") { Description = SourceFiles };
        var output = new Option<string>("--srs-path", "-O", "--output") { Description = "The .zksrs file to write", HelpName = "file", Required = true };
        var rows = new Option<int?>("--logrows", "-k") { Description = "Keep what circuits of 2^k rows need", HelpName = "k" };
        Command command = new Command("import", "Check a .ptau or .srs file and write it as .zksrs") { path, output, rows }.Does((parse, terminal, cancellation) =>
        {
            string target = parse.GetValue(output)!;
            int powers = parse.GetValue(rows) is { } k ? (1 << RequireLog(k)) + ZkProvingKey.ExtraPowers : int.MaxValue;
            string source = parse.GetValue(path)!;
            Srs srs = Read(source, terminal, powers, cancellation);
            if (powers < int.MaxValue && srs.Count < powers)
                throw new UnfitFileException($"{source}: has {srs.Count} powers, which serve circuits of up to 2^{SrsReport.Largest(srs)} rows: --logrows {SrsReport.Largest(srs)} or less, or a larger file");
            SrsFile.Save(srs, target, cancellation);
            return SrsReport.Of(target, srs, "imported");
        });
        return HelpWithExamples.Attach(command, "zkaccel srs import powersOfTau28_hez_final_17.ptau --srs-path tau17.zksrs", "zkaccel srs import kzg_bn254_20.srs --srs-path tau16.zksrs --logrows 16");
    }

    private static int RequireLog(int k) => k is >= LeastLog and <= MostLog ? k : throw new UsageException($"--logrows is {LeastLog} to {MostLog}, not {k}");

    private static Srs Read(string path, Terminal terminal, int powers, CancellationToken cancellation) => terminal.Work(progress =>
        SrsFile.Import(path, new SrsImportOptions { MaxPowers = powers, Progress = new Fraction(progress, "reading and checking") }, cancellation));

    /// <summary>A file to read, named by position or by <c>--srs-path</c> as in the other verbs.</summary>
    private sealed class Source
    {
        private readonly Argument<string?> _argument = new("file") { Description = SourceFiles, Arity = ArgumentArity.ZeroOrOne };
        private readonly Option<string?> _option = Shared.File("--srs-path", "The same, as in the other verbs");

        public Command AddTo(Command command)
        {
            command.Add(_argument);
            command.Add(_option);
            return command;
        }

        public string Of(ParseResult parse) => (parse.GetValue(_argument), parse.GetValue(_option)) switch
        {
            ({ } path, null) => path,
            (null, { } path) => path,
            (null, null) => throw new UsageException("name a file, by position or by --srs-path"),
            _ => throw new UsageException("name one file, by position or by --srs-path"),
        };
    }

    private sealed class Fraction(IProgress<ZkProgress> target, string phase) : IProgress<double>
    {
        public void Report(double value) => target.Report(new ZkProgress(phase, value));
    }

    private sealed record SrsReport(string File, string Status, int Powers, int LargestCircuit, bool Insecure, string Digest) : Report
    {
        public static SrsReport Of(string path, Srs srs, string status)
        {
            return new SrsReport(path, status, srs.Count, Largest(srs), srs.Insecure, Convert.ToHexStringLower(srs.Digest));
        }

        public static int Largest(Srs srs) => (int)Math.Floor(Math.Log2(Math.Max(1, srs.Count - ZkProvingKey.ExtraPowers)));

        public override void Print(IAnsiConsole console)
        {
            Tables.WriteFacts(
                console, ("file", $"{File} ({Status})"), ("powers", Format.Count(Powers)), ("serves", $"circuits of up to 2^{LargestCircuit} rows"), ("digest", Digest));
            if (Insecure) console.MarkupLine("[yellow]INSECURE: its secret is known. Proofs made with it convince nobody; verify refuses them unless told otherwise.[/]");
        }
    }
}

using System.Globalization;
using Spectre.Console;
using ZkAccel.Prover;

namespace ZkAccel.Bench;

/// <summary>The report for people: every figure of the processor beside its target.</summary>
internal static class ReportTable
{
    /// <param name="report">What was measured.</param>
    /// <param name="device">Another device than the processor, for which there are no targets.</param>
    public static void Write(QuickReport report, string? device = null)
    {
        IAnsiConsole console = AnsiConsole.Console;
        console.Profile.Width = Math.Max(console.Profile.Width, 168);
        Machine m = report.Machine;
        console.WriteLine(Text($"{m.Processor}, {m.Cores} cores, {m.MemoryGiB:F0} GiB; {m.System}; {m.Runtime}; {m.Device}"));
        console.WriteLine(Text($"commit {m.Commit}; load average at the start {m.LoadAtStart:F2}; the run took {report.Seconds:F0} s"));
        console.Write(Proofs(report.Subjects, device is null));
        console.Write(Phases(report.Subjects));
        console.Write(Kernels(report.Subjects, device));
        foreach (Figures f in report.Subjects.Where(f => f.Laws is not null)) console.WriteLine($"{f.Name}: {f.Laws} kept");
        foreach (Figures f in report.Subjects.Where(f => f.Error is not null)) console.WriteLine($"{f.Name} failed: {f.Error}");
    }

    private static Table Proofs(IEnumerable<Figures> subjects, bool hasTargets)
    {
        Table table = New(hasTargets ? "figure (target)" : "figure", "rows", "profile", "prove s", "peak MiB", "proof B", "verify ms", "srs s", "keys s");
        foreach (Figures f in subjects)
        {
            if (f.Proof is not { } p) continue;
            (double Seconds, double MiB)? target = hasTargets ? Targets.Of(f.Name) : null;
            table.AddRow(
                Label(f.Name), $"2^{p.LogRows}", p.Profile,
                Cell($"{p.ProveSeconds:F3}", p.ProveSeconds, target?.Seconds), Cell($"{p.PeakMiB:F0}", p.PeakMiB, target?.MiB),
                Cell($"{p.ProofBytes}", p.ProofBytes, hasTargets ? Targets.ProofBytes(p.Smallest) : null),
                Cell($"{p.VerifyMilliseconds:F1}", p.VerifyMilliseconds, hasTargets ? Targets.VerifyMilliseconds : null),
                Text($"{p.SrsSeconds:F1}"), Text($"{p.KeySeconds:F1}"));
        }

        return table;
    }

    private static Table Phases(IEnumerable<Figures> subjects)
    {
        string[] phases = [.. Enum.GetNames<ProverPhase>()];
        Table table = New(["ms of a proof by phase", .. phases]);
        foreach (Figures f in subjects.Where(f => f.Proof is not null))
            table.AddRow([Label(f.Name), .. phases.Select(phase => Text($"{f.Proof!.PhaseMilliseconds.GetValueOrDefault(phase):F1}"))]);
        return table;
    }

    private static Table Kernels(IEnumerable<Figures> subjects, string? device)
    {
        Table table = New(device is null ? "one thread" : $"one queue of {device}", "size", "ms", "best ms", "a second");
        foreach (Figures f in subjects)
        {
            foreach (KernelFigures k in f.Kernels ?? [])
            {
                table.AddRow(
                    k.Operation, $"2^{k.LogSize}", Cell($"{k.Milliseconds:F3}", k.Milliseconds, device is null ? Targets.Milliseconds(f.Name, k.LogSize) : null),
                    Text($"{k.BestMilliseconds:F3}"), Text($"{k.PerSecond:0.00e0}"));
            }
        }

        return table;
    }

    private static Table New(params string[] columns)
    {
        Table table = new Table().Border(TableBorder.Simple);
        for (int i = 0; i < columns.Length; i++)
        {
            var column = new TableColumn(columns[i]).NoWrap();
            table.AddColumn(i == 0 ? column : column.RightAligned());
        }

        return table;
    }

    private static string Label(string name) => name == Subjects.Plonk ? "PLONK, three full-width wires" : Markup.Escape(name);

    /// <summary>The figure, its target and whether it is met; without a target, the figure.</summary>
    private static string Cell(FormattableString figure, double value, double? target) =>
        target is not { } t ? Text(figure) : Text($"{Text(figure)} ({t}) {(value <= t ? "[green]met[/]" : "[red]missed[/]")}");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

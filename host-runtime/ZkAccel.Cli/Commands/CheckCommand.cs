using System.CommandLine;
using Spectre.Console;
using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel check</c>: whether a run satisfies the circuit, with the first violated row named; no keys and no proof.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The quantised model (.zkm)");
        Option<string[]> data = Shared.Data("The input: input.json, .npy, .pb; or a run that gen-witness wrote, which is checked as it stands");
        data.Aliases.Add("--witness");
        data.Aliases.Add("-W");
        var command = new Command("check", "Check every constraint of a run, without keys and without a proof")
        {
            model, data, Shared.Weights, Shared.InputVisibility, Shared.OutputVisibility, Shared.Profile,
        };
        command.Aliases.Add("mock");
        command.Does((parse, terminal, cancellation) => terminal.Work(progress =>
        {
            ZkModel quantised = ZkModel.Load(parse.GetValue(model)!);
            string[] files = parse.GetValue(data)!;
            ZkInference inference = (files is [var file] && Path.GetExtension(file) == ".json" ? quantised.TryReadRun(file) : null)
                ?? quantised.Run(ZkModel.Floats(quantised.ReadInputs(files)));
            if (Clamping.Warning(inference.Clamped) is { } warning) terminal.Note(warning);
            progress.Report(new ZkProgress("compiling", 0));
            CompiledModel compiled = quantised.Compile(Shared.VisibilityOf(parse), Shared.ProfileOf(parse), Shared.MaxProofBytesOf(parse), cancellation: cancellation);
            progress.Report(new ZkProgress("checking every row", 0));
            return CheckedReport.Of(compiled, Check(compiled, inference), quantised.FirstDifference(inference), quantised.FirstContradiction(inference), inference.Clamped);
        }));
        return HelpWithExamples.Attach(command, "zkaccel check -M lenet5.zkm -D input.json", "zkaccel check -M lenet5.zkm -W witness.json --json");
    }

    private static CheckReport Check(CompiledModel compiled, ZkInference inference)
    {
        Witness witness;
        try
        {
            witness = compiled.BuildWitness(inference.Values);
        }
        catch (LoweringException e)
        {
            return new CheckReport(false, "value", -1, e.Message);
        }

        return CircuitChecker.Check(compiled.Circuit, witness);
    }

    /// <summary>The first value that the model does not give: where it goes wrong, seen from the model.</summary>
    private sealed record Cell(string Layer, int Element, long Found, long Expected);

    private sealed record CheckedReport(bool Satisfied, Cell? Cell, string? Constraint, int? Row, string? Message, string? Floats, int LogRows, long Lookups, IReadOnlyList<InputClamping> ClampedInputs) : Report
    {
        public static CheckedReport Of(CompiledModel compiled, CheckReport found, (string Layer, int Element, long Found, long Expected)? difference, string? contradiction, IReadOnlyList<InputClamping> clamped) => new(
            found.Satisfied && difference is null && contradiction is null, difference is var (layer, element, value, expected) ? new Cell(layer, element, value, expected) : null,
            found.Constraint, found.Row < 0 ? null : found.Row, found.Message, contradiction, compiled.Circuit.LogN, compiled.Layers.Sum(l => l.Lookups), clamped);

        [System.Text.Json.Serialization.JsonIgnore]
        public override int ExitCode => Satisfied ? Cli.ExitCode.Success : Cli.ExitCode.Refused;

        public override void Print(IAnsiConsole console)
        {
            if (Satisfied) console.MarkupLineInterpolated($"[green]satisfied[/]: 2^{LogRows} rows, {Format.Count(Lookups)} lookups");
            else if (Cell is null) console.MarkupLineInterpolated($"[red]VIOLATED[/]: {Message ?? $"the file contradicts itself: {Floats}"}");
            else console.MarkupLineInterpolated($"[red]VIOLATED[/]: layer '{Cell.Layer}', element {Cell.Element} is {Cell.Found}; the model gives {Cell.Expected}");
            if (Cell is not null) console.MarkupLineInterpolated($"first constraint  {Message ?? "none: the witness derives this value from others"}");
        }
    }
}

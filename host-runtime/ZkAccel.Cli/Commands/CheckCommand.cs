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
        Option<string[]> data = Shared.Data("The input: input.json, .npy, .pb, or what gen-witness wrote");
        data.Aliases.Add("--witness");
        data.Aliases.Add("-W");
        var command = new Command("check", "Check every constraint of a run, without keys and without a proof")
        {
            model, data, Shared.Weights, Shared.InputVisibility, Shared.OutputVisibility, Shared.Profile,
        };
        command.Aliases.Add("mock");
        command.Does((parse, terminal, _) => terminal.Work(progress =>
        {
            ZkModel quantised = ZkModel.Load(parse.GetValue(model)!);
            ZkInference inference = quantised.Run(ZkModel.Floats(quantised.ReadInputs(parse.GetValue(data)!)));
            if (Clamping.Warning(inference.Clamped) is { } warning) terminal.Note(warning);
            progress.Report(new ZkProgress("compiling", 0));
            CompiledModel compiled = quantised.Compile(Shared.VisibilityOf(parse), Shared.ProfileOf(parse));
            progress.Report(new ZkProgress("checking every row", 0));
            CheckReport found = CircuitChecker.Check(compiled.Circuit, compiled.BuildWitness(inference.Values));
            return new CheckedReport(
                found.Satisfied, found.Constraint, found.Row < 0 ? null : found.Row, found.Message, compiled.Circuit.LogN, compiled.Layers.Sum(l => l.Lookups), inference.Clamped);
        }));
        return HelpWithExamples.Attach(command, "zkaccel check -M lenet5.zkm -D input.json", "zkaccel mock -M lenet5.zkm -W witness.json --json");
    }

    private sealed record CheckedReport(bool Satisfied, string? Constraint, int? Row, string? Message, int LogRows, long Lookups, IReadOnlyList<InputClamping> ClampedInputs) : Report
    {
        [System.Text.Json.Serialization.JsonIgnore]
        public override int ExitCode => Satisfied ? Cli.ExitCode.Success : Cli.ExitCode.Refused;

        public override void Print(IAnsiConsole console)
        {
            if (Satisfied) console.MarkupLineInterpolated($"[green]satisfied[/]: 2^{LogRows} rows, {Format.Count(Lookups)} lookups");
            else console.MarkupLineInterpolated($"[red]VIOLATED[/] ({Constraint}): {Message}");
        }
    }
}

using System.CommandLine;
using Spectre.Console;
using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Cli;

/// <summary>
/// <c>zkaccel gen-witness</c>: input, output and every integer of a run in one file. <c>prove</c> takes its input from it, <c>check</c> checks
/// what it says.
/// </summary>
internal static class WitnessCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The quantised model (.zkm)");
        Option<string[]> data = Shared.Data("The input: input.json, .npy or .pb");
        Option<string?> output = Shared.File("--output", "The file to write; default: witness.json", "-O");
        var command = new Command("gen-witness", "Run a quantised model and write input, output and every integer between them to a file") { model, data, output };
        command.Does((parse, _, cancellation) =>
        {
            ZkModel quantised = ZkModel.Load(parse.GetValue(model)!);
            Tensor[] inputs = quantised.ReadInputs(parse.GetValue(data)!);
            float[][] floats = ZkModel.Floats(inputs);
            ZkInference inference = quantised.Run(floats);
            string target = parse.GetValue(output) ?? "witness.json";
            ZkModel.SaveRun(target, floats, inference, cancellation);
            return new WitnessReport(target, Scores.Prediction(inference.Scores[0]), inference.Scores);
        });
        return HelpWithExamples.Attach(command, "zkaccel gen-witness -M lenet5.zkm -D input.json -O witness.json");
    }

    private sealed record WitnessReport(string Witness, int Prediction, IReadOnlyList<float[]> Outputs) : Report
    {
        public override void Print(IAnsiConsole console) =>
            Tables.WriteFacts(console, ("witness", Witness), ("output", Scores.Line(Outputs[0])), ("prediction", $"{Prediction}"));
    }
}

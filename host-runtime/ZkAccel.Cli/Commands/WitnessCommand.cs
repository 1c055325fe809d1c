using System.CommandLine;
using System.Text.Json;
using Spectre.Console;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Cli;

/// <summary>
/// <c>zkaccel gen-witness</c>: input and output of a run, as floats and as integers, in one file that <c>prove</c> and <c>check</c> take as
/// their input.
/// </summary>
internal static class WitnessCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The quantised model (.zkm)");
        Option<string[]> data = Shared.Data("The input: input.json, .npy or .pb");
        Option<string?> output = Shared.File("--output", "The file to write; default: witness.json", "-O");
        var command = new Command("gen-witness", "Run a quantised model and write input and output to a file") { model, data, output };
        command.Does((parse, _, cancellation) =>
        {
            ZkModel quantised = ZkModel.Load(parse.GetValue(model)!);
            Tensor[] inputs = quantised.ReadInputs(parse.GetValue(data)!);
            float[][] floats = ZkModel.Floats(inputs);
            ZkInference inference = quantised.Run(floats);
            IntegerModel integer = quantised.Integer;
            string target = parse.GetValue(output) ?? "witness.json";
            var content = new Dictionary<string, object>
            {
                ["input_data"] = floats,
                ["output_data"] = inference.Scores,
                ["integer_inputs"] = inference.Values.Take(integer.Inputs.Count).ToArray(),
                ["integer_outputs"] = integer.Outputs.Select(id => inference.Values[id]).ToArray(),
            };
            AtomicFile.Write(target, JsonSerializer.SerializeToUtf8Bytes(content), secret: true, cancellation);
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

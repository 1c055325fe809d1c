using System.CommandLine;
using Spectre.Console;
using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel run</c>: the model in floats and in the integers that a proof is about, side by side.</summary>
internal static class RunCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The ONNX model, or the quantised one (.zkm) alone");
        Option<string[]> data = Shared.Data("The input: input.json, .npy or .pb");
        Option<string?> quantised = Shared.File("--quantised", "The quantised model; default: the ONNX model's name with .zkm; without one, ranges come from this input");
        var show = new Option<bool>("--show") { Description = "Draw the input if it is a picture" };
        var command = new Command("run", "Run a model without a proof: float and quantised side by side") { model, data, quantised, Shared.Bits, show };
        command.Does((parse, terminal, _) =>
        {
            string path = parse.GetValue(model)!;
            if (Path.GetExtension(path) == ".zkm")
            {
                ZkModel alone = ZkModel.Load(path);
                Tensor[] given = alone.ReadInputs(parse.GetValue(data)!);
                return RunReport.Of(terminal, alone, given, null, parse.GetValue(show));
            }

            Graph graph = OnnxModel.Load(path);
            Tensor[] inputs = TensorFile.LoadInputs(graph, parse.GetValue(data)!);
            string? file = parse.GetValue(quantised) ?? (File.Exists(Shared.Beside(path, ".zkm")) ? Shared.Beside(path, ".zkm") : null);
            if (file is null) terminal.Note("no quantised model given: ranges are taken from this input alone");
            QuantisationOptions options = parse.GetValue(Shared.Bits) == 16 ? QuantisationOptions.Int16 : QuantisationOptions.Int8;
            ZkModel integer = file is not null ? ZkModel.Load(file) : new ZkModel(Quantiser.Quantise(graph, Calibration.Collect(graph, [inputs]), options));
            return RunReport.Of(terminal, integer, inputs, FloatExecutor.Run(graph, inputs, threads: Environment.ProcessorCount), parse.GetValue(show));
        });
        return HelpWithExamples.Attach(command, "zkaccel run -M lenet5.onnx -D input.json --show", "zkaccel run -M lenet5.zkm -D input.json --json");
    }

    private sealed record OutputLine(string Name, int[] Dims, float[]? Float, float[] Quantised, long[] Integers);

    private sealed record RunReport(string Model, IReadOnlyList<OutputLine> Outputs, int Prediction, int? FloatPrediction, IReadOnlyList<InputClamping> ClampedInputs, string[]? Picture) : Report
    {
        public static RunReport Of(Terminal terminal, ZkModel model, Tensor[] inputs, Tensor[]? expected, bool show)
        {
            ZkInference inference = model.Run(ZkModel.Floats(inputs));
            if (Clamping.Warning(inference.Clamped) is { } warning) terminal.Note(warning);
            var lines = new List<OutputLine>();
            for (int i = 0; i < inference.Scores.Count; i++)
            {
                int id = model.Integer.Outputs[i];
                lines.Add(new OutputLine(model.Integer.Values[id].Name, model.Integer.Values[id].Dims, expected?[i].Floats.ToArray(), inference.Scores[i], inference.Values[id]));
            }

            return new RunReport(
                model.Integer.Name, lines, Scores.Prediction(lines[0].Quantised), lines[0].Float is { } floats ? Scores.Prediction(floats) : null,
                inference.Clamped,
                show ? Cli.Picture.Render(ZkModel.Floats(inputs)[0], inputs[0].Shape.Dimensions) : null);
        }

        public override void Print(IAnsiConsole console)
        {
            foreach (string line in Picture ?? []) console.WriteLine("  " + line);
            foreach (OutputLine output in Outputs)
            {
                console.MarkupLineInterpolated($"[bold]{output.Name}[/] [[{string.Join(',', output.Dims)}]]");
                console.Write(Scores.Compare(output.Float, output.Quantised, output.Integers));
            }

            string agreement = FloatPrediction is { } other ? other == Prediction ? ", as the float model says" : $"; the float model says {other}" : "";
            console.MarkupLineInterpolated($"prediction [green]{Prediction}[/]{agreement}");
        }
    }
}

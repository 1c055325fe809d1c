using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel calibrate</c>: an ONNX model becomes an integer model.</summary>
internal static class CalibrateCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The ONNX model");
        Option<string[]> data = Shared.Data("Samples: .npy or .pb of one or of many [N, ...], or input.json; one file for each model input");
        Option<string?> labels = Shared.File("--labels", "The right class of each sample (.npy, .pb): accuracy is reported");
        Option<string?> output = Shared.File("--output", "The integer model to write; default: the model's name with .zkm", "-O", "--settings-path");
        var divide = new Option<float>("--divide") { Description = "Divide stored values by this first, 255 for pixels", DefaultValueFactory = _ => 1 };
        var mean = new Option<string>("--mean") { Description = "Subtract this mean, or one for each channel: 0.49,0.48,0.45", DefaultValueFactory = _ => "0" };
        var deviation = new Option<string>("--std") { Description = "Divide by this deviation, or one for each channel", DefaultValueFactory = _ => "1" };
        var ranges = new Option<int>("--samples") { Description = "Samples that calibrate; the report is on all, and on the others by themselves", DefaultValueFactory = _ => 100 };
        var command = new Command("calibrate", "Choose scales and ranges from samples, write the integer model, report error and accuracy")
        {
            model, data, labels, output, Shared.Bits, divide, mean, deviation, ranges,
        };
        command.Aliases.Add("calibrate-settings");
        command.Does((parse, terminal, cancellation) => terminal.Work(progress =>
        {
            string modelPath = parse.GetValue(model)!;
            progress.Report(new ZkProgress("reading", 0));
            Graph graph = OnnxModel.Load(modelPath);
            var preprocessing = new Preprocessing(parse.GetValue(divide), Numbers(parse, mean), Numbers(parse, deviation));
            SampleSet samples = SampleSet.Load(graph, parse.GetValue(data)!, preprocessing, parse.GetValue(labels));
            int count = Math.Clamp(parse.GetValue(ranges), 1, samples.Inputs.Count);
            progress.Report(new ZkProgress("ranges of the float model", 0));
            Calibration calibration = Calibration.Collect(graph, [.. samples.Inputs.Take(count)], Environment.ProcessorCount);
            cancellation.ThrowIfCancellationRequested();
            progress.Report(new ZkProgress("quantising", 0));
            bool wide = parse.GetValue(Shared.Bits) == 16;
            CalibrationTarget aim = wide ? CalibrationTarget.Int16 : CalibrationTarget.Int8;
            CalibrationResult result = Calibrator.Search(
                calibration, wide ? Calibrator.Int16Candidates : Calibrator.Int8Candidates, aim, calibration.Samples, [.. (samples.Labels ?? []).Take(count)], Environment.ProcessorCount);
            progress.Report(new ZkProgress("measuring", 0));
            Evaluation all = Measure(0);
            Evaluation? heldOut = count < samples.Inputs.Count ? Measure(count) : null;
            IReadOnlyList<InputClamping> clamped = Clamping.Of(result.Model, samples.Inputs);
            if (Clamping.Warning(clamped) is { } warning) terminal.Note(warning);
            string target = parse.GetValue(output) ?? Shared.Beside(modelPath, ".zkm");
            new ZkModel(result.Model).Save(target, cancellation);
            return new CalibrateReport(target, result.Options with { Shift = result.Model.Shift }, aim.IsMet(all), count, all, heldOut, result.Trials, clamped);

            Evaluation Measure(int skip)
            {
                Tensor[][] inputs = [.. samples.Inputs.Skip(skip)];
                return Evaluation.Of(
                    result.Model, inputs, Evaluation.Reference(graph, inputs, Environment.ProcessorCount), [.. (samples.Labels ?? []).Skip(skip)], Environment.ProcessorCount);
            }
        }));
        return HelpWithExamples.Attach(
            command,
            "zkaccel calibrate -M lenet5.onnx -D input.json",
            "zkaccel calibrate -M lenet5.onnx -D pixels.pb --divide 255 --mean 0.1307 --std 0.3081 --labels labels.pb",
            "zkaccel calibrate -M credit.onnx -D customers.npy --bits 16 -O credit16.zkm");
    }

    private static float[] Numbers(ParseResult parse, Option<string> option)
    {
        string text = parse.GetValue(option)!;
        string[] parts = text.Split(',');
        var numbers = new float[parts.Length];
        for (int i = 0; i < parts.Length; i++)
        {
            if (!float.TryParse(parts[i], NumberStyles.Float, CultureInfo.InvariantCulture, out numbers[i]) || !float.IsFinite(numbers[i]))
                throw new UsageException($"{option.Name} takes a number, or numbers separated by commas, not '{text}'");
        }

        return numbers;
    }

    private sealed record CalibrateReport(
        string Model, QuantisationOptions Options, bool MeetsTarget, int CalibrationSamples, Evaluation Evaluation, Evaluation? HeldOut,
        IReadOnlyList<CalibrationTrial> Trials, IReadOnlyList<InputClamping> ClampedInputs) : Report
    {
        public override void Print(IAnsiConsole console)
        {
            var facts = new List<(string, string)>
            {
                ("integer model", $"{Model}: {Options.WeightBits}-bit weights, {Options.ActivationBits}-bit activations, shift {Options.Shift}"),
                ("calibrated on", $"{CalibrationSamples} samples"),
            };
            Add("all samples", Evaluation);
            if (HeldOut is { } others) Add("held out", others);
            Tables.WriteFacts(console, [.. facts]);
            if (!MeetsTarget) console.MarkupLine("[yellow]No combination kept the accuracy aimed at; this one comes nearest. Try --bits 16 or more samples.[/]");

            void Add(string name, Evaluation e)
            {
                facts.Add((name, $"{e.Samples}: same class {Format.Percent(e.Agreement)}, largest error {Format.Number(e.MaxError)} of outputs up to {Format.Number(e.OutputRange)}"));
                if (e is { FloatAccuracy: { } before, Accuracy: { } after }) facts.Add(("", $"accuracy: float {Format.Percent(before)}, quantised {Format.Percent(after)}"));
            }
        }
    }
}

using System.CommandLine;
using Spectre.Console;
using ZkAccel.Plonk;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel inspect</c>: what a model is and what its proof will cost, before anything is proved.</summary>
internal static class InspectCommand
{
    public static Command Create()
    {
        Option<string> model = Shared.Model("The ONNX model, or the quantised one (.zkm)");
        Option<string[]> data = Shared.Data("Samples that ranges are taken from, for an ONNX model; without any they are made up", required: false);
        var command = new Command("inspect", "Show graph, shapes, proven ranges, rows, lookups and cost, layer by layer")
        {
            model, data, Shared.Bits, Shared.Weights, Shared.InputVisibility, Shared.OutputVisibility, Shared.Profile,
        };
        command.Does((parse, terminal, cancellation) => terminal.Work(progress =>
        {
            string path = parse.GetValue(model)!;
            bool isOnnx = Path.GetExtension(path) != ".zkm";
            progress.Report(new ZkProgress("reading", 0));
            Graph? graph = isOnnx ? OnnxModel.Load(path) : null;
            IntegerModel integer = graph is null ? ZkModel.Load(path).Integer : Quantise(parse, data, graph);
            progress.Report(new ZkProgress("compiling", 0));
            CompiledModel compiled = CircuitCompiler.Compile(integer, Shared.VisibilityOf(parse), Shared.ProfileOf(parse), Shared.MaxProofBytesOf(parse), cancellation: cancellation);
            return InspectReport.Of(graph, compiled);
        }));
        return HelpWithExamples.Attach(command, "zkaccel inspect -M lenet5.onnx", "zkaccel inspect -M lenet5.zkm --weights private --json");
    }

    private static IntegerModel Quantise(ParseResult parse, Option<string[]> data, Graph graph)
    {
        QuantisationOptions options = parse.GetValue(Shared.Bits) == 16 ? QuantisationOptions.Int16 : QuantisationOptions.Int8;
        string[] paths = parse.GetValue(data) ?? [];
        Calibration calibration = paths.Length == 0 ? Calibration.Synthetic(graph) : Calibration.Collect(graph, SampleSet.Load(graph, paths).Inputs, Environment.ProcessorCount);
        return Quantiser.Quantise(graph, calibration, options);
    }

    private sealed record NodeLine(string Operator, string Name, string Shape);

    private sealed record LayerLine(string Layer, string? Dims, long? Min, long? Max, int SlotRows, int WeightRows, int ScalarRows, long Lookups);

    private sealed record InspectReport(
        string Model, int? Opset, IReadOnlyList<NodeLine>? Nodes, IReadOnlyList<string>? Notes, int WeightBits, int ActivationBits, long Parameters,
        IReadOnlyList<LayerLine> Layers, string Profile, int LogRows, int UsedSlotRows, int UsedWeightRows, int UsedScalarRows, long Lookups,
        double EstimatedSeconds) : Report
    {
        public static InspectReport Of(Graph? graph, CompiledModel compiled)
        {
            IntegerModel model = compiled.Model;
            var byLayer = new Dictionary<string, IntValue>();
            foreach (IntValue value in model.Values) byLayer[model.LayerOf(value)] = value;
            foreach (IntValue value in model.Values) byLayer.TryAdd(value.Name, value);
            var layers = new List<LayerLine>();
            foreach (LayerRows rows in compiled.Layers)
            {
                IntValue? value = byLayer.GetValueOrDefault(rows.Layer);
                layers.Add(new LayerLine(
                    rows.Layer, value is null ? null : $"[{string.Join(',', value.Dims)}]", value?.Min, value?.Max, rows.SlotRows, rows.WeightRows, rows.ScalarRows, rows.Lookups));
            }

            Plonk.Profile profile = compiled.Circuit.Profile;
            return new InspectReport(
                model.Name, graph?.Opset, graph is null ? null : [.. graph.Nodes.Select(n => new NodeLine(n.OpType, n.Name, n.Output.Shape.ToString()))], graph?.Notes,
                model.WeightBits, model.ActivationBits, model.ParameterCount, layers,
                $"{profile.Slots}x{profile.Lanes}", compiled.Circuit.LogN, layers.Sum(l => l.SlotRows), layers.Sum(l => l.WeightRows), layers.Sum(l => l.ScalarRows),
                layers.Sum(l => l.Lookups), compiled.EstimatedSeconds);
        }

        public override void Print(IAnsiConsole console)
        {
            if (Nodes is not null)
            {
                console.MarkupLineInterpolated($"[bold]{Model}[/], opset {Opset}, {Nodes.Count} nodes");
                Table nodes = Tables.Create("operator", "node", "output");
                foreach (NodeLine node in Nodes) nodes.AddRow(Markup.Escape(node.Operator), Markup.Escape(node.Name), Markup.Escape(node.Shape));
                console.Write(nodes);
                foreach (string note in Notes ?? []) console.MarkupLineInterpolated($"[dim]{note}[/]");
                console.WriteLine();
            }

            Table layers = Tables.Create("layer", "shape", ">proven range", ">slot rows", ">weight rows", ">gate rows", ">lookups");
            foreach (LayerLine layer in Layers)
            {
                string range = layer is { Min: { } min, Max: { } max } ? $"{Format.Count(min)} .. {Format.Count(max)}" : "";
                layers.AddRow(
                    Markup.Escape(layer.Layer), Markup.Escape(layer.Dims ?? ""), range, Format.Count(layer.SlotRows), Format.Count(layer.WeightRows),
                    Format.Count(layer.ScalarRows), Format.Count(layer.Lookups));
            }

            console.Write(layers);
            console.WriteLine();
            Tables.WriteFacts(
                console,
                ("model", $"{Format.Count(Parameters)} parameters, {WeightBits}-bit weights, {ActivationBits}-bit activations"),
                ("circuit", $"2^{LogRows} = {Format.Count(1L << LogRows)} rows, {Profile} slots x lanes"),
                ("in use", $"{Format.Count(UsedSlotRows)} slot rows, {Format.Count(UsedWeightRows)} weight rows, {Format.Count(UsedScalarRows)} gate rows"),
                ("lookups", Format.Count(Lookups)),
                ("estimate", $"about {Format.Seconds(EstimatedSeconds)} to prove on two threads, within a factor of two, after the key is loaded"));
        }
    }
}

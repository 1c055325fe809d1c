using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Quantise;
using Window = ZkAccel.Zkml.Graphs.Operators.Window;

namespace ZkAccel.Zkml.Tests.Quantise;

/// <summary>Small float graphs with seeded random weights, quantised finely, so that a wrong rule shows as a large error.</summary>
internal sealed class Small
{
    private readonly GraphBuilder builder = new("small", 17);
    private readonly Random random = new(5);
    private int names;

    public static QuantisationOptions Fine { get; } = QuantisationOptions.Int16 with { ActivationBits = 11, Shift = 16, Unsigned = true };

    public Value Input(params int[] dims) => builder.Input("x", new Shape(dims), ElementType.Float32);

    public float[] Random(int count, float low = -1, float high = 1) => [.. Enumerable.Range(0, count).Select(_ => low + ((high - low) * random.NextSingle()))];

    public Value Constant(float low, float high, params int[] dims) => GraphBuilder.Constant($"c{names++}", new Tensor(new Shape(dims), Random(new Shape(dims).Count, low, high)));

    public static Value Constant(float value) => GraphBuilder.Constant("k", new Tensor(default, [value]));

    public Value Emit(Node node, int[] dims, params Value[] inputs)
    {
        var name = $"{node.GetType().Name}{names++}";
        return builder.Emit(node, name, node.GetType().Name, name, new Shape(dims), ElementType.Float32, inputs);
    }

    public Value Same(Node node, params Value[] inputs) => Emit(node, inputs[0].Shape.Dimensions.ToArray(), inputs);

    public Value Function(string kind, Func<double, double> f, Value x, params double[] parameters) => Same(new Unary(kind, f, [.. parameters]), x);

    public Value Relu(Value x) => Function("Relu", v => Math.Max(v, 0), x);

    public Value Conv(Value x, int outputs, int kernel, int stride = 1, int pad = 0, int groups = 1)
    {
        int h = x.Shape[2], w = x.Shape[3];
        int oh = ((h + (2 * pad) - kernel) / stride) + 1, ow = ((w + (2 * pad) - kernel) / stride) + 1;
        var window = new Window(h, w, kernel, kernel, stride, stride, 1, 1, pad, pad, pad, pad, oh, ow);
        return Emit(new Conv(window, groups), [1, outputs, oh, ow], x, Constant(-1, 1, outputs, x.Shape[1] / groups, kernel, kernel), Constant(-1, 1, outputs));
    }

    public Value Gemm(Value x, int outputs) =>
        Emit(new Gemm(1, 1, false, true), [x.Shape[0], outputs], x, Constant(-1, 1, outputs, x.Shape[1]), Constant(-1, 1, outputs));

    public Graph Graph(params Value[] outputs) => builder.Build([.. outputs.Select((v, i) => ($"y{i}", v))]);

    /// <summary>Quantises with random inputs of [low, high] and returns the model after checking its outputs against the float model's.</summary>
    public IntegerModel Check(Value output, double tolerance = 0.01, float low = -1, float high = 1, QuantisationOptions? options = null)
    {
        var graph = Graph(output);
        var samples = Enumerable.Range(0, 24).Select(_ => graph.Inputs.Select(v => new Tensor(v.Shape, Random(v.Shape.Count, low, high))).ToArray()).ToArray();
        var model = Quantiser.Quantise(graph, Calibration.Collect(graph, samples), options ?? Fine);
        var executor = new IntegerExecutor(model);
        foreach (var s in samples)
        {
            var expected = FloatExecutor.Run(graph, s)[0].FloatArray;
            var values = executor.Run([.. s.Select(t => t.FloatArray)]);
            var actual = executor.Dequantise(model.Outputs[0], values[model.Outputs[0]]);
            var range = expected.Max(Math.Abs);
            for (var i = 0; i < expected.Length; i++) Assert.True(Math.Abs(expected[i] - actual[i]) <= tolerance * range, $"element {i}: {actual[i]} for {expected[i]}, range {range}");
            foreach (var v in model.Values) Assert.All(values[v.Id], x => Assert.InRange(x, v.Min, v.Max));
        }

        Assert.Equal(output.Shape.Dimensions.ToArray(), model.Values[model.Outputs[0]].Dims);
        return model;
    }
}

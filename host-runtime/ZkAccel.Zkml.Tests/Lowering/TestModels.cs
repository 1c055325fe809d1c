using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Tests.Lowering;

/// <summary>Small integer models, one for each gadget, with seeded random weights.</summary>
internal static class TestModels
{
    public static IEnumerable<string> Names => Makers.Keys;

    private static readonly Dictionary<string, Func<IntegerModel>> Makers = new()
    {
        ["gemm"] = () => Dense(false),
        ["gemm-relu-gemm"] = () => Dense(true),
        ["conv"] = () => Conv(new Window(3, 3, 1, 1, 1, 1, 1, 1), 6, 7, 2, 3),
        ["conv-valid"] = () => Conv(new Window(3, 2), 5, 6, 2, 3),
        ["conv-stride"] = () => Conv(new Window(3, 3, 2, 2, 1, 1, 1, 1), 6, 7, 2, 3),
        ["conv-stride3"] = () => Conv(new Window(3, 3, 3, 3, 1, 1, 1, 1), 7, 7, 1, 2),
        ["conv-dilated"] = () => Conv(new Window(3, 3, 1, 1, 2, 2, 2, 2, 2, 2), 6, 6, 1, 2),
        ["conv-grouped"] = () => Conv(new Window(3, 3, 1, 1, 1, 1, 1, 1), 5, 5, 4, 4, groups: 2),
        ["conv-depthwise"] = () => Conv(new Window(3, 3, 2, 2, 0, 0, 1, 1), 6, 6, 3, 3, groups: 3),
        ["conv-1d"] = () => Conv(new Window(1, 3, 1, 1, 0, 1, 0, 1), 1, 9, 2, 3),
        ["residual"] = Residual,
        ["projection"] = Projection,
        ["maxpool"] = () => Pool(new Window(2, 2, 2, 2), 6, 6),
        ["maxpool-overlapping"] = () => Pool(new Window(3, 3, 2, 2, 1, 1, 1, 1), 5, 5),
        ["maxpool-tall"] = () => Pool(new Window(3, 1, 2, 1, 1, 0, 0, 0), 6, 5),
        ["sumpool"] = () => SumPool(new Window(2, 2, 2, 2), 4, 6),
        ["sumpool-global"] = () => SumPool(new Window(4, 4), 4, 4),
        ["reduce"] = () => Reduced(),
        ["mul"] = () => Mul(lines: true),
        ["mul-elements"] = () => Mul(lines: false),
        ["matmul2"] = MatMul2,
        ["softmax"] = Softmax,
        ["shortcut"] = Shortcut,
        ["wiring"] = WiringModel,
        ["linear"] = Linear,
    };

    /// <summary>The model; with a twist, every seventh weight is off by one.</summary>
    public static IntegerModel Make(string name, bool twisted = false)
    {
        _twist = twisted;
        return Makers[name]();
    }

    public static long[][] Run(IntegerModel model, int seed)
    {
        var random = new Random(seed);
        long[][] inputs = [.. model.Inputs.Select((q, i) =>
        {
            var x = new long[model.Values[i].Count];
            for (int e = 0; e < x.Length; e++) x[e] = random.NextInt64(q.Min[0], q.Max[0] + 1);
            return x;
        })];
        return new IntegerExecutor(model).Run(inputs);
    }

    private static IntegerModelBuilder Builder() => new("test", 8, 8, 8);

    private static int Input(IntegerModelBuilder b, string name, params int[] dims) =>
        b.Input(new InputQuantisation(name, dims, [.. Enumerable.Range(0, dims.Length)], dims, [1], [0], [-128], [127], 8));

    [ThreadStatic]
    private static bool _twist;

    private static int[] Random(int count, int seed)
    {
        var random = new Random(seed);
        int[] weights = [.. Enumerable.Range(0, count).Select(_ => random.Next(-126, 127))];
        for (int i = 0; _twist && i < count; i += 7) weights[i]++;
        return weights;
    }

    private static int Relu(IntegerModelBuilder b) => b.Table("relu", v => Math.Clamp(v, 0, 255));

    private static int Clamp(IntegerModelBuilder b) => b.Table("clamp", v => Math.Clamp(v, -127, 127));

    private static int Requantise(IntegerModelBuilder b, int table, params (int Value, long[] Multipliers)[] terms) =>
        b.Add(new IntRequantise(-1, "requantise", [.. terms.Select(t => new RequantiseTerm(t.Value, t.Multipliers))], table), "y", 1.0);

    private static IntegerModel Dense(bool two)
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 6);
        int y = b.Add(new IntMatMul(-1, "fc1", x, b.Weights("w1", [6, 5], Random(30, 1)), b.Bias("b1", [100, -70000, 3, 9999, -1])), "a", 1.0);
        if (!two) return b.Build(y);
        int h = Requantise(b, Relu(b), (y, [3]));
        int z = b.Add(new IntMatMul(-1, "fc2", h, b.Weights("w2", [5, 3], Random(15, 2)), null), "z", 1.0);
        return b.Build(z);
    }

    private static IntegerModel Conv(Window window, int height, int width, int inputs, int outputs, int groups = 1)
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, inputs, height, width);
        int kernel = inputs / groups * window.KernelHeight * window.KernelWidth;
        int w = b.Weights("w", [outputs, inputs / groups, window.KernelHeight, window.KernelWidth], Random(outputs * kernel, 3));
        int a = b.Add(new IntConv(-1, "conv", x, w, b.Bias("b", [.. Enumerable.Range(0, outputs).Select(o => (o * 700L) - 500)]), window, groups), "a", 1.0);
        return b.Build(Requantise(b, Relu(b), (a, [.. Enumerable.Range(1, outputs).Select(o => (long)o)])));
    }

    private static IntegerModel Residual()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, 5, 6);
        var window = new Window(3, 3, 1, 1, 1, 1, 1, 1);
        int a = b.Add(new IntConv(-1, "conv1", x, b.Weights("w1", [2, 2, 3, 3], Random(36, 4)), null, window, 1), "a", 1.0);
        int h = Requantise(b, Relu(b), (a, [2, 3]));
        int c = b.Add(new IntConv(-1, "conv2", h, b.Weights("w2", [2, 2, 3, 3], Random(36, 5)), null, window, 1), "c", 1.0);
        int y = Requantise(b, Relu(b), (c, [1, 2]), (h, [77]), (x, [-9]));
        int p = b.Add(new IntSumPool(-1, "pool", y, new Window(5, 6)), "p", 1.0);
        int q = Requantise(b, Clamp(b), (p, [8]));
        int flat = b.Add(new IntReshape(-1, "flatten", q, [1, 2]), "f", 1.0);
        return b.Build(b.Add(new IntMatMul(-1, "fc", flat, b.Weights("w3", [2, 3], Random(6, 6)), null), "z", 1.0));
    }

    // A shortcut with weights of its own: two convolutions into one requantisation.
    private static IntegerModel Projection()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, 6, 6);
        int a = b.Add(new IntConv(-1, "conv", x, b.Weights("w1", [3, 2, 3, 3], Random(54, 14)), b.Bias("b1", [5, 6, -7]), new Window(3, 3, 2, 2, 1, 1, 1, 1), 1), "a", 1.0);
        int c = b.Add(new IntConv(-1, "shortcut", x, b.Weights("w2", [3, 2, 1, 1], Random(6, 15)), b.Bias("b2", [-90, 80, 0]), new Window(1, 1, 2, 2), 1), "c", 1.0);
        return b.Build(Requantise(b, Relu(b), (a, [1, 2, 3]), (c, [5, 3, 4])));
    }

    private static IntegerModel Pool(Window window, int height, int width)
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, height, width);
        var same = new Window(3, 3, 1, 1, 1, 1, 1, 1);
        int a = b.Add(new IntConv(-1, "conv", x, b.Weights("w", [2, 2, 3, 3], Random(36, 7)), null, same, 1), "a", 1.0);
        int h = Requantise(b, Clamp(b), (a, [1]));
        return b.Build(b.Add(new IntMaxPool(-1, "pool", h, window), "p", 1.0));
    }

    private static IntegerModel SumPool(Window window, int height, int width)
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, height, width);
        int p = b.Add(new IntSumPool(-1, "pool", x, window), "p", 1.0);
        return b.Build(Requantise(b, Clamp(b), (p, [64])));
    }

    private static IntegerModel Reduced()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 3, 4, 5);
        int rows = b.Add(new IntReduceSum(-1, "sum2", x, [2]), "r", 1.0);
        int y = Requantise(b, Clamp(b), (rows, [64]));
        int all = b.Add(new IntReduceSum(-1, "sum3", y, [3]), "s", 1.0);
        return b.Build(Requantise(b, Clamp(b), (all, [50, 51, 52])));
    }

    private static IntegerModel Mul(bool lines)
    {
        IntegerModelBuilder b = Builder();
        int x = lines ? Input(b, "x", 1, 2, 3, 5) : Input(b, "x", 1, 7);
        int s = Requantise(b, b.Table("soft", v => (int)Math.Round(127 * Math.Tanh(v / 40.0))), (x, [256]));
        int m = b.Add(new IntMul(-1, "mul", x, s), "m", 1.0);
        return b.Build(Requantise(b, Clamp(b), (m, [2])));
    }

    private static IntegerModel MatMul2()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, 3, 4);
        int t = b.Add(new IntTranspose(-1, "t", x, [0, 1, 3, 2]), "xt", 1.0);
        int m = b.Add(new IntMatMul2(-1, "mm", x, t), "m", 1.0);
        return b.Build(Requantise(b, Clamp(b), (m, [1])));
    }

    private static IntegerModel Softmax()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 5);
        int exp = b.Table("exp", v => (int)Math.Round(1024 * Math.Exp(Math.Min(v, 0) / 32.0)));
        return b.Build(b.Add(new IntSoftmax(-1, "softmax", x, 1, exp, 8), "p", 1.0 / 256));
    }

    // Option A of ResNet: every second pixel, zero channels around.
    private static IntegerModel Shortcut()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, 6, 6);
        int s = b.Add(new IntSlice(-1, "slice", x, [0, 0, 0, 0], [1, 1, 2, 2], [1, 2, 3, 3]), "s", 1.0);
        int p = b.Add(new IntPad(-1, "pad", s, [0, 1, 0, 0], [0, 1, 0, 0]), "p", 1.0);
        var window = new Window(3, 3, 2, 2, 1, 1, 1, 1);
        int a = b.Add(new IntConv(-1, "conv", x, b.Weights("w", [4, 2, 3, 3], Random(72, 8)), null, window, 1), "a", 1.0);
        return b.Build(Requantise(b, Relu(b), (a, [1, 2, 1, 3]), (p, [100])));
    }

    private static IntegerModel WiringModel()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, 3, 4);
        int t = b.Add(new IntTranspose(-1, "t", x, [0, 2, 1, 3]), "t", 1.0);
        int s = b.Add(new IntSlice(-1, "s", t, [0, 1, 0, 1], [1, 1, 1, 1], [1, 2, 2, 2]), "s", 1.0);
        int p = b.Add(new IntPad(-1, "p", s, [0, 0, 0, 1], [0, 0, 0, 2]), "p", 1.0);
        int e = b.Add(new IntConcat(-1, "c", 2, [p, p]), "c", 1.0);
        int r = b.Add(new IntReshape(-1, "r", e, [1, 40]), "r", 1.0);
        return b.Build(b.Add(new IntMatMul(-1, "fc", r, b.Weights("w", [40, 3], Random(120, 9)), null), "z", 1.0));
    }

    private static IntegerModel Linear()
    {
        IntegerModelBuilder b = Builder();
        int x = Input(b, "x", 1, 2, 3, 4);
        int c = b.Add(new IntPad(-1, "pad", b.Add(new IntSlice(-1, "cut", x, [0, 0, 0, 0], [1, 1, 1, 1], [1, 2, 3, 3]), "cut", 1.0), [0, 0, 0, 1], [0, 0, 0, 0]), "pad", 1.0);
        int l = b.Add(new IntLinear(-1, "linear", [new LinearTerm(x, 3), new LinearTerm(c, -2)], b.Bias("b", [5, -7])), "l", 1.0);
        return b.Build(Requantise(b, Clamp(b), (l, [60])));
    }
}

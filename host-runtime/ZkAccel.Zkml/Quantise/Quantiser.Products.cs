using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

public sealed partial class Quantiser
{
    private Symbol Convolution(Conv n)
    {
        var w = n.Weight.Constant ?? throw Unsupported(n, "weights that are not constant");
        if (n.Bias is { IsConstant: false }) throw Unsupported(n, "a bias that is not constant");
        if (n.Input.Shape[0] != 1) throw Unsupported(n, "the batch is not 1");
        var x = Narrow(n.Input);
        var k = n.Window;
        var plane = Ranked(x.Value, new Shape(1, n.Input.Shape[1], k.InHeight, k.InWidth), n.Name);
        var units = Units(x, n.Input.Shape[1], k.Taps);
        int inputs = w.Shape[1] * k.Taps, perGroup = w.Shape[0] / n.Groups;
        double[] weights = [.. w.FloatArray.Select((v, i) => v * units[((i / inputs / perGroup * inputs) + (i % inputs)) % units.Length])];
        var bias = n.Bias?.Constant is { } b ? Array.ConvertAll(b.FloatArray, v => (double)v) : new double[w.Shape[0]];
        int[] dims = [w.Shape[0], w.Shape[1], k.KernelHeight, k.KernelWidth];
        return new Symbol(new LinearForm(n.Output, [new ProductTerm(n, plane, weights, dims, bias, Sized(k), n.Groups, units)]), ScalarFunction.Identity);
    }

    /// <summary>Real size of a step of each input of a window: one for all, or one for each tap of each channel.</summary>
    private static double[] Units(IntegerTerm x, int channels, int taps) =>
        x.Channels is null ? [x.Unit] : [.. Enumerable.Range(0, channels * taps).Select(i => x.Unit * x.Channels[i / taps])];

    /// <summary>The importer's window in this model's terms; where sizes round up, the end pads grow by what the last window lacks.</summary>
    private static Integer.Window Sized(Graphs.Operators.Window k)
    {
        var bottom = Math.Max(k.PadBottom, ((k.OutHeight - 1) * k.StrideHeight) + (k.DilationHeight * (k.KernelHeight - 1)) + 1 - k.InHeight - k.PadTop);
        var right = Math.Max(k.PadRight, ((k.OutWidth - 1) * k.StrideWidth) + (k.DilationWidth * (k.KernelWidth - 1)) + 1 - k.InWidth - k.PadLeft);
        return new Integer.Window(k.KernelHeight, k.KernelWidth, k.StrideHeight, k.StrideWidth, k.PadTop, k.PadLeft, bottom, right, k.DilationHeight, k.DilationWidth);
    }

    private Symbol Matrix(Gemm n)
    {
        if (n.Weight.Constant is not { } w || n.TransposeA) throw Unsupported(n, "weights that are not constant, or a transposed input");
        double[] bias = new double[n.N];
        if (n.Bias is not null)
        {
            var c = n.Bias.Constant ?? throw Unsupported(n, "a bias that is not constant");
            if (c.Shape.Count != 1 && c.Shape.Count != n.N) throw Unsupported(n, "a bias that differs from row to row");
            for (var j = 0; j < n.N; j++) bias[j] = (double)n.Beta * c.Floats[c.Shape.Count == 1 ? 0 : j];
        }

        var weights = new double[n.K * n.N];
        for (var i = 0; i < n.K; i++)
        {
            for (var j = 0; j < n.N; j++) weights[(i * n.N) + j] = (double)n.Alpha * w.Floats[n.TransposeB ? (j * n.K) + i : (i * n.N) + j];
        }

        return Matrix(n, n.Input, weights, n.K, n.N, bias);
    }

    private Symbol Matrix(MatMul n)
    {
        if (n.Right.Constant is { } w)
        {
            if (w.Shape.Count != w.Shape[^1] * w.Shape[^2]) throw Unsupported(n, "a batch of constant matrices");
            if (n.Output.Shape.Rank != n.Left.Shape.Rank) throw Unsupported(n, "a constant matrix that raises the rank");
            return Matrix(n, n.Left, Array.ConvertAll(w.FloatArray, v => (double)v), w.Shape[^2], w.Shape[^1], new double[w.Shape[^1]]);
        }

        if (n.Left.IsConstant) throw Unsupported(n, "a constant matrix on the left");
        IntegerTerm x = Narrow(n.Left), y = Narrow(n.Right);
        int[] lead = [.. n.Output.Shape.Dimensions[..^2]];
        var a = Expanded(x.Value, new Shape([.. lead, n.Left.Shape[^2], n.Left.Shape[^1]]), n.Name);
        var b = Expanded(y.Value, new Shape([.. lead, n.Right.Shape[^2], n.Right.Shape[^1]]), n.Name);
        var unit = x.Unit * y.Unit;
        return Symbolic(n.Output, new IntegerTerm(Add(new IntMatMul2(0, n.Name, a, b), n.Output, unit), unit));
    }

    private Symbol Matrix(Node n, Value input, double[] weights, int k, int m, double[] bias)
    {
        var x = Narrow(input);
        features.TryGetValue(x.Value, out var units);
        for (var i = 0; i < weights.Length; i++) weights[i] *= units is null ? x.Unit : units[i / m];
        return new Symbol(new LinearForm(n.Output, [new ProductTerm(n, x.Value, weights, [k, m], bias, null, 1, units ?? [x.Unit])]), ScalarFunction.Identity);
    }

    private Symbol Normalise(BatchNormalization n)
    {
        var (form, f) = Of(n.Input);
        if (f.IsAffine && form is { Terms: [ProductTerm p], Offset: null } && p.Outputs == n.Scale.Length && uses[n.Input.Id] == 1 && Channelwise(p, n.Output.Shape, 1))
            return new Symbol(new LinearForm(n.Output, [p.Scaled(c => f.A * n.Scale[c], c => (f.B * n.Scale[c]) + n.Shift[c])]), ScalarFunction.Identity);
        return Depthwise(n, n.Input, n.Scale, n.Shift);
    }

    /// <summary>A factor and a constant for each index of axis 1, as a convolution of one tap and one input channel for each output.</summary>
    private Symbol Depthwise(Node n, Value input, double[] scale, double[] shift)
    {
        var shape = input.Shape;
        if (shape.Rank < 2 || shape[0] != 1) throw Unsupported(n, "factors for each channel of a tensor without a batch of 1");
        var x = Narrow(input);
        var plane = Ranked(x.Value, new Shape(1, shape[1], 1, shape.Product(2, shape.Rank)), n.Name);
        var term = new ProductTerm(n, plane, Array.ConvertAll(scale, s => s * x.Unit), [shape[1], 1, 1, 1], shift, new Integer.Window(1, 1), shape[1], [x.Unit]);
        return new Symbol(new LinearForm(n.Output, [term]), ScalarFunction.Identity);
    }

    /// <summary>Whether a constant along an axis of the output goes along a product's output channels.</summary>
    private static bool Channelwise(ProductTerm p, Shape output, int axis) => axis == (p.Window is null ? output.Rank - 1 : 1);

    /// <summary>
    /// Quantises a product whose accumulators m * acc / 2^T count steps: m first, the least that keeps the weights in range,
    /// then the weights' scale m * step / 2^T, which makes the multiplier exact. The product is divided by the channels' factors already.
    /// </summary>
    private RequantiseTerm Product(ProductTerm p, Value origin, double step, bool perChannel, double[]? channels)
    {
        var unit = step / (1 << options.Shift);
        var m = new long[p.Outputs];
        for (var i = 0; i < p.Weights.Length; i++) m[p.Channel(i)] = Math.Max(m[p.Channel(i)], Needed(Math.Abs(p.Weights[i]), builder.MaxWeight));
        for (var c = 0; c < m.Length; c++) m[c] = Math.Max(Math.Max(1, m[c]), Needed(Math.Abs(p.Bias[c]), IntegerModel.MaxBias - 1));
        if (p.Window is null || !perChannel) Array.Fill(m, m.Max());
        var y = Emit(p, origin.Name, c => m[c] * unit, m.All(v => v == m[0]) && channels is null ? [m[0] * unit] : [.. m.Select((v, c) => v * unit * (channels?[c] ?? 1))]);
        return new RequantiseTerm(Ranked(y, origin.Shape, p.Source.Name), m.All(v => v == m[0]) ? [m[0]] : m);

        long Needed(double magnitude, long most)
        {
            var least = Math.Ceiling(magnitude / unit / (most + 0.49));
            return least <= Interval.MaxFactor ? (long)least : throw new IntegerModelException(IntegerModelError.Parameter, "weights are far larger than the layer's range", p.Source.Name);
        }
    }

    /// <summary>The exact sums of a product that nothing requantises: one scale for all.</summary>
    private int Raw(ProductTerm p, Value v)
    {
        var scale = Math.Max(p.Weights.Max(Math.Abs) / builder.MaxWeight, p.Bias.Max(Math.Abs) / (IntegerModel.MaxBias - 1));
        if (!(scale > 0)) scale = 1;
        return Ranked(Emit(p, v.Name, _ => scale, [scale]), v.Shape, p.Source.Name);
    }

    private int Emit(ProductTerm p, string valueName, Func<int, double> scale, double[] scales)
    {
        var name = p.Source.Name;
        var (data, shift) = Rounded(p, scale);
        var weights = builder.Weights(p.Source.Inputs.Length > 1 ? p.Source.Inputs[1].Name : name, p.Dims, data);
        var most = IntegerModel.MaxBias - 1;
        long[] constants = [.. p.Bias.Select((b, c) => (long)Math.Clamp(Math.Floor(((b + shift[c]) / scale(c)) + 0.5), -most, most))];
        int? bias = constants.Any(b => b != 0) ? builder.Bias(name, constants) : null;
        return p.Window is { } window
            ? builder.Add(new IntConv(0, name, p.X, weights, bias, window, p.Groups), valueName, scales)
            : builder.Add(new IntMatMul(0, name, p.X, weights, bias), valueName, scales);
    }

    /// <summary>The weights as integers, and for each output what its bias has to make good for: the mean of the error that rounding leaves.</summary>
    private (int[] Data, double[] Shift) Rounded(ProductTerm p, Func<int, double> scale)
    {
        var (data, shift, size) = (new int[p.Weights.Length], new double[p.Outputs], p.Inputs);
        var moments = options.AdaptiveRounding ? calibration.Moments(p.Source) : null;
        var perGroup = p.Outputs / p.Groups;
        for (var g = 0; g < p.Groups; g++)
        {
            var rounding = moments is { Covariance.Length: > 0 } ? new WeightRounding(Scaled(moments.Covariance[g], p.Units, g, size), size) : null;
            var (steps, integers) = (new double[size], new int[size]);
            for (var c = g * perGroup; c < (g + 1) * perGroup; c++)
            {
                for (var k = 0; k < size; k++) steps[k] = p.Weights[p.Index(c, k)] / scale(c);
                if (rounding is not null) rounding.Round(steps, builder.MaxWeight, integers);
                else for (var k = 0; k < size; k++) integers[k] = Rounded(steps[k], -builder.MaxWeight, builder.MaxWeight);
                for (var k = 0; k < size; k++)
                {
                    data[p.Index(c, k)] = integers[k];
                    if (moments is not null) shift[c] += (steps[k] - integers[k]) * scale(c) * moments.Mean[g][k] / p.Units[((g * size) + k) % p.Units.Length];
                }
            }
        }

        return (data, shift);
    }

    private static double[] Scaled(double[] covariance, double[] units, int group, int size)
    {
        if (units.Length == 1) return covariance;
        var own = units.AsSpan(group * size, size);
        var scaled = new double[covariance.Length];
        for (var i = 0; i < scaled.Length; i++) scaled[i] = covariance[i] / own[i / size] / own[i % size];
        return scaled;
    }
}

using System.Collections.Immutable;

namespace ZkAccel.Zkml.Integer;

internal sealed partial class IntegerModelBuilder
{
    /// <summary>Adds a node. Its <see cref="IntNode.Output"/> is set to the new value's id.</summary>
    /// <param name="node">The operation.</param>
    /// <param name="valueName">Name of the ONNX tensor that the output stands for.</param>
    /// <param name="scales">float = integer * scale: one, or one for each index of axis 1.</param>
    /// <returns>Id of the value that the node defines.</returns>
    /// <exception cref="IntegerModelException">
    /// References, shapes or parameters do not fit, a wide value stands where only a narrow one may, or a range cannot be proven
    /// to fit (<see cref="IntegerModelError.TableDomain"/>, <see cref="IntegerModelError.Overflow"/>).
    /// </exception>
    public int Add(IntNode node, string valueName, params double[] scales)
    {
        ArgumentNullException.ThrowIfNull(node);
        ArgumentNullException.ThrowIfNull(scales);
        node = node with { Output = values.Count };
        if (node.Inputs.Length == 0) throw Fail(IntegerModelError.Reference, "the node reads nothing", node.Name);
        foreach (var i in node.Inputs) Value(i, node.Name);
        if (node is IntConv or IntMatMul or IntMatMul2 or IntMul or IntMaxPool or IntSoftmax)
        {
            foreach (var i in node.Inputs)
            {
                if (!values[i].IsNarrow)
                    throw Fail(IntegerModelError.NotNarrow, $"reads '{values[i].Name}', a wide accumulator; requantise it first", node.Name);
            }
        }

        var (dims, range) = node switch
        {
            IntConv n => Conv(n),
            IntMatMul n => MatMul(n),
            IntMatMul2 n => MatMul2(n),
            IntLinear n => Linear(n),
            IntMul n => Mul(n),
            IntSumPool n => SumPool(n),
            IntReduceSum n => ReduceSum(n),
            IntReshape n => Reshape(n),
            IntTranspose n => Transpose(n),
            IntSlice n => Slice(n),
            IntConcat n => Concat(n),
            IntPad n => Pad(n),
            IntExpand n => Expand(n),
            IntRequantise n => Requantise(n),
            IntMaxPool n => MaxPool(n),
            IntSoftmax n => Softmax(n),
            _ => throw Fail(IntegerModelError.Parameter, $"{node.GetType().Name} is not an operation of integer models", node.Name),
        };
        var narrow = node switch
        {
            IntRequantise or IntSoftmax => true,
            IntMaxPool or IntReshape or IntTranspose or IntSlice or IntConcat or IntPad or IntExpand => node.Inputs.All(i => values[i].IsNarrow),
            _ => false,
        };
        if (!Interval.Hull(range).Within(IntegerModel.MaxAccumulator))
            throw Fail(IntegerModelError.Overflow, "the proven range exceeds 2^62; use fewer activation or weight bits", node.Name);
        if (scales.Length != 1 && scales.Length != Classes(dims))
            throw Fail(IntegerModelError.Shape, $"{scales.Length} scales for {Classes(dims)} channels", node.Name);
        foreach (var s in scales)
        {
            if (!(double.IsFinite(s) && s > 0)) throw Fail(IntegerModelError.Parameter, $"scale {s} is not positive", node.Name);
        }

        nodes.Add(node);
        return Define(valueName, dims, range, scales, narrow, nodes.Count - 1);
    }

    /// <summary>Range classes of a value: the indices of axis 1.</summary>
    private static int Classes(int[] dims) => dims.Length > 1 ? dims[1] : 1;

    private static Interval[] Filled(int n, Interval r)
    {
        var a = new Interval[n];
        Array.Fill(a, r);
        return a;
    }

    private (int[] Dims, Interval[] Range) Conv(IntConv n)
    {
        var x = Plane(n.X, n);
        var w = WeightsOf(n.Weights, n, 4);
        var (c, o, k) = (x.Dims[1], w.Dims[0], n.Window);
        if (n.Groups < 1 || c % n.Groups != 0 || o % n.Groups != 0 || w.Dims[1] != c / n.Groups || w.Dims[2] != k.KernelHeight || w.Dims[3] != k.KernelWidth)
            throw Fail(IntegerModelError.Shape, $"weights [{string.Join(',', w.Dims)}] do not fit {c} channels in {n.Groups} groups and a {k.KernelHeight}x{k.KernelWidth} kernel", n.Name);
        var dims = Slide(x, k, o, n);
        var bias = BiasOf(n.Bias, n, o);
        int taps = k.KernelHeight * k.KernelWidth, per = c / n.Groups, outPer = o / n.Groups;
        var range = new Interval[o];
        for (var i = 0; i < o; i++)
        {
            var sum = new Interval(bias is null ? 0 : bias[i], bias is null ? 0 : bias[i]);
            for (var j = 0; j < per; j++)
            {
                var r = ranges[n.X][i / outPer * per + j];
                // The circuit holds the whole polynomial product, whose borders are sums over some of the taps.
                r = r.Hull(default);
                var (plus, minus) = (0L, 0L);
                foreach (var v in w.Data.AsSpan((i * per + j) * taps, taps))
                {
                    if (v > 0) plus += v;
                    else minus += v;
                }

                sum += r * plus + r * minus;
            }

            range[i] = sum;
        }

        return (dims, range);
    }

    private (int[] Dims, Interval[] Range) MatMul(IntMatMul n)
    {
        var x = values[n.X];
        var w = WeightsOf(n.Weights, n, 2);
        var (k, m) = (w.Dims[0], w.Dims[1]);
        if (x.Dims.Length < 2 || x.Dims[^1] != k)
            throw Fail(IntegerModelError.Shape, $"[{string.Join(',', x.Dims)}] times weights [{k},{m}]", n.Name);
        var bias = BiasOf(n.Bias, n, m);
        var vector = x.Dims.Length == 2;
        var hull = Interval.Hull(ranges[n.X]);
        var (low, high) = (new long[m], new long[m]);
        if (bias is not null)
        {
            bias.CopyTo(low, 0);
            bias.CopyTo(high, 0);
        }

        for (var i = 0; i < k; i++)
        {
            var r = vector ? ranges[n.X][i] : hull;
            var (a, b) = ((long)r.Min, (long)r.Max);
            var row = w.Data.AsSpan(i * m, m);
            for (var j = 0; j < m; j++)
            {
                long v = row[j];
                low[j] += v > 0 ? v * a : v * b;
                high[j] += v > 0 ? v * b : v * a;
            }
        }

        var all = new Interval[m];
        for (var j = 0; j < m; j++) all[j] = new(low[j], high[j]);
        int[] dims = [.. x.Dims[..^1], m];
        return (dims, vector ? all : Filled(Classes(dims), Interval.Hull(all)));
    }

    private (int[] Dims, Interval[] Range) MatMul2(IntMatMul2 n)
    {
        var (x, y) = (values[n.X].Dims, values[n.Y].Dims);
        if (x.Length < 2 || x.Length != y.Length || x[^1] != y[^2] || !x.AsSpan(0, x.Length - 2).SequenceEqual(y.AsSpan(0, y.Length - 2)))
            throw Fail(IntegerModelError.Shape, $"[{string.Join(',', x)}] times [{string.Join(',', y)}]", n.Name);
        int[] dims = [.. x[..^1], y[^1]];
        return (dims, Filled(Classes(dims), Interval.Hull(ranges[n.X]) * Interval.Hull(ranges[n.Y]) * x[^1]));
    }

    private (int[] Dims, Interval[] Range) Linear(IntLinear n)
    {
        var dims = values[n.Terms[0].Value].Dims;
        var range = new Interval[Classes(dims)];
        foreach (var (v, c) in n.Terms)
        {
            SameDims(v, dims, n);
            CheckFactor(c, n);
            for (var i = 0; i < range.Length; i++) range[i] += ranges[v][i] * c;
        }

        if (n.Bias is { } id)
        {
            var count = values[n.Terms[0].Value].Count;
            var b = BiasOf(id, n, null)!;
            if (b.Length != 1 && b.Length != range.Length && b.Length != count)
                throw Fail(IntegerModelError.Shape, $"{b.Length} constant terms for [{string.Join(',', dims)}]", n.Name);
            var inner = b.Length == count ? count / range.Length : 1;
            for (var i = 0; i < range.Length; i++)
            {
                var terms = b.Length == 1 ? b : b.AsSpan(i * inner, inner);
                var (low, high) = (terms[0], terms[0]);
                foreach (var t in terms) (low, high) = (Math.Min(low, t), Math.Max(high, t));
                range[i] += new Interval(low, high);
            }
        }

        return (dims, range);
    }

    private (int[] Dims, Interval[] Range) Mul(IntMul n)
    {
        var dims = values[n.X].Dims;
        SameDims(n.Y, dims, n);
        var range = new Interval[Classes(dims)];
        for (var i = 0; i < range.Length; i++) range[i] = ranges[n.X][i] * ranges[n.Y][i];
        return (dims, range);
    }

    private (int[] Dims, Interval[] Range) Requantise(IntRequantise n)
    {
        var dims = values[n.Terms[0].Value].Dims;
        var range = new Interval[Classes(dims)];
        foreach (var (v, m) in n.Terms)
        {
            SameDims(v, dims, n);
            if (m.Length != 1 && m.Length != range.Length) throw Fail(IntegerModelError.Shape, $"{m.Length} multipliers for {range.Length} channels", n.Name);
            foreach (var f in m) CheckFactor(f, n);
            if (m.Contains(0) && IsConvolution(v)) throw Fail(IntegerModelError.Parameter, "a multiplier of a convolution is 0", n.Name);
            for (var i = 0; i < range.Length; i++) range[i] += ranges[v][i] * m[m.Length == 1 ? 0 : i];
        }

        if (!Interval.Hull(range).Within(IntegerModel.MaxAccumulator))
            throw Fail(IntegerModelError.Overflow, "the proven range of the scaled sum exceeds 2^62; use fewer activation or weight bits", n.Name);
        var half = Int128.One << (shift - 1);
        for (var i = 0; i < range.Length; i++) range[i] = new((range[i].Min + half) >> shift, (range[i].Max + half) >> shift);
        return (dims, TableOf(n.Table, n).Map(range, n.Name));
    }

    private (int[] Dims, Interval[] Range) Softmax(IntSoftmax n)
    {
        var x = values[n.X];
        if (n.Axis < 0 || n.Axis >= x.Dims.Length) throw Fail(IntegerModelError.Shape, $"axis {n.Axis} of [{string.Join(',', x.Dims)}]", n.Name);
        if (n.OutBits is not (>= 4 and <= 16)) throw Fail(IntegerModelError.Parameter, $"{n.OutBits} output bits are not in 4..16", n.Name);
        var e = TableOf(n.Table, n).Map([new Interval(x.Min - x.Max, 0)], n.Name)[0];
        if (e.Min < 0 || TableOf(n.Table, n).At(0) < 1) throw Fail(IntegerModelError.Parameter, "the table of exponentials is negative somewhere, or 0 at 0", n.Name);
        return (x.Dims, Filled(Classes(x.Dims), new Interval(0, 1L << n.OutBits)));
    }
}

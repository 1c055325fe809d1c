namespace ZkAccel.Zkml.Integer;

/// <summary>
/// Computes an <see cref="IntegerModel"/>: exactly the integers that the circuit proves. Thread-safe: one executor may serve
/// any number of concurrent runs. Overflow cannot happen, as every range is proven.
/// </summary>
public sealed partial class IntegerExecutor
{
    private readonly IntegerModel model;
    private readonly Lazy<long[]>[] wideWeights;

    /// <summary>An executor of a model.</summary>
    public IntegerExecutor(IntegerModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        this.model = model;
        wideWeights = [.. model.Weights.Select(w => new Lazy<long[]>(() => Array.ConvertAll(w.Data, v => (long)v)))];
    }

    /// <summary>Runs the model on quantised inputs.</summary>
    /// <param name="inputs">One array for each model input, row-major.</param>
    /// <returns>Every value by id, row-major. Wiring may share arrays with its source: read only.</returns>
    /// <exception cref="IntegerModelException">An input has the wrong length or an element outside its range.</exception>
    public long[][] Run(params long[][] inputs)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Length != model.Inputs.Count)
            throw new IntegerModelException(IntegerModelError.Input, $"the model has {model.Inputs.Count} inputs, not {inputs.Length}");
        var v = new long[model.Values.Count][];
        for (var i = 0; i < inputs.Length; i++)
        {
            Check(model.Inputs[i], model.Values[i].Count, inputs[i]);
            v[i] = inputs[i];
        }

        foreach (var node in model.Nodes) v[node.Output] = Evaluate(node, v);
        return v;
    }

    /// <summary>Quantises float inputs and runs the model.</summary>
    /// <param name="inputs">One array for each model input, row-major.</param>
    /// <returns>Every value by id.</returns>
    /// <exception cref="IntegerModelException">An input has the wrong length or is NaN.</exception>
    public long[][] Run(params float[][] inputs) => Run(inputs, out _);

    /// <summary>Quantises float inputs, says what was clamped, and runs the model.</summary>
    /// <param name="inputs">One array for each model input, row-major.</param>
    /// <param name="clamping">For each input the elements outside its range.</param>
    /// <returns>Every value by id.</returns>
    /// <exception cref="IntegerModelException">An input has the wrong length or is NaN.</exception>
    public long[][] Run(float[][] inputs, out InputClamping[] clamping)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Length != model.Inputs.Count)
            throw new IntegerModelException(IntegerModelError.Input, $"the model has {model.Inputs.Count} inputs, not {inputs.Length}");
        var (integers, found) = (new long[inputs.Length][], new InputClamping[inputs.Length]);
        for (var i = 0; i < inputs.Length; i++) integers[i] = model.Inputs[i].Quantise(inputs[i], out found[i]);
        clamping = found;
        return Run(integers);
    }

    /// <summary>A value of a run as floats: integer times scale.</summary>
    /// <param name="value">Value id.</param>
    /// <param name="integers">Its elements.</param>
    public float[] Dequantise(int value, ReadOnlySpan<long> integers)
    {
        var v = model.Values[value];
        var y = new float[integers.Length];
        var inner = v.Scales.Length == 1 ? y.Length : Inner(v.Dims, 1);
        for (var i = 0; i < y.Length; i++) y[i] = (float)(integers[i] * v.Scales[i / inner % v.Scales.Length]);
        return y;
    }

    private static void Check(InputQuantisation q, int count, long[] x)
    {
        if (x.Length != count) throw new IntegerModelException(IntegerModelError.Input, $"input '{q.Name}' has {count} elements, not {x.Length}");
        for (var e = 0; e < x.Length; e++)
        {
            if (x[e] < q.Min[q.Min.Length == 1 ? 0 : e] || x[e] > q.Max[q.Max.Length == 1 ? 0 : e])
                throw new IntegerModelException(IntegerModelError.Input, $"input '{q.Name}' is {x[e]} at element {e}, outside the range that the model was proven for");
        }
    }

    private long[] Evaluate(IntNode node, long[][] v) => node switch
    {
        IntConv n => Conv(n, v[n.X]),
        IntMatMul n => MatMul(n, v[n.X]),
        IntMatMul2 n => MatMul2(n, v[n.X], v[n.Y]),
        IntLinear n => Linear(n, v),
        IntMul n => Mul(v[n.X], v[n.Y]),
        IntSumPool n => Pool(n.X, n.Output, n.Window, v[n.X], max: false),
        IntMaxPool n => Pool(n.X, n.Output, n.Window, v[n.X], max: true),
        IntReduceSum n => ReduceSum(n, v[n.X]),
        IntReshape n => v[n.X],
        IntTranspose n => Transpose(n, v[n.X]),
        IntSlice n => Slice(n, v[n.X]),
        IntConcat n => Concat(n, v),
        IntPad n => Pad(n, v[n.X]),
        IntExpand n => Expand(n, v[n.X]),
        IntRequantise n => Requantise(n, v),
        IntSoftmax n => Softmax(n, v[n.X]),
        _ => throw new InvalidOperationException(node.GetType().Name),
    };

    private int[] Dims(int value) => model.Values[value].Dims;

    /// <summary>Elements of one index of an axis.</summary>
    private static int Inner(int[] dims, int axis)
    {
        var n = 1;
        for (var i = axis + 1; i < dims.Length; i++) n *= dims[i];
        return n;
    }

    private long[] Linear(IntLinear n, long[][] v)
    {
        var y = new long[model.Values[n.Output].Count];
        foreach (var (value, c) in n.Terms)
        {
            var x = v[value];
            for (var i = 0; i < y.Length; i++) y[i] += c * x[i];
        }

        if (n.Bias is { } id)
        {
            var b = model.Biases[id].Data;
            var dims = Dims(n.Output);
            var inner = b.Length == y.Length ? 1 : b.Length == 1 ? y.Length : Inner(dims, 1);
            for (var i = 0; i < y.Length; i++) y[i] += b[i / inner % b.Length];
        }

        return y;
    }

    private static long[] Mul(long[] x, long[] y)
    {
        var z = new long[x.Length];
        for (var i = 0; i < z.Length; i++) z[i] = x[i] * y[i];
        return z;
    }

    private long[] Requantise(IntRequantise n, long[][] v)
    {
        var dims = Dims(n.Output);
        var y = new long[model.Values[n.Output].Count];
        int inner = dims.Length > 1 ? Inner(dims, 1) : y.Length, classes = dims.Length > 1 ? dims[1] : 1, shift = model.Shift;
        Array.Fill(y, 1L << (shift - 1));
        foreach (var (value, multipliers) in n.Terms)
        {
            var x = v[value];
            for (int at = 0, c = 0; at < y.Length; at += inner, c = c + 1 == classes ? 0 : c + 1)
            {
                var m = multipliers[multipliers.Length == 1 ? 0 : c];
                for (var i = at; i < at + inner; i++) y[i] += m * x[i];
            }
        }

        var table = model.Tables[n.Table];
        var (outputs, first) = (table.Outputs, table.DomainMin);
        for (var i = 0; i < y.Length; i++) y[i] = outputs[(y[i] >> shift) - first];
        return y;
    }

    private long[] Softmax(IntSoftmax n, long[] x)
    {
        var dims = Dims(n.X);
        int size = dims[n.Axis], inner = Inner(dims, n.Axis);
        var table = model.Tables[n.Table];
        var y = new long[x.Length];
        for (var at = 0; at < x.Length; at += size * inner)
        {
            for (var i = at; i < at + inner; i++)
            {
                var (most, sum) = (long.MinValue, 0L);
                for (var j = 0; j < size; j++) most = Math.Max(most, x[i + j * inner]);
                for (var j = 0; j < size; j++) sum += y[i + j * inner] = table[x[i + j * inner] - most];
                for (var j = 0; j < size; j++) y[i + j * inner] = ((y[i + j * inner] << n.OutBits) + sum / 2) / sum;
            }
        }

        return y;
    }

    private long[] ReduceSum(IntReduceSum n, long[] x)
    {
        var (dims, outDims) = (Dims(n.X), Dims(n.Output));
        var strides = new int[dims.Length];
        for (int i = dims.Length - 1, p = 1; i >= 0; p *= outDims[i--]) strides[i] = outDims[i] == 1 ? 0 : p;
        var y = new long[model.Values[n.Output].Count];
        Walk(dims, strides, 0, (from, to) => y[to] += x[from]);
        return y;
    }

    /// <summary>Visits all indices of <paramref name="dims"/> in row-major order with the position at the given strides.</summary>
    private static void Walk(ReadOnlySpan<int> dims, ReadOnlySpan<int> strides, int start, Action<int, int> visit)
    {
        var count = 1;
        foreach (var d in dims) count *= d;
        Span<int> index = stackalloc int[dims.Length];
        index.Clear();
        for (int e = 0, at = start; e < count; e++)
        {
            visit(e, at);
            for (var i = dims.Length - 1; i >= 0; i--)
            {
                at += strides[i];
                if (++index[i] < dims[i]) break;
                at -= index[i] * strides[i];
                index[i] = 0;
            }
        }
    }

    private static int[] Strides(int[] dims)
    {
        var s = new int[dims.Length];
        for (int i = s.Length - 1, p = 1; i >= 0; p *= dims[i--]) s[i] = p;
        return s;
    }

    private static long[] Gather(long[] x, ReadOnlySpan<int> dims, ReadOnlySpan<int> strides, int start, int count)
    {
        var y = new long[count];
        Walk(dims, strides, start, (e, at) => y[e] = x[at]);
        return y;
    }

    private long[] Transpose(IntTranspose n, long[] x)
    {
        var s = Strides(Dims(n.X));
        return Gather(x, Dims(n.Output), [.. n.Permutation.Select(p => s[p])], 0, x.Length);
    }

    private long[] Slice(IntSlice n, long[] x)
    {
        var s = Strides(Dims(n.X));
        var start = 0;
        for (var i = 0; i < s.Length; i++)
        {
            start += n.Starts[i] * s[i];
            s[i] *= n.Steps[i];
        }

        return Gather(x, Dims(n.Output), s, start, model.Values[n.Output].Count);
    }

    private long[] Expand(IntExpand n, long[] x)
    {
        var (dims, s) = (Dims(n.X), Strides(Dims(n.X)));
        for (var i = 0; i < s.Length; i++)
        {
            if (dims[i] == 1) s[i] = 0;
        }

        return Gather(x, Dims(n.Output), s, 0, model.Values[n.Output].Count);
    }

    private long[] Pad(IntPad n, long[] x)
    {
        var s = Strides(Dims(n.Output));
        var start = 0;
        for (var i = 0; i < s.Length; i++) start += n.Before[i] * s[i];
        var y = new long[model.Values[n.Output].Count];
        Walk(Dims(n.X), s, start, (e, at) => y[at] = x[e]);
        return y;
    }

    private long[] Concat(IntConcat n, long[][] v)
    {
        var dims = Dims(n.Output);
        var y = new long[model.Values[n.Output].Count];
        int inner = Inner(dims, n.Axis), row = dims[n.Axis] * inner, at = 0;
        foreach (var p in n.Parts)
        {
            var run = Dims(p)[n.Axis] * inner;
            for (var r = 0; r * run < v[p].Length; r++) v[p].AsSpan(r * run, run).CopyTo(y.AsSpan(r * row + at));
            at += run;
        }

        return y;
    }
}

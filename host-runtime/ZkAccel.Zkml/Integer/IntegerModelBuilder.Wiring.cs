namespace ZkAccel.Zkml.Integer;

internal sealed partial class IntegerModelBuilder
{
    private (int[] Dims, Interval[] Range) SumPool(IntSumPool n)
    {
        var x = Plane(n.X, n);
        var k = n.Window;
        var dims = Slide(x, k, x.Dims[1], n);
        var padded = k.PadTop + k.PadLeft + k.PadBottom + k.PadRight > 0;
        return (dims, [.. ranges[n.X].Select(r => (padded ? r.Hull(default) : r) * ((long)k.KernelHeight * k.KernelWidth))]);
    }

    private (int[] Dims, Interval[] Range) MaxPool(IntMaxPool n)
    {
        var x = Plane(n.X, n);
        var k = n.Window;
        var dims = Slide(x, k, x.Dims[1], n);
        if (!Covers(x.Dims[2], k.KernelHeight, k.StrideHeight, k.PadTop, k.DilationHeight, dims[2])
            || !Covers(x.Dims[3], k.KernelWidth, k.StrideWidth, k.PadLeft, k.DilationWidth, dims[3]))
            throw Fail(IntegerModelError.Shape, "a window lies wholly in the padding", n.Name);
        return (dims, ranges[n.X]);

        // Does every window hold an element? Offsets of a window's taps rise, so look for the first that is not in the low padding.
        static bool Covers(int size, int kernel, int stride, int pad, int dilation, int outputs)
        {
            for (var o = 0; o < outputs; o++)
            {
                var first = (long)o * stride - pad;
                var skip = first < 0 ? (-first + dilation - 1) / dilation : 0;
                if (skip >= kernel || first + skip * dilation >= size) return false;
            }

            return true;
        }
    }

    private (int[] Dims, Interval[] Range) ReduceSum(IntReduceSum n)
    {
        var dims = (int[])values[n.X].Dims.Clone();
        var count = 1L;
        foreach (var a in n.Axes)
        {
            if (a < 0 || a >= dims.Length) throw Fail(IntegerModelError.Shape, $"axis {a} of [{string.Join(',', dims)}]", n.Name);
            if (a != 1) count *= dims[a];
            dims[a] = 1;
        }

        var range = ranges[n.X];
        if (Classes(dims) != range.Length)
        {
            Interval sum = default;
            foreach (var r in range) sum += r;
            range = [sum];
        }

        return (dims, [.. range.Select(r => r * count)]);
    }

    private (int[] Dims, Interval[] Range) Reshape(IntReshape n)
    {
        var x = values[n.X];
        int[] dims = [.. n.Dims];
        if (Elements(dims, n.Name) != x.Count) throw Fail(IntegerModelError.Shape, $"[{string.Join(',', x.Dims)}] as [{string.Join(',', dims)}]", n.Name);
        // An element's class is its index along axis 1; with a leading 1 on both sides classes are runs of elements.
        if (x.Dims.Length < 2 || x.Dims[0] != 1 || dims.Length < 2 || dims[0] != 1)
            return (dims, Filled(Classes(dims), Interval.Hull(ranges[n.X])));
        var range = new Interval[dims[1]];
        int from = x.Count / x.Dims[1], to = x.Count / dims[1];
        for (var i = 0; i < range.Length; i++)
        {
            var first = i * to / from;
            range[i] = Interval.Hull(ranges[n.X].AsSpan(first, (i * to + to - 1) / from - first + 1));
        }

        return (dims, range);
    }

    private (int[] Dims, Interval[] Range) Transpose(IntTranspose n)
    {
        var x = values[n.X];
        if (!IsPermutation(n.Permutation.AsSpan(), x.Dims.Length)) throw Fail(IntegerModelError.Shape, $"not a permutation of {x.Dims.Length} axes", n.Name);
        int[] dims = [.. n.Permutation.Select(p => x.Dims[p])];
        return (dims, dims.Length > 1 && n.Permutation[1] == 1 ? ranges[n.X] : Filled(Classes(dims), Interval.Hull(ranges[n.X])));
    }

    private (int[] Dims, Interval[] Range) Slice(IntSlice n)
    {
        var x = values[n.X];
        var rank = x.Dims.Length;
        if (n.Starts.Length != rank || n.Steps.Length != rank || n.Sizes.Length != rank) throw Fail(IntegerModelError.Shape, $"a slice of other than {rank} axes", n.Name);
        for (var i = 0; i < rank; i++)
        {
            var last = n.Starts[i] + (n.Sizes[i] - 1L) * n.Steps[i];
            if (n.Sizes[i] < 1 || n.Starts[i] < 0 || n.Starts[i] >= x.Dims[i] || last < 0 || last >= x.Dims[i] || (n.Steps[i] == 0 && n.Sizes[i] > 1))
                throw Fail(IntegerModelError.Shape, $"slice {n.Starts[i]}, step {n.Steps[i]}, size {n.Sizes[i]} of axis {i} of size {x.Dims[i]}", n.Name);
        }

        int[] dims = [.. n.Sizes];
        if (rank < 2) return (dims, ranges[n.X]);
        var range = new Interval[dims[1]];
        for (var i = 0; i < range.Length; i++) range[i] = ranges[n.X][n.Starts[1] + i * n.Steps[1]];
        return (dims, range);
    }

    private (int[] Dims, Interval[] Range) Concat(IntConcat n)
    {
        var dims = (int[])values[n.Parts[0]].Dims.Clone();
        if (n.Axis < 0 || n.Axis >= dims.Length) throw Fail(IntegerModelError.Shape, $"axis {n.Axis} of [{string.Join(',', dims)}]", n.Name);
        long size = 0;
        var range = new List<Interval>();
        foreach (var p in n.Parts)
        {
            var d = values[p].Dims;
            var fits = d.Length == dims.Length;
            for (var i = 0; fits && i < d.Length; i++) fits = i == n.Axis || d[i] == dims[i];
            if (!fits) throw Fail(IntegerModelError.Shape, $"[{string.Join(',', d)}] beside [{string.Join(',', dims)}] along axis {n.Axis}", n.Name);
            size += d[n.Axis];
            if (n.Axis == 1 || range.Count == 0) range.AddRange(ranges[p]);
            else
                for (var i = 0; i < range.Count; i++) range[i] = range[i].Hull(ranges[p][i]);
        }

        dims[n.Axis] = (int)Math.Min(size, int.MaxValue);
        Elements(dims, n.Name);
        return (dims, [.. range]);
    }

    private (int[] Dims, Interval[] Range) Pad(IntPad n)
    {
        var x = values[n.X];
        var rank = x.Dims.Length;
        if (n.Before.Length != rank || n.After.Length != rank || n.Before.Any(p => p is < 0 or > 1 << 20) || n.After.Any(p => p is < 0 or > 1 << 20))
            throw Fail(IntegerModelError.Shape, $"pads of other than {rank} axes, or out of range", n.Name);
        var dims = new int[rank];
        var outside = false;
        for (var i = 0; i < rank; i++)
        {
            dims[i] = x.Dims[i] + n.Before[i] + n.After[i];
            outside |= i != 1 && dims[i] != x.Dims[i];
        }

        Elements(dims, n.Name);
        var range = new Interval[Classes(dims)];
        for (var i = 0; i < range.Length; i++)
        {
            var c = rank > 1 ? i - n.Before[1] : i;
            if (c >= 0 && c < ranges[n.X].Length) range[i] = outside ? ranges[n.X][c].Hull(default) : ranges[n.X][c];
        }

        return (dims, range);
    }

    private (int[] Dims, Interval[] Range) Expand(IntExpand n)
    {
        var x = values[n.X];
        int[] dims = [.. n.Dims];
        Elements(dims, n.Name);
        var fits = dims.Length == x.Dims.Length;
        for (var i = 0; fits && i < dims.Length; i++) fits = x.Dims[i] == 1 || x.Dims[i] == dims[i];
        if (!fits) throw Fail(IntegerModelError.Shape, $"[{string.Join(',', x.Dims)}] does not expand to [{string.Join(',', dims)}]", n.Name);
        return (dims, Classes(dims) == ranges[n.X].Length ? ranges[n.X] : Filled(Classes(dims), ranges[n.X][0]));
    }

    private IntValue Plane(int id, IntNode n)
    {
        var x = values[id];
        if (x.Dims.Length != 4 || x.Dims[0] != 1) throw Fail(IntegerModelError.Shape, $"[{string.Join(',', x.Dims)}] is not [1,channels,height,width]", n.Name);
        return x;
    }

    private static int[] Slide(IntValue x, Window k, int channels, IntNode n)
    {
        const int most = 1 << 16;
        foreach (var v in (ReadOnlySpan<int>)[k.KernelHeight, k.KernelWidth, k.StrideHeight, k.StrideWidth, k.DilationHeight, k.DilationWidth])
        {
            if (v is < 1 or > most) throw Fail(IntegerModelError.Parameter, $"kernel, strides and dilations lie in 1..{most}: {k}", n.Name);
        }

        foreach (var v in (ReadOnlySpan<int>)[k.PadTop, k.PadLeft, k.PadBottom, k.PadRight])
        {
            if (v is < 0 or > most) throw Fail(IntegerModelError.Parameter, $"pads lie in 0..{most}: {k}", n.Name);
        }

        int[] dims = [1, channels, k.OutputHeight(x.Dims[2]), k.OutputWidth(x.Dims[3])];
        Elements(dims, n.Name);
        return dims;
    }

    private WeightTensor WeightsOf(int id, IntNode n, int rank)
    {
        if (id < 0 || id >= weights.Count) throw Fail(IntegerModelError.Reference, $"weights {id} do not exist", n.Name);
        return weights[id].Dims.Length == rank ? weights[id] : throw Fail(IntegerModelError.Shape, $"weights of rank {weights[id].Dims.Length}, not {rank}", n.Name);
    }

    private long[]? BiasOf(int? id, IntNode n, int? length)
    {
        if (id is not { } b) return null;
        if (b < 0 || b >= biases.Count) throw Fail(IntegerModelError.Reference, $"bias {b} does not exist", n.Name);
        var data = biases[b].Data;
        return length is null || data.Length == length ? data : throw Fail(IntegerModelError.Shape, $"{data.Length} constant terms, not {length}", n.Name);
    }

    private TableFunction TableOf(int id, IntNode n) =>
        id >= 0 && id < tables.Count ? tables[id] : throw Fail(IntegerModelError.Reference, $"table {id} does not exist", n.Name);

    private void SameDims(int id, int[] dims, IntNode n)
    {
        if (!values[id].Dims.AsSpan().SequenceEqual(dims))
            throw Fail(IntegerModelError.Shape, $"[{string.Join(',', values[id].Dims)}] with [{string.Join(',', dims)}]; expand first", n.Name);
    }

    // The circuit divides by the multiplier of a convolution's sums, whatever shape they were given since.
    private bool IsConvolution(int value) => nodes.Find(n => n.Output == value) switch
    {
        IntConv => true,
        IntReshape reshape => IsConvolution(reshape.X),
        _ => false,
    };

    private static void CheckFactor(long f, IntNode n)
    {
        if (f is > Interval.MaxFactor or < -Interval.MaxFactor) throw Fail(IntegerModelError.Parameter, $"factor {f} exceeds 2^40", n.Name);
    }
}

using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>Reshape, transpose, slice, concat, pad, expand: other indices on the same forms, no row. A line is taken apart only where its inside is rearranged.</summary>
internal static class Wiring
{
    /// <summary>For each output element (or line, with the last axis 1) the input's index, -1 for zero.</summary>
    public static View Lower(Lowerer lowerer, IntNode node)
    {
        int[] dims = lowerer.Model.Values[node.Output].Dims;
        if (node is IntConcat concat) return Concat(lowerer, concat, dims);
        View input = lowerer.View(node.Inputs[0]);
        if (!input.Elements && LastAxis(lowerer, node, input, dims) is { } byLines) return byLines;
        View elements = Copies.Elements(lowerer.Trace, node.Name, input);
        return lowerer.StoredElements(node.Output, Map(elements.Forms, elements.Dims, dims, node));
    }

    /// <summary>Every step-th element of the last axis of a view by elements.</summary>
    public static View Every(View view, int from, int step)
    {
        int[] dims = [.. view.Dims];
        dims[^1] = Shapes.DivideUp(Math.Max(0, view.Width - from), step);
        int width = dims[^1];
        return Pick(view, dims, i => (i / width * view.Width) + (i % width * step) + from);
    }

    /// <summary>Elements of a view in another order.</summary>
    public static View Pick(View view, int[] dims, Func<int, int> index)
    {
        int count = Shapes.Count(dims);
        var forms = new Form[count];
        for (int i = 0; i < count; i++) forms[i] = view.Forms[index(i)];
        return new View(dims, true, forms, view.Min, view.Max, new ValueSource(e =>
        {
            long[] all = view.Values.In(e);
            var mine = new long[count];
            for (int i = 0; i < count; i++) mine[i] = all[index(i)];
            return mine;
        }));
    }

    /// <summary>Lines of each plane of a view by lines, in another order.</summary>
    public static View Lines(View view, int height, Func<int, int> row)
    {
        int[] dims = [.. view.Dims];
        dims[^2] = height;
        var forms = new Form[view.Planes * height];
        for (int i = 0; i < forms.Length; i++) forms[i] = view.Line(i / height, row(i % height));
        return new View(dims, false, forms, view.Min, view.Max, new ValueSource(e =>
        {
            long[] all = view.Values.In(e);
            var mine = new long[forms.Length * view.Width];
            for (int i = 0; i < forms.Length; i++)
                all.AsSpan(((i / height * view.Height) + row(i % height)) * view.Width, view.Width).CopyTo(mine.AsSpan(i * view.Width));
            return mine;
        }));
    }

    private static View Concat(Lowerer lowerer, IntConcat node, int[] dims)
    {
        View[] parts = [.. node.Parts.Select(lowerer.View)];
        bool lines = parts.All(p => !p.Elements) && node.Axis != dims.Length - 1;
        if (!lines) parts = Array.ConvertAll(parts, p => Copies.Elements(lowerer.Trace, node.Name, p));
        int outer = Shapes.Count(dims.AsSpan(0, node.Axis));
        var forms = new List<Form>();
        for (int o = 0; o < outer; o++)
        {
            foreach (View part in parts)
            {
                int block = part.Forms.Length / outer;
                forms.AddRange(part.Forms.AsSpan(o * block, block));
            }
        }

        return lines ? lowerer.Stored(node.Output, [.. forms]) : lowerer.StoredElements(node.Output, [.. forms]);
    }

    // Lines stay whole: the last axis is untouched, padded, or cut to one phase.
    private static View? LastAxis(Lowerer lowerer, IntNode node, View input, int[] dims)
    {
        int last = input.Dims.Length - 1;
        switch (node)
        {
            case IntReshape when dims[^1] == input.Width:
                return lowerer.Stored(node.Output, input.Forms);
            case IntTranspose t when t.Permutation[last] == last:
            case IntExpand when dims[^1] == input.Width:
                return lowerer.Stored(node.Output, Map(input.Forms, [.. input.Dims[..^1], 1], [.. dims[..^1], 1], node));
            case IntPad pad:
                Form[] padded = Map(input.Forms, [.. input.Dims[..^1], 1], [.. dims[..^1], 1], node);
                return lowerer.Stored(node.Output, Array.ConvertAll(padded, f => f.Pad(pad.Before[last])));
            case IntSlice s when s.Steps[last] == 1 && s.Sizes[last] == input.Width:
                return lowerer.Stored(node.Output, Map(input.Forms, [.. input.Dims[..^1], 1], [.. dims[..^1], 1], node));
            case IntSlice s when s.Steps[last] == lowerer.Trace.Stride && s.Starts[last] < lowerer.Trace.Stride:
                View phase = Copies.Phases(lowerer.Trace, node.Name, input, int.MaxValue)[s.Starts[last]];
                return phase.Width == dims[^1] ? lowerer.Stored(node.Output, Map(phase.Forms, [.. input.Dims[..^1], 1], [.. dims[..^1], 1], node)) : null;
            default:
                return null;
        }
    }

    private static Form[] Map(Form[] forms, int[] from, int[] to, IntNode node) =>
        Array.ConvertAll(Indices(from, to, node), i => i < 0 ? Form.Zero : forms[i]);

    private static int[] Indices(int[] from, int[] to, IntNode node)
    {
        int[] strides = Shapes.Strides(from), toStrides = Shapes.Strides(to);
        var result = new int[Shapes.Count(to)];
        for (int i = 0; i < result.Length; i++)
        {
            if (node is IntReshape)
            {
                result[i] = i;
                continue;
            }

            int source = 0;
            for (int a = 0; a < to.Length && source >= 0; a++)
            {
                int at = i / toStrides[a] % to[a];
                int axis = node is IntTranspose t ? t.Permutation[a] : a;
                bool unit = from[axis] == 1 && to[a] == 1;
                if (!unit && node is IntSlice s) at = s.Starts[a] + (at * s.Steps[a]);
                else if (!unit && node is IntPad p) at -= p.Before[a];
                else if (node is IntExpand && from[a] == 1) at = 0;
                source = (uint)at < (uint)from[axis] ? source + (at * strides[axis]) : -1;
            }

            result[i] = source;
        }

        return result;
    }
}

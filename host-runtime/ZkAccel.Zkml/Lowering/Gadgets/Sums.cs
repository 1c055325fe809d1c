using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>Sums without weights: linear forms over what is there, no slot but where a line must be taken apart.</summary>
internal static class Sums
{
    public static View Pool(Lowerer lowerer, IntSumPool node)
    {
        Trace trace = lowerer.Trace;
        View input = Copies.Lines(trace, lowerer.View(node.X));
        int[] dims = lowerer.Model.Values[node.Output].Dims;
        Window w = node.Window;
        View tall = SumRows(trace, input, w, dims[^2]);
        if (w.KernelWidth == 1 && w.StrideWidth == 1 && w.PadLeft == 0) return lowerer.Stored(node.Output, tall.Forms);
        bool tiles = w.KernelWidth == trace.Stride && w.StrideWidth == trace.Stride && w.DilationWidth == 1 && w.PadLeft == 0 && w.PadRight == 0;
        if (tiles && dims[^1] > 1)
        {
            View[] phases = Copies.Phases(trace, node.Name, tall, dims[^1]);
            return lowerer.Stored(node.Output, [.. Enumerable.Range(0, phases[0].Forms.Length).Select(i => Add(trace, phases.Select(p => p.Forms[i])))]);
        }

        View elements = Copies.Elements(trace, node.Name, tall);
        var forms = new Form[Shapes.Count(dims)];
        for (int i = 0; i < forms.Length; i++)
        {
            int x = i % dims[^1], line = i / dims[^1];
            var parts = new List<Form>();
            for (int j = 0; j < w.KernelWidth; j++)
            {
                int column = (x * w.StrideWidth) - w.PadLeft + (j * w.DilationWidth);
                if ((uint)column < (uint)tall.Width) parts.Add(elements.Forms[(line * tall.Width) + column]);
            }

            forms[i] = Add(trace, parts);
        }

        return lowerer.StoredElements(node.Output, forms);
    }

    public static View Reduce(Lowerer lowerer, IntReduceSum node)
    {
        Trace trace = lowerer.Trace;
        View view = lowerer.View(node.X);
        int[] dims = lowerer.Model.Values[node.Output].Dims;
        bool lines = !view.Elements && !node.Axes.Contains(view.Dims.Length - 1);
        if (!lines) view = Copies.Elements(trace, node.Name, view);
        int[] from = lines ? [.. view.Dims[..^1], 1] : view.Dims;
        int[] to = lines ? [.. dims[..^1], 1] : dims;
        int[] fromStrides = Shapes.Strides(from), toStrides = Shapes.Strides(to);
        var parts = new List<Form>[Shapes.Count(to)];
        for (int i = 0; i < parts.Length; i++) parts[i] = [];
        for (int i = 0; i < view.Forms.Length; i++)
        {
            int target = 0;
            for (int a = 0; a < from.Length; a++)
            {
                if (to[a] != 1) target += i / fromStrides[a] % from[a] * toStrides[a];
            }

            parts[target].Add(view.Forms[i]);
        }

        Form[] forms = [.. parts.Select(p => Add(trace, p))];
        return lines ? lowerer.Stored(node.Output, forms) : lowerer.StoredElements(node.Output, forms);
    }

    public static View Linear(Lowerer lowerer, IntLinear node)
    {
        Trace trace = lowerer.Trace;
        View[] views = [.. node.Terms.Select(t => lowerer.View(t.Value))];
        bool elements = views.Any(v => v.Elements) || node.Bias is not null;
        if (elements) views = Array.ConvertAll(views, v => Copies.Elements(trace, node.Name, v));
        int[] dims = lowerer.Model.Values[node.Output].Dims;
        var forms = new Form[views[0].Forms.Length];
        for (int i = 0; i < forms.Length; i++)
        {
            var parts = new List<Form>();
            for (int t = 0; t < views.Length; t++) parts.Add(views[t].Forms[i].Scale(Bn254.Fr.FromInt64(node.Terms[t].Coefficient)));
            if (node.Bias is { } bias) parts.Add(Form.Of(trace.Scalars.One).Scale(Bn254.Fr.FromInt64(Pick(lowerer.Model.Biases[bias].Data, dims, i))));
            forms[i] = Add(trace, parts);
        }

        return elements ? lowerer.StoredElements(node.Output, forms) : lowerer.Stored(node.Output, forms);
    }

    // One bias, one for each element, or one for each index of axis 1.
    private static long Pick(long[] data, int[] dims, int element)
    {
        if (data.Length == 1) return data[0];
        return data.Length == Shapes.Count(dims) ? data[element] : data[element / Shapes.Count(dims.AsSpan(2)) % dims[1]];
    }

    private static View SumRows(Trace trace, View input, Window w, int height)
    {
        var forms = new Form[input.Planes * height];
        for (int i = 0; i < forms.Length; i++)
        {
            var parts = new List<Form>();
            for (int k = 0; k < w.KernelHeight; k++)
            {
                int row = (i % height * w.StrideHeight) - w.PadTop + (k * w.DilationHeight);
                if ((uint)row < (uint)input.Height) parts.Add(input.Line(i / height, row));
            }

            forms[i] = Add(trace, parts);
        }

        int[] dims = [.. input.Dims];
        dims[^2] = height;
        long factor = w.KernelHeight;
        var values = new ValueSource(e =>
        {
            long[] x = input.Values.In(e);
            var sums = new long[forms.Length * input.Width];
            for (int i = 0; i < sums.Length; i++)
            {
                int line = i / input.Width;
                for (int k = 0; k < w.KernelHeight; k++)
                {
                    int row = (line % height * w.StrideHeight) - w.PadTop + (k * w.DilationHeight);
                    if ((uint)row < (uint)input.Height) sums[i] += x[(((line / height * input.Height) + row) * input.Width) + (i % input.Width)];
                }
            }

            return sums;
        });
        return new View(dims, false, forms, Math.Min(0, input.Min * factor), Math.Max(0, input.Max * factor), values);
    }

    // Long sums become a cell, so that whoever reads them many times does not sum again.
    private static Form Add(Trace trace, IEnumerable<Form> parts)
    {
        var sum = new Form([.. parts.SelectMany(p => p.Terms)]);
        if (sum.Terms.Length <= 3) return sum;
        Side value = Identity.Value(trace, sum);
        return Form.Of(value.Cell, value.Offset);
    }
}

using ZkAccel.Bn254;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// max(x, y) = y + relu(x - y), a slot for each comparison: hi = x - y is looked up with relu, and raw = 2^T (x - y) with rem below 2^T leaves hi no other value.
/// Windows that tile go by lines: over y first, then over the phases of x. Others go element by element.
/// </summary>
internal static class MaxPool
{
    public static View Lower(Lowerer lowerer, IntMaxPool node)
    {
        Trace trace = lowerer.Trace;
        View input = lowerer.View(node.X);
        int[] dims = lowerer.Model.Values[node.Output].Dims;
        Window w = node.Window;
        bool tilesX = w.KernelWidth == 1 && w.StrideWidth == 1 && w.PadLeft == 0;
        tilesX |= w.KernelWidth == trace.Stride && w.StrideWidth == trace.Stride && w.DilationWidth == 1 && w.PadLeft == 0 && w.PadRight == 0;
        if (input.Elements || !tilesX) return Windows(lowerer, node, input, dims);
        View tall = OverY(lowerer, node, input, dims[^2]);
        return w.KernelWidth == 1 ? lowerer.Stored(node.Output, tall.Forms) : OverX(lowerer, node, tall, dims);
    }

    /// <summary>Compares every two values of two views of one shape.</summary>
    public static View Pairs(Trace trace, string layer, View x, View y)
    {
        int key = trace.Tables.Max(x.Min - y.Max, x.Max - y.Min);
        var values = new ValueSource(e =>
        {
            long[] a = x.Values.In(e), b = y.Values.In(e);
            var max = new long[a.Length];
            for (int i = 0; i < max.Length; i++) max[i] = Math.Max(a[i], b[i]);
            return max;
        });
        Form[] positive = x.Elements ? ElementDifferences(trace, layer, x, y, key) : LineDifferences(trace, layer, x, y, key);
        var forms = new Form[positive.Length];
        for (int i = 0; i < forms.Length; i++) forms[i] = y.Forms[i] + positive[i];
        return new View(x.Dims, x.Elements, forms, Math.Max(x.Min, y.Min), Math.Max(x.Max, y.Max), values);
    }

    private static View OverY(Lowerer lowerer, IntMaxPool node, View input, int height)
    {
        Window w = node.Window;
        View? best = null;
        for (int i = 0; i < w.KernelHeight; i++)
        {
            int tap = i;
            View candidate = Wiring.Lines(input, height, y => Row(input, w, tap, y));
            best = best is null ? candidate : Pairs(lowerer.Trace, node.Name, best, candidate);
        }

        return best!;
    }

    // A row beyond the border never wins: the nearest row of the window stands in for it.
    private static int Row(View input, Window w, int tap, int y)
    {
        int row = (y * w.StrideHeight) - w.PadTop + (tap * w.DilationHeight);
        while (row < 0) row += w.DilationHeight;
        while (row >= input.Height) row -= w.DilationHeight;
        return row;
    }

    private static View OverX(Lowerer lowerer, IntMaxPool node, View tall, int[] dims)
    {
        View[] phases = Copies.Phases(lowerer.Trace, node.Name, tall, dims[^1]);
        View best = phases[0];
        for (int u = 1; u < phases.Length; u++) best = Pairs(lowerer.Trace, node.Name, best, phases[u]);
        return lowerer.Stored(node.Output, best.Forms);
    }

    private static View Windows(Lowerer lowerer, IntMaxPool node, View input, int[] dims)
    {
        View elements = Copies.Elements(lowerer.Trace, node.Name, input);
        Window w = node.Window;
        View? best = null;
        for (int i = 0; i < w.KernelHeight; i++)
        {
            for (int j = 0; j < w.KernelWidth; j++)
            {
                (int ti, int tj) = (i, j);
                View candidate = Wiring.Pick(elements, dims, index =>
                {
                    int x = index % dims[^1], y = index / dims[^1] % dims[^2], c = index / (dims[^1] * dims[^2]);
                    int column = (x * w.StrideWidth) - w.PadLeft + (tj * w.DilationWidth);
                    while (column < 0) column += w.DilationWidth;
                    while (column >= input.Width) column -= w.DilationWidth;
                    return (((c * input.Height) + Row(input, w, ti, y)) * input.Width) + column;
                });
                best = best is null ? candidate : Pairs(lowerer.Trace, node.Name, best, candidate);
            }
        }

        return lowerer.StoredElements(node.Output, best!.Forms);
    }

    private static Form[] LineDifferences(Trace trace, string layer, View x, View y, int key)
    {
        var layout = new PlaneLayout(trace, layer, x.Planes, x.Height, x.Width, (0, x.Width), RawClass.Rho, false, key, (writer, e) =>
        {
            long[] a = x.Values.In(e), b = y.Values.In(e);
            for (int i = 0; i < a.Length; i++)
            {
                int d = (int)(a[i] - b[i]), line = i / x.Width;
                writer.Write(line / x.Height, line % x.Height, i % x.Width, d, 0, Math.Max(d, 0));
            }
        });
        var planes = new Side[x.Planes];
        for (int o = 0; o < planes.Length; o++) planes[o] = new Side(trace.Scalars.Load(Digest.Raw, layout.PlaneEnd(o)), layout.PlaneOffset);
        Identity.Assert(
            trace,
            Identity.Outer(trace, planes, _ => Fr.One),
            Identity.Planes(trace, x, 0, x.Planes, layout.Pitch, _ => trace.HiUnit),
            Identity.Planes(trace, y, 0, x.Planes, layout.Pitch, _ => -trace.HiUnit));
        var forms = new Form[x.Planes * x.Height];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Out, layout.LineEnd(i / x.Height, i % x.Height));
        return forms;
    }

    private static Form[] ElementDifferences(Trace trace, string layer, View x, View y, int key)
    {
        var layout = new VectorLayout(trace, layer, 1, x.Count, rawAlone: false, product: false, key, (writer, e) =>
        {
            long[] a = x.Values.In(e), b = y.Values.In(e);
            for (int i = 0; i < a.Length; i++)
            {
                int d = (int)(a[i] - b[i]);
                writer.Write(0, i, d, 0, Math.Max(d, 0));
            }
        });
        var difference = new Form[x.Count];
        for (int i = 0; i < difference.Length; i++) difference[i] = x.Forms[i] + y.Forms[i].Scale(-Fr.One);
        Cell right = trace.Scalars.Sum(new Term(trace.HiUnit, Identity.Vector(trace, difference), trace.Scalars.R));
        trace.Scalars.AssertEqual(trace.Scalars.Load(Digest.Raw, layout.VectorEnd(0)), right);
        var forms = new Form[x.Count];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Out, layout.ElementEnd(0, i));
        return forms;
    }
}

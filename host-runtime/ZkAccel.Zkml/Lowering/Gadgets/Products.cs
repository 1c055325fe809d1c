using ZkAccel.Bn254;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// Element-wise product of two activations: product rows hold a copy of each factor, their raw digest takes hi·out. The out digest, out + τ_c hi, ties both copies;
/// their padding counts, so the tie forces it to zero.
/// </summary>
internal static class Products
{
    public static View Lower(Lowerer lowerer, IntMul node)
    {
        Trace trace = lowerer.Trace;
        View x = lowerer.View(node.X), y = lowerer.View(node.Y);
        if (!x.Elements && !y.Elements) return lowerer.Stored(node.Output, Lines(trace, node.Name, x, y));
        return lowerer.StoredElements(node.Output, Elements(trace, node.Name, Copies.Elements(trace, node.Name, x), Copies.Elements(trace, node.Name, y)));
    }

    private static Form[] Lines(Trace trace, string layer, View x, View y)
    {
        var layout = new PlaneLayout(trace, layer, x.Planes, x.Height, x.Width, (0, x.Width), RawClass.Rho, true, 0, (writer, e) =>
        {
            long[] a = x.Values.In(e), b = y.Values.In(e);
            for (int i = 0; i < a.Length; i++)
            {
                int line = i / x.Width;
                writer.Write(line / x.Height, line % x.Height, i % x.Width, (int)a[i], 0, (int)b[i]);
            }
        });
        var planes = new Side[x.Planes];
        for (int o = 0; o < planes.Length; o++) planes[o] = new Side(trace.Scalars.Load(Digest.Out, layout.PlaneEnd(o)), layout.PlaneOffset);
        Side tagged = Identity.Planes(trace, x, 0, x.Planes, layout.Pitch, _ => Fr.One);
        Identity.Assert(
            trace,
            Identity.Outer(trace, planes, _ => Fr.One),
            Identity.Planes(trace, y, 0, x.Planes, layout.Pitch, _ => Fr.One),
            tagged with { Cell = trace.Scalars.Product(tagged.Cell, trace.Scalars.TauC) });
        var forms = new Form[x.Planes * x.Height];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Raw, layout.LineEnd(i / x.Height, i % x.Height));
        return forms;
    }

    private static Form[] Elements(Trace trace, string layer, View x, View y)
    {
        var layout = new VectorLayout(trace, layer, 1, x.Count, rawAlone: false, product: true, 0, (writer, e) =>
        {
            long[] a = x.Values.In(e), b = y.Values.In(e);
            for (int i = 0; i < a.Length; i++) writer.Write(0, i, (int)a[i], 0, (int)b[i]);
        });

        // The out digest steps by ρ^S a row, once more for the idle row.
        Side factor = Identity.Plane(trace, x.Forms, trace.Slots), other = Identity.Plane(trace, y.Forms, trace.Slots);
        Cell both = trace.Scalars.Sum(new Term(Fr.One, other.Cell), new Term(Fr.One, factor.Cell, trace.Scalars.TauC));
        trace.Scalars.AssertEqual(trace.Scalars.Load(Digest.Out, layout.VectorEnd(0)), trace.Scalars.Product(both, trace.Rho[trace.Slots]));
        var forms = new Form[x.Count];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Raw, layout.ElementEnd(0, i));
        return forms;
    }
}

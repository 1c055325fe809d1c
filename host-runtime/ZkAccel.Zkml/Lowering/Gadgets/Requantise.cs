using ZkAccel.Bn254;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// hi, rem, out with Σ m x = 2^T hi + rem, rem in a range table and (hi, out) in the function's table: one slot an element. The raw digest of the slots equals
/// the digest of the sum; with per-channel multipliers each channel is divided by its own, a constant of the identity.
/// </summary>
internal static class Requantise
{
    public static View Lower(Lowerer lowerer, IntRequantise node)
    {
        IntegerModel model = lowerer.Model;
        LookupTable table = model.Tables[node.Table];
        int key = lowerer.Trace.Tables.Function(table.DomainMin, table.Outputs);
        var convs = node.Terms.Where(t => lowerer.Conv(t.Value) is not null).ToArray();
        var vectors = node.Terms.Where(t => lowerer.Vector(t.Value) is not null).ToArray();
        if (vectors.Length > 1 || (vectors.Length == 1 && convs.Length > 0))
            throw new LoweringException($"{node.Name} adds two matrix products; requantise one of them first.");
        if (convs.Length > 0) return OfConvs(lowerer, node, convs, table, key);
        if (vectors.Length == 1) return OfVectors(lowerer, node, vectors[0], table, key);
        var views = node.Terms.Select(t => lowerer.View(t.Value)).ToArray();
        return views.Any(v => v.Elements) || lowerer.PrefersElements(node.Output)
            ? OfElements(lowerer, node, views, table, key)
            : OfLines(lowerer, node, views, table, key);
    }

    // The first convolution is summed by digests; others, with multipliers of their own, get cells for their exact sums first.
    private static View OfConvs(Lowerer lowerer, IntRequantise node, RequantiseTerm[] convs, LookupTable table, int key)
    {
        Trace trace = lowerer.Trace;
        RequantiseTerm conv = convs.MaxBy(t => lowerer.Conv(t.Value)!.Width)!;
        ConvAccumulator sum = lowerer.Conv(conv.Value)!;
        ExactSums[] exact = [.. convs.Where(t => t != conv).Select(t => new ExactSums(lowerer, node.Name, t, sum))];
        RequantiseTerm[] others = [.. node.Terms.Where(t => !convs.Contains(t))];
        View[] views = Array.ConvertAll(others, t => Copies.Lines(trace, lowerer.View(t.Value)));
        (int from, int to) = sum.Inside;
        var layout = new PlaneLayout(trace, node.Name, sum.Channels, sum.Height, sum.Width, sum.Inside, RawClass.Rho, false, key, (writer, e) =>
        {
            long[] acc = sum.Values(e);
            long[][] added = Array.ConvertAll(views, v => v.Values.In(e));
            long[][] sums = Array.ConvertAll(exact, s => s.Values.In(e));
            int inner = to - from;
            for (int i = 0; i < acc.Length; i++)
            {
                int x = i % sum.Width, y = i / sum.Width % sum.Height, o = i / (sum.Width * sum.Height);
                long raw = acc[i] * Multiplier(conv, o);
                for (int s = 0; s < exact.Length; s++) raw += sums[s][i] * Multiplier(exact[s].Term, o);
                if (x >= from && x < to)
                {
                    for (int v = 0; v < added.Length; v++) raw += added[v][(((o * sum.Height) + y) * inner) + x - from] * Multiplier(others[v], o);
                }

                (int hi, int rem) = trace.Split(raw);
                writer.Write(o, y, x, hi, rem, Look(node, table, hi, i));
            }
        });
        for (int g = 0; g < sum.Groups; g++)
        {
            int first = g * sum.GroupChannels;
            Fr Share(RequantiseTerm term, int o) => Fr.FromInt64(Multiplier(term, o)) * Fr.FromInt64(Multiplier(conv, o)).Inverse();
            var planes = new Side[sum.GroupChannels];
            for (int o = 0; o < planes.Length; o++) planes[o] = new Side(trace.Scalars.Load(Digest.Raw, layout.PlaneEnd(first + o)), layout.PlaneOffset);
            Side left = Identity.Outer(trace, planes, o => Fr.FromInt64(Multiplier(conv, first + o)).Inverse());
            var right = new List<Side> { sum.Group(g, layout.Pitch) };
            for (int v = 0; v < views.Length; v++)
            {
                RequantiseTerm term = others[v];
                Side added = Identity.Planes(trace, views[v], first, first + planes.Length, layout.Pitch, o => Share(term, o));
                right.Add(added with { Offset = added.Offset - from });
            }

            foreach (ExactSums s in exact)
                right.Add(Identity.Outer(trace, s.Planes.AsSpan(first, planes.Length), o => Share(s.Term, first + o)));
            Identity.Assert(trace, left, right.ToArray());
        }

        return lowerer.Stored(node.Output, OutLines(trace, layout, from));
    }

    private static View OfVectors(Lowerer lowerer, IntRequantise node, RequantiseTerm main, LookupTable table, int key)
    {
        Trace trace = lowerer.Trace;
        IVectorAccumulator sum = lowerer.Vector(main.Value)!;
        RequireOneMultiplier(node);
        RequantiseTerm[] others = node.Terms.Where(t => t.Value != main.Value).ToArray();
        View[] views = Array.ConvertAll(others, t => Copies.Elements(trace, node.Name, lowerer.View(t.Value)));
        VectorLayout layout = Vectors(lowerer, node, sum.Vectors, sum.Length, table, key);
        for (int t = 0; t < sum.Vectors; t++)
        {
            var terms = new Term[1 + views.Length];
            terms[0] = new Term(Fr.FromInt64(main.Multipliers[0]), sum.VectorDigest(t), trace.Scalars.R);
            for (int v = 0; v < views.Length; v++)
                terms[1 + v] = new Term(Fr.FromInt64(others[v].Multipliers[0]), Identity.Vector(trace, views[v].Forms.AsSpan(t * sum.Length, sum.Length)), trace.Scalars.R);
            trace.Scalars.AssertEqual(trace.Scalars.Load(Digest.Raw, layout.VectorEnd(t)), trace.Scalars.Sum(terms));
        }

        return lowerer.StoredElements(node.Output, OutElements(trace, layout, sum.Vectors));
    }

    private static View OfElements(Lowerer lowerer, IntRequantise node, View[] views, LookupTable table, int key)
    {
        Trace trace = lowerer.Trace;
        int[] dims = lowerer.Model.Values[node.Output].Dims;
        int perChannel = dims.Length > 1 ? Shapes.Count(dims.AsSpan(2)) : 1;
        int count = Shapes.Count(dims);
        VectorLayout layout = Vectors(lowerer, node, 1, count, table, key);
        var terms = new Term[views.Length];
        for (int v = 0; v < views.Length; v++)
        {
            RequantiseTerm term = node.Terms[v];
            Form[] forms = Copies.Elements(trace, node.Name, views[v]).Forms;
            var scaled = new Form[count];
            for (int i = 0; i < count; i++) scaled[i] = forms[i].Scale(Fr.FromInt64(Multiplier(term, i / perChannel)));
            terms[v] = new Term(Fr.One, Identity.Vector(trace, scaled), trace.Scalars.R);
        }

        trace.Scalars.AssertEqual(trace.Scalars.Load(Digest.Raw, layout.VectorEnd(0)), trace.Scalars.Sum(terms));
        return lowerer.StoredElements(node.Output, OutElements(trace, layout, 1));
    }

    private static View OfLines(Lowerer lowerer, IntRequantise node, View[] views, LookupTable table, int key)
    {
        Trace trace = lowerer.Trace;
        View shape = views[0];
        var layout = new PlaneLayout(trace, node.Name, shape.Planes, shape.Height, shape.Width, (0, shape.Width), RawClass.Rho, false, key, (writer, e) =>
        {
            long[] raw = Raw(lowerer, node, e);
            for (int i = 0; i < raw.Length; i++)
            {
                (int hi, int rem) = trace.Split(raw[i]);
                int line = i / shape.Width;
                writer.Write(line / shape.Height, line % shape.Height, i % shape.Width, hi, rem, Look(node, table, hi, i));
            }
        });
        var planes = new Side[shape.Planes];
        for (int o = 0; o < planes.Length; o++) planes[o] = new Side(trace.Scalars.Load(Digest.Raw, layout.PlaneEnd(o)), layout.PlaneOffset);
        var right = new Side[views.Length];
        int perChannel = shape.Planes / Math.Max(1, shape.Dims.Length > 1 ? shape.Dims[1] : 1);
        for (int v = 0; v < views.Length; v++)
        {
            RequantiseTerm term = node.Terms[v];
            right[v] = Identity.Planes(trace, views[v], 0, shape.Planes, layout.Pitch, o => Fr.FromInt64(Multiplier(term, o / Math.Max(1, perChannel))));
        }

        Identity.Assert(trace, Identity.Outer(trace, planes, _ => Fr.One), right);
        return lowerer.Stored(node.Output, OutLines(trace, layout, 0));
    }

    private static VectorLayout Vectors(Lowerer lowerer, IntRequantise node, int vectors, int length, LookupTable table, int key) =>
        new(lowerer.Trace, node.Name, vectors, length, rawAlone: false, product: false, key, (writer, e) =>
        {
            long[] raw = Raw(lowerer, node, e);
            for (int i = 0; i < raw.Length; i++)
            {
                (int hi, int rem) = lowerer.Trace.Split(raw[i]);
                writer.Write(i / length, i % length, hi, rem, Look(node, table, hi, i));
            }
        });

    private static long[] Raw(Lowerer lowerer, IntRequantise node, Evaluation evaluation)
    {
        int[] dims = lowerer.Model.Values[node.Output].Dims;
        int perChannel = dims.Length > 1 ? Shapes.Count(dims.AsSpan(2)) : 1;
        var raw = new long[Shapes.Count(dims)];
        foreach (RequantiseTerm term in node.Terms)
        {
            long[] x = evaluation.Model(term.Value);
            for (int i = 0; i < raw.Length; i++) raw[i] += x[i] * Multiplier(term, i / perChannel);
        }

        return raw;
    }

    private static Form[] OutLines(Trace trace, PlaneLayout layout, int offset)
    {
        var forms = new Form[layout.Planes * layout.Height];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Out, layout.LineEnd(i / layout.Height, i % layout.Height), offset);
        return forms;
    }

    private static Form[] OutElements(Trace trace, VectorLayout layout, int vectors)
    {
        var forms = new Form[vectors * layout.Length];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Out, layout.ElementEnd(i / layout.Length, i % layout.Length));
        return forms;
    }

    private static int Look(IntRequantise node, LookupTable table, int hi, int element) =>
        hi >= table.DomainMin && hi <= table.DomainMax
            ? table.Outputs[hi - table.DomainMin]
            : throw new LoweringException($"{node.Name}: {hi} at element {element} is outside the table {table.Name} ({table.DomainMin}..{table.DomainMax}). Calibrate with samples like this input.");

    private static long Multiplier(RequantiseTerm term, int channel) => term.Multipliers.Length == 1 ? term.Multipliers[0] : term.Multipliers[channel];

    private static void RequireOneMultiplier(IntRequantise node)
    {
        if (node.Terms.Any(t => t.Multipliers.Length != 1)) throw new LoweringException($"{node.Name} has a multiplier for each output of a matrix product; one for the tensor is supported.");
    }
}

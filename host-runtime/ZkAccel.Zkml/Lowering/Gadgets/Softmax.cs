using ZkAccel.Bn254;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// M by a chain of comparisons, e = table[x - M], S = Σ e, p = floor((2^b e + floor(S/2)) / S). The division: 2^(b+1) e + S = 2 S p + t with t and 2S - 1 - t
/// shown to be non-negative, so that p is the one quotient. (For whole numbers the floor with S/2 and with floor(S/2) agree.)
/// </summary>
internal static class Softmax
{
    public static View Lower(Lowerer lowerer, IntSoftmax node)
    {
        Trace trace = lowerer.Trace;
        View input = Copies.Elements(trace, node.Name, lowerer.View(node.X));
        int axis = node.Axis < 0 ? node.Axis + input.Dims.Length : node.Axis;
        int length = input.Dims[axis], inner = Shapes.Count(input.Dims.AsSpan(axis + 1)), groups = input.Count / length;
        int At(int group, int i) => (((group / inner * length) + i) * inner) + (group % inner);
        int GroupOf(int element) => (element / (inner * length) * inner) + (element % inner);

        View max = Wiring.Pick(input, [groups], g => At(g, 0));
        for (int i = 1; i < length; i++)
        {
            int index = i;
            max = MaxPool.Pairs(trace, node.Name, max, Wiring.Pick(input, [groups], g => At(g, index)));
        }

        LookupTable table = lowerer.Model.Tables[node.Table];
        Form[] exp = Exponentials(trace, node, table, input, max, GroupOf);
        var sums = new Cell[groups];
        for (int g = 0; g < groups; g++) sums[g] = trace.Scalars.Sum([.. Enumerable.Range(0, length).Select(i => new Term(Fr.One, exp[At(g, i)].Terms[0].Cell))]);
        long most = (long)length * table.Outputs.Max();
        return lowerer.StoredElements(node.Output, Quotients(lowerer, node, input, max, table, exp, sums, GroupOf, most));
    }

    private static Form[] Exponentials(Trace trace, IntSoftmax node, LookupTable table, View input, View max, Func<int, int> groupOf)
    {
        var layout = new VectorLayout(trace, node.Name, 1, input.Count, rawAlone: false, product: false, trace.Tables.Function(table.DomainMin, table.Outputs), (writer, e) =>
        {
            long[] x = input.Values.In(e), m = max.Values.In(e);
            for (int i = 0; i < x.Length; i++)
            {
                int d = (int)(x[i] - m[groupOf(i)]);
                writer.Write(0, i, d, 0, (int)table[d]);
            }
        });
        var differences = new Form[input.Count];
        for (int i = 0; i < differences.Length; i++) differences[i] = input.Forms[i] + max.Forms[groupOf(i)].Scale(-Fr.One);
        Cell right = trace.Scalars.Sum(new Term(trace.HiUnit, Identity.Vector(trace, differences), trace.Scalars.R));
        trace.Scalars.AssertEqual(trace.Scalars.Load(Digest.Raw, layout.VectorEnd(0)), right);
        var forms = new Form[input.Count];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Out, layout.ElementEnd(0, i));
        return forms;
    }

    private static Form[] Quotients(Lowerer lowerer, IntSoftmax node, View input, View max, LookupTable table, Form[] exp, Cell[] sums, Func<int, int> groupOf, long most)
    {
        Trace trace = lowerer.Trace;
        var totals = new ValueSource(e =>
        {
            long[] x = input.Values.In(e), m = max.Values.In(e);
            var s = new long[sums.Length];
            for (int i = 0; i < x.Length; i++) s[groupOf(i)] += table[x[i] - m[groupOf(i)]];
            return s;
        });
        var quotient = new ValueSource(e => e.Model(node.Output));
        var remainder = new ValueSource(e =>
        {
            long[] x = input.Values.In(e), m = max.Values.In(e), s = totals.In(e), p = quotient.In(e);
            var t = new long[x.Length];
            for (int i = 0; i < t.Length; i++) t[i] = ((long)table[x[i] - m[groupOf(i)]] << (node.OutBits + 1)) + s[groupOf(i)] - (2 * s[groupOf(i)] * p[i]);
            return t;
        });
        var room = new ValueSource(e =>
        {
            long[] t = remainder.In(e), s = totals.In(e);
            var w = new long[t.Length];
            for (int i = 0; i < w.Length; i++) w[i] = (2 * s[groupOf(i)]) - 1 - t[i];
            return w;
        });
        Form[] ps = NonNegative(trace, node.Name, input.Count, 1L << node.OutBits, quotient);
        Form[] ts = NonNegative(trace, node.Name, input.Count, 2 * most, remainder);
        Form[] ws = NonNegative(trace, node.Name, input.Count, 2 * most, room);
        for (int i = 0; i < input.Count; i++)
        {
            Cell s = sums[groupOf(i)];
            Cell p = trace.Scalars.Sum(Plain(ps[i]));
            Cell t = trace.Scalars.Sum(Plain(ts[i]));
            Cell division = trace.Scalars.Sum(
                new Term(Fr.FromInt64(2L << node.OutBits), exp[i].Terms[0].Cell), new Term(Fr.One, s), new Term(-Fr.FromInt64(2), s, p));
            trace.Scalars.AssertEqual(t, division);
            Cell rest = trace.Scalars.Sum(new Term(Fr.FromInt64(2), s), new Term(-Fr.One, trace.Scalars.One), new Term(-Fr.One, t));
            trace.Scalars.AssertEqual(trace.Scalars.Sum(Plain(ws[i])), rest);
        }

        return ps;
    }

    // v = raw + 2^(T-1), raw = 2^T hi + rem with hi in 0..bound/2^T: v is in [0, bound + 2^T).
    private static Form[] NonNegative(Trace trace, string layer, int count, long bound, ValueSource values)
    {
        long top = bound >> trace.Shift;
        if (top > IntegerModel.MaxTableEntries) throw new LoweringException($"{layer} needs a range of {bound}, beyond the tables at shift {trace.Shift}.");
        int key = trace.Tables.Function(0, [.. Enumerable.Range(0, (int)top + 1)]);
        long half = 1L << (trace.Shift - 1);
        var layout = new VectorLayout(trace, layer, 1, count, rawAlone: true, product: false, key, (writer, e) =>
        {
            long[] v = values.In(e);
            for (int i = 0; i < v.Length; i++)
            {
                (int hi, int rem) = trace.Split(v[i] - half);
                writer.Write(0, i, hi, rem, hi);
            }
        });
        var forms = new Form[count];
        for (int i = 0; i < count; i++)
            forms[i] = Form.Of(trace, Digest.Raw, layout.ElementEnd(0, i)) + Form.Of(trace.Scalars.One).Scale(Fr.FromInt64(half));
        return forms;
    }

    private static Term[] Plain(Form form) => Array.ConvertAll(form.Terms, t => new Term(t.Coefficient, t.Cell));
}

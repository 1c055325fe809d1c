using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>Inputs, whose cells are ranged by a table of exactly their values, and outputs. A public tensor is tied to the digest that the verifier takes itself.</summary>
internal static class Interface
{
    public static View Input(Lowerer lowerer, int value, bool isPublic)
    {
        Trace trace = lowerer.Trace;
        IntValue v = lowerer.Model.Values[value];
        if (v.Max - v.Min >= IntegerModel.MaxTableEntries) throw new LoweringException($"Input {v.Name} ranges over {v.Min}..{v.Max}: too wide for a table.");
        int key = trace.Tables.Function((int)v.Min, [.. Enumerable.Range((int)v.Min, (int)(v.Max - v.Min + 1))]);
        ValueSource values = ValueSource.OfModel(value);
        return lowerer.PrefersElements(value) ? InputElements(lowerer, v, key, values, isPublic) : InputLines(lowerer, v, key, values, isPublic);
    }

    public static void Output(Lowerer lowerer, int value, bool isPublic)
    {
        if (!isPublic) return;
        Trace trace = lowerer.Trace;
        IntValue v = lowerer.Model.Values[value];
        (Int128 min, Int128 max) = new Interval(v.Min, v.Max).Published();
        (long Min, long Max) range = ((long)min, (long)max);
        ValueSource values = ValueSource.OfModel(value);
        if (lowerer.Vector(value) is { } sum)
        {
            for (int t = 0; t < sum.Vectors; t++)
            {
                int at = t * sum.Length;
                string name = sum.Vectors == 1 ? v.Name : $"{v.Name}[{t}]";
                Cell digest = trace.Add(Vector(name, sum.Length, range), new ValueSource(e => values.In(e)[at..(at + sum.Length)]));
                trace.Scalars.AssertEqual(digest, sum.VectorDigest(t));
            }

            return;
        }

        if (lowerer.Conv(value) is { } conv)
        {
            if (conv.Groups != 1 || conv.Inside != (0, conv.Width))
                throw new LoweringException($"Output {v.Name} is the raw sum of a convolution with a border; requantise it.");
            Cell digest = trace.Add(new PublicTensor(v.Name, conv.Channels, conv.Height, conv.Width, conv.Width, range.Min, range.Max), values);
            Identity.Assert(trace, new Side(digest, 0), conv.Group(0, conv.Width));
            return;
        }

        View view = lowerer.View(value);
        if (view.Elements)
        {
            Cell digest = trace.Add(Vector(v.Name, view.Count, range), values);
            trace.Scalars.AssertEqual(digest, Identity.Vector(trace, view.Forms));
        }
        else
        {
            Cell digest = trace.Add(new PublicTensor(v.Name, view.Planes, view.Height, view.Width, view.Width, range.Min, range.Max), values);
            Identity.Assert(trace, new Side(digest, 0), Identity.Planes(trace, view, 0, view.Planes, view.Width, _ => Fr.One));
        }
    }

    private static PublicTensor Vector(string name, int length, (long Min, long Max) range) => new(name, length, 1, 1, 1, range.Min, range.Max);

    private static View InputElements(Lowerer lowerer, IntValue v, int key, ValueSource values, bool isPublic)
    {
        Trace trace = lowerer.Trace;
        var layout = new VectorLayout(trace, v.Name, 1, v.Count, rawAlone: false, product: false, key, (writer, e) =>
        {
            long[] x = values.In(e);
            for (int i = 0; i < x.Length; i++) writer.Write(0, i, (int)x[i], 0, (int)x[i]);
        });
        var forms = new Form[v.Count];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Out, layout.ElementEnd(0, i));
        if (isPublic)
        {
            Cell digest = trace.Add(Vector(v.Name, v.Count, (v.Min, v.Max)), values);
            trace.Scalars.AssertEqual(trace.Scalars.Load(Digest.Raw, layout.VectorEnd(0)), trace.Scalars.Sum(new Term(trace.HiUnit, digest, trace.Scalars.R)));
        }

        return lowerer.StoredElements(v.Id, forms);
    }

    private static View InputLines(Lowerer lowerer, IntValue v, int key, ValueSource values, bool isPublic)
    {
        Trace trace = lowerer.Trace;
        View shape = lowerer.Stored(v.Id, []);
        var layout = new PlaneLayout(trace, v.Name, shape.Planes, shape.Height, shape.Width, (0, shape.Width), RawClass.Rho, false, key, (writer, e) =>
        {
            long[] x = values.In(e);
            for (int i = 0; i < x.Length; i++)
            {
                int line = i / shape.Width;
                writer.Write(line / shape.Height, line % shape.Height, i % shape.Width, (int)x[i], 0, (int)x[i]);
            }
        });
        if (isPublic)
        {
            var planes = new Side[shape.Planes];
            for (int o = 0; o < planes.Length; o++) planes[o] = new Side(trace.Scalars.Load(Digest.Raw, layout.PlaneEnd(o)), layout.PlaneOffset);
            Cell digest = trace.Add(new PublicTensor(v.Name, shape.Planes, shape.Height, shape.Width, layout.Pitch, v.Min, v.Max), values);
            Cell unit = trace.Scalars.Sum(new Term(trace.HiUnit, digest));
            Identity.Assert(trace, Identity.Outer(trace, planes, _ => Fr.One), new Side(unit, 0));
        }

        var forms = new Form[shape.Planes * shape.Height];
        for (int i = 0; i < forms.Length; i++) forms[i] = Form.Of(trace, Digest.Out, layout.LineEnd(i / shape.Height, i % shape.Height));
        return lowerer.Stored(v.Id, forms);
    }
}

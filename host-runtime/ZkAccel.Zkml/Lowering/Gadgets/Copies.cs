using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>Cells that hold a tensor once more, in an order that another layer can read; digests tie them to the original.</summary>
internal static class Copies
{
    /// <summary>
    /// The phases u = 0..κ-1 of the last axis: lines of x_u, x_(κ+u), ... cut to <paramref name="keep"/> cells. Raw digests in base ρ^κ tie
    /// them: Σ_u ρ^u X_u(ρ^κ) = X(ρ), plane by plane under r.
    /// </summary>
    public static View[] Phases(Trace trace, string layer, View view, int keep)
    {
        bool whole = keep >= Shapes.DivideUp(view.Width, trace.Stride);
        if (whole && trace.Phases.TryGetValue(view.Forms, out View[]? known)) return known;
        View[] phases = Copy(trace, layer, view, keep);
        if (whole) trace.Phases[view.Forms] = phases;
        return phases;
    }

    private static View[] Copy(Trace trace, string layer, View view, int keep)
    {
        int k = trace.Stride;
        int width = Shapes.DivideUp(view.Width, k);
        int kept = Math.Min(keep, width);
        int key = trace.Tables.Copy(view.Min, view.Max);
        var layouts = new PlaneLayout[k];
        for (int u = 0; u < k; u++)
        {
            int phase = u;
            layouts[u] = new PlaneLayout(trace, layer, view.Planes, view.Height, width, (0, kept), RawClass.Stride, false, key, (writer, e) =>
            {
                long[] values = view.Values.In(e);
                for (int line = 0; line < view.Planes * view.Height; line++)
                {
                    for (int x = phase; x < view.Width; x += k)
                    {
                        int v = (int)values[(line * view.Width) + x];
                        writer.Write(line / view.Height, line % view.Height, x / k, v, 0, v);
                    }
                }
            });
        }

        int pitch = layouts[0].Pitch * k;
        var sides = new Side[view.Planes];
        for (int o = 0; o < view.Planes; o++)
        {
            var terms = new Term[k];
            for (int u = 0; u < k; u++) terms[u] = new Term(Fr.One, trace.Scalars.Load(Digest.Raw, layouts[u].PlaneEnd(o)), u == 0 ? Cell.None : trace.Rho[u]);
            sides[o] = new Side(trace.Scalars.Sum(terms), layouts[0].PlaneOffset);
        }

        Side left = Identity.Outer(trace, sides, _ => Fr.One);
        Identity.Assert(trace, left, Identity.Planes(trace, view, 0, view.Planes, pitch, _ => trace.HiUnit));
        return Array.ConvertAll(Enumerable.Range(0, k).ToArray(), u => PhaseView(trace, view, layouts[u], u, kept));
    }

    /// <summary>Each element alone: the raw value of a row of its own, tied line by line to the original.</summary>
    public static View Elements(Trace trace, string layer, View view)
    {
        if (view.Elements) return view;
        (int low, _) = trace.Split(view.Min);
        (int high, _) = trace.Split(view.Max);
        int key = trace.Tables.Copy(low, high);
        var layout = new VectorLayout(trace, layer, 1, view.Count, rawAlone: true, product: false, key, (writer, e) =>
        {
            long[] values = view.Values.In(e);
            for (int i = 0; i < values.Length; i++)
            {
                (int hi, int rem) = trace.Split(values[i]);
                writer.Write(0, i, hi, rem, hi);
            }
        });
        var forms = new Form[view.Count];
        for (int i = forms.Length - 1; i >= 0; i--) forms[i] = Form.Of(trace, Digest.Raw, layout.ElementEnd(0, i));
        for (int line = 0; line < view.Forms.Length; line++)
        {
            Side copy = Identity.Plane(trace, forms.AsSpan(line * view.Width, view.Width), 1);
            Identity.Assert(trace, copy, Identity.Value(trace, view.Forms[line]));
        }

        return view with { Elements = true, Forms = forms };
    }

    /// <summary>Lines out of elements: sums in the scalar program, no cell.</summary>
    public static View Lines(Trace trace, View view)
    {
        if (!view.Elements) return view;
        var forms = new Form[view.Count / view.Width];
        for (int line = 0; line < forms.Length; line++)
        {
            Side side = Identity.Plane(trace, view.Forms.AsSpan(line * view.Width, view.Width), 1);
            forms[line] = Form.Of(side.Cell, side.Offset);
        }

        return view with { Elements = false, Forms = forms };
    }

    private static View PhaseView(Trace trace, View view, PlaneLayout layout, int u, int kept)
    {
        int width = Math.Min(kept, Shapes.DivideUp(view.Width - u, trace.Stride));
        int[] dims = [.. view.Dims];
        dims[^1] = width;
        var forms = new Form[view.Planes * view.Height];
        for (int o = 0; o < view.Planes; o++)
        {
            for (int y = 0; y < view.Height; y++) forms[(o * view.Height) + y] = Form.Of(trace, Digest.Out, layout.LineEnd(o, y));
        }

        var values = new ValueSource(e =>
        {
            long[] all = view.Values.In(e);
            var mine = new long[forms.Length * width];
            for (int i = 0; i < mine.Length; i++) mine[i] = all[(i / width * view.Width) + (i % width * trace.Stride) + u];
            return mine;
        });
        return new View(dims, false, forms, view.Min, view.Max, values);
    }
}

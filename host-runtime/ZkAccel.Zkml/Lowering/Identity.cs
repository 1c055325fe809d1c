using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>One side of a polynomial identity: the cell holds ρ^Offset times the polynomial.</summary>
internal readonly record struct Side(Cell Cell, int Offset);

/// <summary>The same forms, in the same order, at the same pitch.</summary>
internal readonly struct PlaneKey(Form[] lines, int pitch) : IEquatable<PlaneKey>
{
    private readonly Form[] _lines = lines;
    private readonly int _pitch = pitch;

    public bool Equals(PlaneKey other)
    {
        if (_pitch != other._pitch || _lines.Length != other._lines.Length) return false;
        for (int i = 0; i < _lines.Length; i++)
        {
            if (!ReferenceEquals(_lines[i], other._lines[i])) return false;
        }

        return true;
    }

    public override bool Equals(object? obj) => obj is PlaneKey other && Equals(other);

    public override int GetHashCode() =>
        HashCode.Combine(_pitch, _lines.Length, _lines.Length == 0 ? 0 : System.Runtime.CompilerServices.RuntimeHelpers.GetHashCode(_lines[0]));
}

/// <summary>Sums of digests over lines, planes and channels, and the equalities between them.</summary>
internal static class Identity
{
    /// <summary>left = Σ right, as polynomials in ρ and r.</summary>
    public static void Assert(Trace trace, Side left, params ReadOnlySpan<Side> right)
    {
        int top = left.Offset;
        foreach (Side side in right) top = Math.Max(top, side.Offset);
        var terms = new Term[right.Length];
        for (int i = 0; i < right.Length; i++) terms[i] = Shifted(trace, right[i], top);
        Cell sum = trace.Scalars.Sum(terms);
        Cell leftCell = left.Offset == top ? left.Cell : trace.Scalars.Product(left.Cell, trace.Rho[top - left.Offset]);
        trace.Scalars.AssertEqual(leftCell, sum);
    }

    /// <summary>Σ_y ρ^(pitch·y) line_y, made once for the same lines and pitch.</summary>
    public static Side Plane(Trace trace, ReadOnlySpan<Form> lines, int pitch)
    {
        var key = new PlaneKey([.. lines], pitch);
        if (trace.Planes.TryGetValue(key, out Side known)) return known;
        return trace.Planes[key] = Horner(trace, lines, pitch) ?? Weighted(trace, lines, pitch, trace.Rho);
    }

    /// <summary>Σ_e r^e element_e; elements have no offset.</summary>
    public static Cell Vector(Trace trace, ReadOnlySpan<Form> elements) => Weighted(trace, elements, 1, trace.R).Cell;

    /// <summary>Σ_o coefficient_o r^o plane_o over planes that may differ in offset.</summary>
    public static Side Outer(Trace trace, ReadOnlySpan<Side> planes, Func<int, Fr> coefficient)
    {
        int top = int.MinValue;
        foreach (Side side in planes) top = Math.Max(top, side.Offset);
        var terms = new Term[planes.Length];
        for (int o = 0; o < planes.Length; o++)
        {
            Cell cell = planes[o].Offset == top ? planes[o].Cell : trace.Scalars.Product(planes[o].Cell, trace.Rho[top - planes[o].Offset]);
            terms[o] = new Term(coefficient(o), cell, trace.R[o]);
        }

        return new Side(trace.Scalars.Sum(terms), top);
    }

    /// <summary>Σ_o coefficient_o r^o Σ_y ρ^(pitch·y) line_(o,y) of a view by lines, planes <paramref name="from"/> to <paramref name="to"/>.</summary>
    public static Side Planes(Trace trace, View view, int from, int to, int pitch, Func<int, Fr> coefficient)
    {
        var sides = new Side[to - from];
        for (int o = from; o < to; o++) sides[o - from] = Plane(trace, view.Forms.AsSpan(o * view.Height, view.Height), pitch);
        return Outer(trace, sides, o => coefficient(from + o));
    }

    /// <summary>The form as one cell with one offset.</summary>
    public static Side Value(Trace trace, Form form) => Weighted(trace, [form], 1, trace.Rho);

    // Digests that nobody has loaded yet are loaded onto the sum.
    private static Side? Horner(Trace trace, ReadOnlySpan<Form> lines, int pitch)
    {
        if (lines.Length < 2) return null;
        foreach (Form line in lines)
        {
            if (line.Terms is not [{ Reading.IsPending: true } only] || only.Coefficient != Fr.One || only.Offset != lines[0].Terms[0].Offset || only.Offset < 0) return null;
        }

        for (int i = 1; i < lines.Length; i++)
        {
            if (ReferenceEquals(lines[i].Terms[0].Reading, lines[i - 1].Terms[0].Reading)) return null;
        }

        Cell sum = Cell.None;
        for (int y = lines.Length - 1; y >= 0; y--) sum = lines[y].Terms[0].Reading.LoadOnto(sum, trace.Rho[pitch]);
        return new Side(sum, lines[0].Terms[0].Offset);
    }

    private static Side Weighted(Trace trace, ReadOnlySpan<Form> forms, int step, Powers powers)
    {
        int top = 0;
        foreach (Form form in forms)
        {
            foreach (FormTerm term in form.Terms) top = Math.Max(top, term.Offset);
        }

        var terms = new List<Term>();
        for (int i = 0; i < forms.Length; i++)
        {
            foreach (FormTerm term in forms[i].Terms)
            {
                Cell weight = powers.Get(i * (long)step, step);
                Cell cell = term.Cell;
                if (ReferenceEquals(powers, trace.Rho)) weight = powers.Get((i * (long)step) + top - term.Offset, step);
                else if (term.Offset != 0) throw new InvalidOperationException("An element has an offset in ρ.");
                bool plain = weight == trace.Scalars.One;
                terms.Add(new Term(term.Coefficient, cell, plain ? Cell.None : weight));
            }
        }

        if (terms is [{ B.IsNone: true } only] && only.Coefficient == Fr.One) return new Side(only.A, top);
        return new Side(trace.Scalars.Sum(terms.ToArray()), top);
    }

    private static Term Shifted(Trace trace, Side side, int top) =>
        side.Offset == top ? new Term(Fr.One, side.Cell) : new Term(Fr.One, side.Cell, trace.Rho[top - side.Offset]);
}

using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// For every kernel row i the sum over outputs y of ρ^(pitch·y) times input line s·y + t_i. Rows of one phase differ only at the ends, so one sum over the
/// whole phase serves them all, less the lines outside, where that is shorter than summing each.
/// </summary>
internal sealed class ConvLines(Trace trace, ConvGeometry geometry, int pitch)
{
    /// <summary>One side for each kernel row (none where it meets no line), each times ρ^(pitch·k), k the greatest shift.</summary>
    public Side[] Sums(ReadOnlySpan<Form> lines)
    {
        var result = new Side[geometry.Taps.Length];
        int top = Math.Max(0, geometry.Taps.Max(t => t.Shift));
        foreach (int phase in geometry.Taps.Select(t => t.Phase).Distinct())
        {
            int count = geometry.PhaseLength(lines.Length, phase);
            var mine = new Form[count];
            for (int t = 0; t < count; t++) mine[t] = lines[(t * geometry.Stride) + phase];
            Rows(phase, mine, top, result);
        }

        return result;
    }

    private void Rows(int phase, Form[] lines, int top, Side[] result)
    {
        int direct = 0, shared = lines.Length;
        for (int i = 0; i < result.Length; i++)
        {
            if (geometry.Taps[i].Phase != phase) continue;
            (int from, int to) = Range(i, lines.Length);
            direct += to - from;
            shared += 1 + lines.Length - (to - from);
        }

        Side? whole = shared < direct ? Identity.Plane(trace, lines, pitch) : null;
        for (int i = 0; i < result.Length; i++)
        {
            if (geometry.Taps[i].Phase != phase) continue;
            (int from, int to) = Range(i, lines.Length);
            result[i] = from == to ? new Side(Cell.None, 0) : Sum(lines, from, to, geometry.Taps[i].Shift, top, whole);
        }
    }

    // Output y = t - shift must be in 0..Output-1.
    private (int From, int To) Range(int tap, int count)
    {
        int shift = geometry.Taps[tap].Shift;
        int from = Math.Clamp(shift, 0, count);
        return (from, Math.Clamp(geometry.Output + shift, from, count));
    }

    private Side Sum(Form[] lines, int from, int to, int shift, int top, Side? whole)
    {
        int offset = 0, exponent = (top - shift) * pitch;
        foreach (Form line in lines)
        {
            foreach (FormTerm term in line.Terms) offset = Math.Max(offset, term.Offset);
        }

        var terms = new List<Term>();
        if (whole is { } all && all.Offset == offset)
        {
            terms.Add(Weighted(Fr.One, all.Cell, exponent));
            for (int t = 0; t < lines.Length; t++)
            {
                if (t < from || t >= to) AddLine(terms, lines[t], -Fr.One, exponent + (t * pitch) + offset);
            }
        }
        else
        {
            for (int t = from; t < to; t++) AddLine(terms, lines[t], Fr.One, exponent + (t * pitch) + offset);
        }

        return new Side(terms is [{ B.IsNone: true } only] && only.Coefficient == Fr.One ? only.A : trace.Scalars.Sum(terms.ToArray()), offset + (top * pitch));
    }

    private void AddLine(List<Term> terms, Form line, Fr sign, int exponent)
    {
        foreach (FormTerm term in line.Terms) terms.Add(Weighted(sign * term.Coefficient, term.Cell, exponent - term.Offset));
    }

    private Term Weighted(Fr coefficient, Cell cell, int exponent) =>
        new(coefficient, cell, exponent == 0 ? Cell.None : trace.Rho.Get(exponent, pitch));
}

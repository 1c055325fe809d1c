using ZkAccel.Bn254;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// The exact sums of a convolution as raw values of slots, in the geometry of a wider one that it will be added to: cell x of its lines stands at
/// x + the difference of the left borders, so its borders fall on borders.
/// </summary>
internal sealed class ExactSums
{
    public ExactSums(Lowerer lowerer, string layer, RequantiseTerm term, ConvAccumulator target)
    {
        Trace trace = lowerer.Trace;
        ConvAccumulator sum = lowerer.Conv(term.Value)!;
        IntValue value = lowerer.Model.Values[term.Value];
        int shift = target.Inside.From - sum.Inside.From;
        if (shift < 0 || shift + sum.Width > target.Width || sum.Groups != 1)
            throw new LoweringException($"{layer} adds convolutions whose borders do not fit one another; requantise one of them first.");
        Term = term;
        Values = new ValueSource(e => Shift(sum.Values(e), sum.Width, target.Width, shift));
        (int low, _) = trace.Split(value.Min);
        (int high, _) = trace.Split(value.Max);
        var layout = new PlaneLayout(trace, layer, target.Channels, target.Height, target.Width, (0, 0), RawClass.Rho, false, trace.Tables.Copy(low, high), (writer, e) =>
        {
            long[] acc = Values.In(e);
            for (int i = 0; i < acc.Length; i++)
            {
                (int hi, int rem) = trace.Split(acc[i]);
                writer.Write(i / (target.Width * target.Height), i / target.Width % target.Height, i % target.Width, hi, rem, hi);
            }
        });
        Planes = new Side[target.Channels];
        for (int o = 0; o < Planes.Length; o++) Planes[o] = new Side(trace.Scalars.Load(Digest.Raw, layout.PlaneEnd(o)), layout.PlaneOffset);
        Side exact = sum.Group(0, layout.Pitch);
        Identity.Assert(trace, Identity.Outer(trace, Planes, _ => Fr.One), exact with { Offset = exact.Offset - shift });
    }

    public RequantiseTerm Term { get; }

    /// <summary>[o, y, x] in the target's geometry.</summary>
    public ValueSource Values { get; }

    /// <summary>Σ_y ρ^(pitch·y) Σ_x ρ^x of each channel.</summary>
    public Side[] Planes { get; }

    private static long[] Shift(long[] values, int from, int to, int shift)
    {
        var moved = new long[values.Length / from * to];
        for (int line = 0; line < values.Length / from; line++) values.AsSpan(line * from, from).CopyTo(moved.AsSpan((line * to) + shift));
        return moved;
    }
}

namespace ZkAccel.Zkml.Integer;

/// <summary>
/// A range of integers, both ends included. Exact: values of a model stay within 2^62, coefficients within 2^40 and sums below
/// 2^20 terms, so nothing here leaves 128 bits.
/// </summary>
internal readonly record struct Interval(Int128 Min, Int128 Max)
{
    /// <summary>Largest |coefficient| or |multiplier|.</summary>
    public const long MaxFactor = 1L << 40;

    /// <summary>Smallest interval that holds both.</summary>
    public Interval Hull(Interval other) => new(Int128.Min(Min, other.Min), Int128.Max(Max, other.Max));

    /// <summary>Range of a sum.</summary>
    public static Interval operator +(Interval a, Interval b) => new(a.Min + b.Min, a.Max + b.Max);

    /// <summary>Range of a multiple.</summary>
    public static Interval operator *(Interval a, long factor) =>
        factor < 0 ? new(a.Max * factor, a.Min * factor) : new(a.Min * factor, a.Max * factor);

    /// <summary>Range of a product of two independent narrow values.</summary>
    public static Interval operator *(Interval a, Interval b)
    {
        Int128 p = a.Min * b.Min, q = a.Min * b.Max, r = a.Max * b.Min, s = a.Max * b.Max;
        return new(Int128.Min(Int128.Min(p, q), Int128.Min(r, s)), Int128.Max(Int128.Max(p, q), Int128.Max(r, s)));
    }

    /// <summary>Smallest interval that holds all.</summary>
    public static Interval Hull(ReadOnlySpan<Interval> list)
    {
        var h = list[0];
        foreach (var r in list[1..]) h = h.Hull(r);
        return h;
    }

    /// <summary>What may be published of a range that follows from weights: it and 0, each side rounded up to four significant bits.</summary>
    public Interval Published()
    {
        return new(Min >= 0 ? 0 : -RoundedUp(-Min), Max < 0 ? 0 : RoundedUp(Max + 1) - 1);

        static Int128 RoundedUp(Int128 x)
        {
            var unit = Int128.Max(1, (Int128.One << (128 - (int)Int128.LeadingZeroCount(x - 1))) / 16);
            return (x + unit - 1) / unit * unit;
        }
    }

    /// <summary>True where both ends are at most <paramref name="limit"/> in absolute value.</summary>
    public bool Within(long limit) => Min >= -(Int128)limit && Max <= limit;
}

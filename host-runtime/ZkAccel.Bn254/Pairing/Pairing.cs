namespace ZkAccel.Bn254;

/// <summary>
/// The optimal ate pairing e: G1 x G2 -> Gt (Vercauteren 2010; Beuchat et al. 2010): a Miller loop of length 6x + 2, two more
/// lines, and the power (q^12 - 1)/r. Points must be in their groups; infinity pairs to one.
/// </summary>
public static class Pairing
{
    /// <summary>The pairing of two points.</summary>
    public static Gt Pair(in G1Affine p, in G2Affine q) => new(FinalExponentiation(MillerLoop([p], [new G2Prepared(q)])));

    /// <summary>Whether the product of the pairings of p[i] and q[i] is one; an empty product is.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static bool Check(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Affine> q)
    {
        var prepared = new G2Prepared[q.Length];
        for (int i = 0; i < q.Length; i++) prepared[i] = new G2Prepared(q[i]);
        return Check(p, prepared);
    }

    /// <summary>Whether the product of the pairings of p[i] and q[i] is one, with the lines of q computed before.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static bool Check(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Prepared> q) =>
        FinalExponentiation(MillerLoop(p, q)) == Fq12.One;

    /// <summary>The product of the Miller functions, squared once a step for all pairs together.</summary>
    internal static Fq12 MillerLoop(ReadOnlySpan<G1Affine> p, ReadOnlySpan<G2Prepared> q)
    {
        if (p.Length != q.Length) throw new ArgumentException("As many points of G2 as of G1.", nameof(q));
        // No point of odd order has y = 0, so only infinity is left out.
        var finite = new List<int>(p.Length);
        for (int i = 0; i < p.Length; i++)
        {
            if (!p[i].IsInfinity && !q[i].Point.IsInfinity) finite.Add(i);
        }

        var inverseY = new Fq[finite.Count];
        var minusXOverY = new Fq[finite.Count];
        var lines = new (Fq2 Slope, Fq2 Intercept)[finite.Count][];
        for (int i = 0; i < finite.Count; i++) inverseY[i] = p[finite[i]].Y;
        Fq.BatchInvert(inverseY);
        for (int i = 0; i < finite.Count; i++)
        {
            minusXOverY[i] = -(p[finite[i]].X * inverseY[i]);
            lines[i] = q[finite[i]].Lines;
        }

        Fq12 f = Fq12.One;
        int line = 0;
        ReadOnlySpan<sbyte> digits = CurveParameter.AteDigits;
        for (int i = digits.Length - 2; i >= 0; i--)
        {
            if (line > 0) f = f.Square();
            MultiplyLines(ref f);
            if (digits[i] != 0) MultiplyLines(ref f);
        }

        MultiplyLines(ref f);
        MultiplyLines(ref f);
        return f;

        void MultiplyLines(ref Fq12 f)
        {
            for (int k = 0; k < lines.Length; k++)
            {
                ref readonly (Fq2 Slope, Fq2 Intercept) l = ref lines[k][line];
                f = f.MultiplyByLine(l.Slope * minusXOverY[k], l.Intercept * inverseY[k]);
            }

            line++;
        }
    }

    /// <summary>
    /// f^((q^12 - 1)/r): the easy part (q^6 - 1)(q^2 + 1), then (q^4 - q^2 + 1)/r by the vectorial addition chain of Scott,
    /// Benger, Charlemagne, Dominguez Perez and Kachisa (2009). Zero stays zero.
    /// </summary>
    internal static Fq12 FinalExponentiation(in Fq12 value)
    {
        if (value.IsZero) return value;
        Fq12 f = value.Conjugate() * value.Inverse();
        f = f.FrobeniusSquared() * f;

        Fq12 fx = f.CyclotomicPowX();
        Fq12 fx2 = fx.CyclotomicPowX();
        Fq12 fx3 = fx2.CyclotomicPowX();
        Fq12 fq = f.Frobenius();
        Fq12 fq2 = f.FrobeniusSquared();
        Fq12 y0 = fq * fq2 * fq2.Frobenius();
        Fq12 y1 = f.Conjugate();
        Fq12 y2 = fx2.FrobeniusSquared();
        Fq12 y3 = fx.Frobenius().Conjugate();
        Fq12 y4 = (fx * fx2.Frobenius()).Conjugate();
        Fq12 y5 = fx2.Conjugate();
        Fq12 y6 = (fx3 * fx3.Frobenius()).Conjugate();

        // y0 y1^2 y2^6 y3^12 y4^18 y5^30 y6^36
        Fq12 t0 = y6.CyclotomicSquare() * y4 * y5;
        Fq12 t1 = y3 * y5 * t0;
        t0 *= y2;
        t1 = (t1.CyclotomicSquare() * t0).CyclotomicSquare();
        t0 = t1 * y1;
        t1 *= y0;
        return t0.CyclotomicSquare() * t1;
    }
}

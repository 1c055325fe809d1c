namespace ZkAccel.Bn254;

internal readonly partial struct Fq12
{
    /// <summary>c0 - c1 w: the q^6-th power, and the inverse in the cyclotomic subgroup.</summary>
    public Fq12 Conjugate() => new(C0, -C1);

    /// <summary>The q-th power: the coefficient of w^i is conjugated and multiplied by xi^(i(q-1)/6).</summary>
    public Fq12 Frobenius()
    {
        ReadOnlySpan<Fq2> g = FrobeniusConstants.Gamma;
        return new Fq12(
            new Fq6(C0.C0.Conjugate(), C0.C1.Conjugate() * g[2], C0.C2.Conjugate() * g[4]),
            new Fq6(C1.C0.Conjugate() * g[1], C1.C1.Conjugate() * g[3], C1.C2.Conjugate() * g[5]));
    }

    /// <summary>The q^2-th power: the coefficient of w^i is multiplied by the norm of xi^(i(q-1)/6), which lies in Fq.</summary>
    public Fq12 FrobeniusSquared()
    {
        ReadOnlySpan<Fq> n = FrobeniusConstants.GammaNorm;
        return new Fq12(
            new Fq6(C0.C0, C0.C1 * n[2], C0.C2 * n[4]),
            new Fq6(C1.C0 * n[1], C1.C1 * n[3], C1.C2 * n[5]));
    }

    /// <summary>The square of an element of the cyclotomic subgroup (Granger and Scott 2010): 9 squarings of Fq2.</summary>
    public Fq12 CyclotomicSquare()
    {
        // Three squarings in Fq2[s]/(s^2 - xi) of pairs of coefficients.
        SquarePair(C0.C0, C1.C1, out Fq2 t0, out Fq2 t1);
        SquarePair(C1.C0, C0.C2, out Fq2 t2, out Fq2 t3);
        SquarePair(C0.C1, C1.C2, out Fq2 t4, out Fq2 t5);
        return new Fq12(
            new Fq6(Combine(t0, -C0.C0), Combine(t2, -C0.C1), Combine(t4, -C0.C2)),
            new Fq6(Combine(t5.MultiplyByNonResidue(), C1.C0), Combine(t1, C1.C1), Combine(t3, C1.C2)));
    }

    /// <summary>This to the power x of the curve, 4965661367192848881, in the cyclotomic subgroup.</summary>
    public Fq12 CyclotomicPowX()
    {
        Fq12 inverse = Conjugate();
        Fq12 result = this;
        ReadOnlySpan<sbyte> digits = CurveParameter.XDigits;
        for (int i = digits.Length - 2; i >= 0; i--)
        {
            result = result.CyclotomicSquare();
            if (digits[i] > 0) result *= this;
            else if (digits[i] < 0) result *= inverse;
        }

        return result;
    }

    /// <summary>(a + b s)^2 = a^2 + xi b^2 + 2 a b s.</summary>
    private static void SquarePair(in Fq2 a, in Fq2 b, out Fq2 real, out Fq2 other)
    {
        Fq2 aa = a.Square();
        Fq2 bb = b.Square();
        real = aa + bb.MultiplyByNonResidue();
        other = (a + b).Square() - aa - bb;
    }

    /// <summary>3 t + 2 c.</summary>
    private static Fq2 Combine(in Fq2 t, in Fq2 c) => (t + c).Double() + t;
}

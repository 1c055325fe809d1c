using Core = ZkAccel.Bn254.Montgomery<ZkAccel.Bn254.FqModulus>;

namespace ZkAccel.Bn254;

/// <summary>Powers of xi = 9 + u that the Frobenius map of the tower and of the twist multiplies by.</summary>
internal static class FrobeniusConstants
{
    /// <summary>xi^(i (q-1)/6) for i = 0..5.</summary>
    public static readonly Fq2[] Gamma = Powers();

    /// <summary>xi^(i (q^2-1)/6) for i = 0..5: the norms of <see cref="Gamma"/>, sixth roots of unity in Fq.</summary>
    public static readonly Fq[] GammaNorm = Array.ConvertAll(Gamma, g => g.C0.Square() + g.C1.Square());

    private static Fq2[] Powers()
    {
        var xi = new Fq2(Fq.FromUInt64(9), Fq.One);
        var powers = new Fq2[6];
        powers[0] = Fq2.One;
        Fq2 gamma = FieldAlgorithms.Pow(xi, QMinusOneOver(6));
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * gamma;
        return powers;
    }

    /// <summary>(q - 1) / divisor by long division.</summary>
    private static ulong[] QMinusOneOver(ulong divisor)
    {
        Limbs dividend = Limbs.Subtract(Core.P, new Limbs(1, 0, 0, 0), out _);
        var quotient = new ulong[4];
        UInt128 remainder = 0;
        for (int i = 3; i >= 0; i--)
        {
            UInt128 part = (remainder << 64) | dividend[i];
            quotient[i] = (ulong)(part / divisor);
            remainder = part % divisor;
        }

        return quotient;
    }
}

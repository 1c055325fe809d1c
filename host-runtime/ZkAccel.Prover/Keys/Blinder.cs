using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Prover;

/// <summary>Blinding in the exponent: [p + b (X^n - 1)] = [p] + Σ b_i ([τ^(n+i)] - [τ^i]).</summary>
internal static class Blinder
{
    /// <summary>Adds the commitment of b (X^n - 1).</summary>
    public static G1Affine Add(Srs srs, int size, in G1Affine commitment, ReadOnlySpan<Fr> blinding)
    {
        if (blinding.Length == 0) return commitment;
        var points = new G1Affine[2 * blinding.Length];
        var scalars = new Fr[points.Length];
        for (int i = 0; i < blinding.Length; i++)
        {
            (points[2 * i], scalars[2 * i]) = (srs.Powers.Span[size + i], blinding[i]);
            (points[(2 * i) + 1], scalars[(2 * i) + 1]) = (srs.Powers.Span[i], -blinding[i]);
        }

        return (G1.LinearCombination(points, scalars) + commitment).ToAffine();
    }

    /// <summary>[b] for a few coefficients.</summary>
    public static G1Affine Commit(Srs srs, ReadOnlySpan<Fr> coefficients) =>
        G1.LinearCombination(srs.Powers.Span[..coefficients.Length], coefficients).ToAffine();
}

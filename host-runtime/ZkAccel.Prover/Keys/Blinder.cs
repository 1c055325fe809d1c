using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Prover;

/// <summary>
/// Blinding in the exponent: [p + b (X^n - 1)] = [p] + Σ b_i ([τ^(n+i)] - [τ^i]); in lane l of a packing by k, the power τ^(l + k i) stands
/// for τ^i.
/// </summary>
internal static class Blinder
{
    /// <summary>Adds the commitment of b (X^n - 1).</summary>
    public static G1Affine Add(Srs srs, int size, int packing, int lane, in G1Affine commitment, ReadOnlySpan<Fr> blinding)
    {
        if (blinding.Length == 0) return commitment;
        var points = new G1Affine[2 * blinding.Length];
        var scalars = new Fr[points.Length];
        ReadOnlySpan<G1Affine> powers = srs.Powers.Span;
        for (int i = 0; i < blinding.Length; i++)
        {
            (points[2 * i], scalars[2 * i]) = (powers[lane + (packing * (size + i))], blinding[i]);
            (points[(2 * i) + 1], scalars[(2 * i) + 1]) = (powers[lane + (packing * i)], -blinding[i]);
        }

        return (G1.LinearCombination(points, scalars) + commitment).ToAffine();
    }

    /// <summary>[b] for a few coefficients.</summary>
    public static G1Affine Commit(Srs srs, int packing, int lane, ReadOnlySpan<Fr> coefficients)
    {
        var points = new G1Affine[coefficients.Length];
        for (int i = 0; i < points.Length; i++) points[i] = srs.Powers.Span[lane + (packing * i)];
        return G1.LinearCombination(points, coefficients).ToAffine();
    }
}

namespace ZkAccel.Plonk;

/// <summary>How an SRS file is read.</summary>
public sealed class SrsImportOptions
{
    /// <summary>Powers to keep; the rest of a longer file is left unread where its format allows.</summary>
    public int MaxPowers { get; init; } = int.MaxValue;

    /// <summary>
    /// Size 2^k of the Lagrange basis that is wanted: where a file carries it, as a <c>.ptau</c> prepared for phase 2 does for every
    /// size, it is read and checked against the powers. Others do not, and null wants none.
    /// </summary>
    public int? LagrangeLogN { get; init; }

    /// <summary>
    /// Whether the powers are checked to be those of one tau, and of the tau in G2, by a pairing of random linear combinations. The
    /// cost is two multi-scalar multiplications. Everything else is always checked.
    /// </summary>
    public bool CheckConsistency { get; init; } = true;

    /// <summary>Told the fraction done; may be null.</summary>
    public IProgress<double>? Progress { get; init; }
}

namespace ZkAccel.Plonk;

/// <summary>How an SRS file is read.</summary>
public sealed class SrsImportOptions
{
    /// <summary>Powers to keep; the rest of a longer file is left unread where its format allows.</summary>
    public int MaxPowers { get; init; } = int.MaxValue;

    /// <summary>
    /// Whether the powers are checked to be those of one tau, and of the tau in G2, by a pairing of random linear combinations. The
    /// cost is two multi-scalar multiplications. Everything else is always checked.
    /// </summary>
    public bool CheckConsistency { get; init; } = true;

    /// <summary>Told the fraction done; may be null.</summary>
    public IProgress<double>? Progress { get; init; }
}

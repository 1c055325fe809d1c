namespace ZkAccel.Prover;

/// <summary>The parts of a proof, in order.</summary>
public enum ProverPhase
{
    /// <summary>Multiplicities are counted; a witness that misses its table fails here.</summary>
    Witness,

    /// <summary>Commitments to slots, multiplicities and private weights.</summary>
    Slots,

    /// <summary>Digests and wires.</summary>
    Digests,

    /// <summary>Lookup helpers, lookup sum and product of copies.</summary>
    Arguments,

    /// <summary>The quotient.</summary>
    Quotient,

    /// <summary>Evaluations.</summary>
    Evaluations,

    /// <summary>The two opening proofs.</summary>
    Openings,

    /// <summary>The prover verifies what it made.</summary>
    Check,
}

/// <summary>How far a proof is.</summary>
/// <param name="Phase">The phase that begins.</param>
/// <param name="Fraction">Part of the work that is done, 0 to 1, by operation counts.</param>
public readonly record struct ProverProgress(ProverPhase Phase, double Fraction);

/// <summary>Time that a phase took.</summary>
/// <param name="Phase">The phase.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public readonly record struct PhaseTiming(ProverPhase Phase, TimeSpan Elapsed);

/// <summary>How often the costly operations ran.</summary>
/// <param name="FullMsms">MSMs of about n full-size scalars.</param>
/// <param name="SmallMsms">MSMs of n small integers.</param>
/// <param name="Transforms">Transforms of size n.</param>
public readonly record struct OperationCounts(int FullMsms, int SmallMsms, int Transforms);

/// <summary>A proof and what it took.</summary>
/// <param name="Proof">The canonical bytes; their length follows from the profile.</param>
/// <param name="Timings">Phases in order.</param>
/// <param name="Operations">Counts of the costly operations.</param>
public sealed record ProofResult(byte[] Proof, IReadOnlyList<PhaseTiming> Timings, OperationCounts Operations);

/// <summary>How to prove.</summary>
public sealed record ProverOptions
{
    /// <summary>The defaults.</summary>
    public static ProverOptions Default { get; } = new();

    /// <summary>
    /// Whether to keep the fixed columns' values on the three cosets between proofs: saves 3 (17 + S) transforms a proof for as many
    /// resident columns.
    /// </summary>
    public bool CacheFixedCosets { get; init; }

    /// <summary>
    /// Whether to commit to small integers as such, in the Lagrange basis of the SRS: up to twice as fast a proof, but for an SRS from a
    /// ceremony the basis takes seconds at n = 2^16 once a process. Null: if it is there already or the SRS knows its secret.
    /// </summary>
    public bool? LagrangeBasis { get; init; }
}

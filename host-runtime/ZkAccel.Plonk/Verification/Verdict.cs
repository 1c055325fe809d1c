namespace ZkAccel.Plonk;

/// <summary>Why a proof was refused, or that it was not.</summary>
public enum VerdictReason
{
    /// <summary>The proof is accepted.</summary>
    Accepted,

    /// <summary>The key's SRS has a known secret and the options do not allow that.</summary>
    InsecureSetup,

    /// <summary>The context is not 32 bytes long.</summary>
    ContextLength,

    /// <summary>There are more or fewer public tensors or values than the key has.</summary>
    PublicValueCount,

    /// <summary>A public value is outside its tensor's range.</summary>
    PublicValueRange,

    /// <summary>The key wants a model commitment and there is none, or the other way round, or one of another shape.</summary>
    ModelMismatch,

    /// <summary>The proof has another length than the key's profile implies.</summary>
    ProofLength,

    /// <summary>A point of the proof is not canonical or not on the curve.</summary>
    PointEncoding,

    /// <summary>A scalar of the proof is not below r.</summary>
    ScalarEncoding,

    /// <summary>The evaluation point lies in the domain: chance 2^-200, or a transcript made for it.</summary>
    DegenerateChallenge,

    /// <summary>The pairing equation does not hold: the proof is false, or for another key, model, context or public values.</summary>
    Equation,
}

/// <summary>The outcome of a verification.</summary>
/// <param name="Accepted">Whether the proof holds.</param>
/// <param name="Reason">Why, if not.</param>
/// <param name="Insecure">Whether the key comes from an SRS with a known secret: then acceptance says nothing.</param>
/// <param name="WeightsRanged">
/// Whether every weight is known to be in the weight table: shown by this proof or by a registration, or fixed by the key.
/// </param>
public readonly record struct Verdict(bool Accepted, VerdictReason Reason, bool Insecure, bool WeightsRanged);

/// <summary>What a verifier allows and knows.</summary>
public sealed record VerifierOptions
{
    /// <summary>Nothing allowed, nothing known.</summary>
    public static VerifierOptions Default { get; } = new();

    /// <summary>Whether keys of an SRS with a known secret are accepted.</summary>
    public bool AllowInsecure { get; init; }

    /// <summary>The commitment of the model, for keys over committed weights.</summary>
    public ModelCommitment? Model { get; init; }

    /// <summary>Digests of models for which a proof in a ranged profile was seen.</summary>
    public IReadOnlyCollection<ReadOnlyMemory<byte>> RegisteredModels { get; init; } = [];
}

using ZkAccel.Plonk;

namespace ZkAccel.Inference;

/// <summary>
/// A model made public without its weights: the commitments, and the proof that every weight is in range and that who made them
/// knows the weights. Made once; every later proof points at it. A <c>.zkcommit</c> file.
/// </summary>
public sealed class ZkCommitment
{
    private readonly byte[] _registration;

    internal ZkCommitment(ModelCommitment model, byte[] registration) => (Model, _registration) = (model, registration);

    /// <summary>The file it was read from; null for one that was just made.</summary>
    internal string? File { get; private init; }

    /// <summary>The commitments; their digest names the model.</summary>
    public ModelCommitment Model { get; }

    /// <summary>Reads a <c>.zkcommit</c> file.</summary>
    /// <exception cref="FileFormatException">The file is refused.</exception>
    public static ZkCommitment Load(string path)
    {
        CommitmentFile file = JsonFile.Load<CommitmentFile>(path);
        ModelCommitment model = ModelCommitment.TryDecode(JsonFile.Hex(path, "commitment", file.Commitment))
            ?? throw new FileFormatException(path, "'commitment' is not a canonical model commitment");
        if (!JsonFile.Hex(path, "digest", file.Digest).AsSpan().SequenceEqual(model.Digest))
            throw new FileFormatException(path, "'digest' is not that of its 'commitment': the file is damaged; take it again from who made it");
        return new ZkCommitment(model, JsonFile.Hex(path, "registration", file.Registration)) { File = path };
    }

    /// <summary>Writes a <c>.zkcommit</c> file, whole or not at all.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) => AtomicFile.Write(path, ToBytes(), cancellation: cancellation);

    /// <summary>Writes the commitment and its secret, both or neither: one is of no use without the other.</summary>
    /// <exception cref="OutputException">A file cannot be written.</exception>
    public void Save(string path, ZkModelSecret secret, string secretPath, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(secret);
        AtomicFile.Write([new(secretPath, stream => stream.Write(secret.ToBytes()), Secret: true), new(path, stream => stream.Write(ToBytes()))], cancellation);
    }

    /// <summary>Whether the registration proof holds under a key: then every weight is in range.</summary>
    /// <param name="key">The verifying key that the model is used with.</param>
    /// <param name="allowInsecure">Whether an SRS with a known secret is accepted.</param>
    public bool IsRegistered(ZkVerifyingKey key, bool allowInsecure = false)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Registration is { } registration
            && Verifier.Verify(registration, _registration, [], new byte[Verifier.ContextLength], new VerifierOptions { AllowInsecure = allowInsecure, Model = Model }).Accepted;
    }

    private byte[] ToBytes() => JsonFile.ToBytes(
        new CommitmentFile(CommitmentFile.Kind, 1, JsonFile.Hex(Model.Digest), JsonFile.Hex(Model.Encode()), JsonFile.Hex(_registration)));

    private sealed record CommitmentFile(string Format, int Version, string Digest, string Commitment, string Registration) : IJsonFile
    {
        public static string Kind => "zkaccel model commitment";
    }
}

using System.Security.Cryptography;
using ZkAccel.Plonk;

namespace ZkAccel.Inference;

/// <summary>
/// What a verifier trusts: the key of the circuit, what its public integers mean, and the key under which a model commitment was
/// registered. A <c>.zkvk</c> file.
/// </summary>
public sealed class ZkVerifyingKey
{
    private byte[]? _digest;

    internal ZkVerifyingKey(string model, VerifyingKey key, VerifyingKey? registration, IReadOnlyList<ZkTensor> tensors) =>
        (Model, Key, Registration, Tensors) = (model, key, registration, tensors);

    /// <summary>Name of the model.</summary>
    public string Model { get; }

    /// <summary>Key of the circuit.</summary>
    public VerifyingKey Key { get; }

    /// <summary>Whether proofs are about a registered model: <see cref="Verify"/> then takes its commitment.</summary>
    public bool WeightsCommitted => Key.Profile.Weights == WeightMode.Committed;

    /// <summary>SHA-256 of the canonical file: what to compare over a channel that is trusted. It covers scales, roles and the registration key, too.</summary>
    public ReadOnlySpan<byte> Digest => _digest ??= SHA256.HashData(ToBytes());

    /// <summary>The public tensors, in the key's order.</summary>
    public IReadOnlyList<ZkTensor> Tensors { get; }

    /// <summary>Key of the proof that committed weights are in range; null when the weights are not committed.</summary>
    internal VerifyingKey? Registration { get; }

    /// <summary>Reads a <c>.zkvk</c> file.</summary>
    /// <exception cref="FileFormatException">The file is refused.</exception>
    public static ZkVerifyingKey Load(string path) => FromBytes(path, JsonFile.ReadBytes(path, 1 << 24));

    /// <summary>Writes a <c>.zkvk</c> file, whole or not at all.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) => AtomicFile.Write(path, ToBytes(), cancellation: cancellation);

    /// <summary>Checks a proof: no device, no secret, 5 to 6 ms once a process is warm. Never throws on the content of a proof.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="commitment">The registered model that the proof must be about; needed where weights are committed.</param>
    /// <param name="context">The 32 bytes that the proof must be bound to; null accepts the proof's own and leaves replay to the caller.</param>
    /// <param name="allowInsecure">Whether keys from an SRS with a known secret are accepted.</param>
    public ZkVerdict Verify(ZkProof proof, ZkCommitment? commitment = null, byte[]? context = null, bool allowInsecure = false)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (!Digest.SequenceEqual(proof.KeyDigest)) return Refuse("other-key");
        if (context is not null && !context.AsSpan().SequenceEqual(proof.Context)) return Refuse("other-context");
        if (WeightsCommitted && commitment is null) return Refuse("commitment-missing");
        if (!proof.ModelDigest.AsSpan().SequenceEqual(commitment is null ? [] : commitment.Model.Digest)) return Refuse("other-model");

        // Weights that were never shown to be in range are arbitrary field elements, over which products mean nothing.
        if (commitment is not null && (allowInsecure || !Key.Insecure) && !commitment.IsRegistered(this, allowInsecure)) return Refuse("model-not-registered");
        var options = new VerifierOptions
        {
            AllowInsecure = allowInsecure,
            Model = commitment?.Model,
            RegisteredModels = commitment is null ? [] : [commitment.Model.Digest.ToArray()],
        };
        Verdict verdict = Verifier.Verify(Key, proof.Bytes, proof.PublicValues, proof.Context, options);
        return new ZkVerdict(verdict.Accepted, ZkVerdict.Name(verdict.Reason), verdict.Insecure, verdict.WeightsRanged);
    }

    /// <summary>The public tensors of a proof as floats, in the key's order.</summary>
    /// <exception cref="ArgumentException">The proof has other tensors than the key.</exception>
    public IReadOnlyList<float[]> ToFloats(ZkProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        if (proof.PublicValues.Count != Tensors.Count) throw new ArgumentException("The proof has another number of tensors.", nameof(proof));
        var floats = new float[Tensors.Count][];
        for (int i = 0; i < floats.Length; i++) floats[i] = Tensors[i].ToFloats(proof.PublicValues[i]);
        return floats;
    }

    internal byte[] ToBytes() => JsonFile.ToBytes(new KeyFile(
        KeyFile.Kind, 1, Model, [.. Tensors], JsonFile.Hex(Key.Encode()), Registration is null ? null : JsonFile.Hex(Registration.Encode())));

    internal static ZkVerifyingKey FromBytes(string path, ReadOnlySpan<byte> bytes)
    {
        KeyFile file = JsonFile.Parse<KeyFile>(path, bytes);
        VerifyingKey key = Decode(path, "key", file.Key);
        VerifyingKey? registration = file.RegistrationKey is null ? null : Decode(path, "registrationKey", file.RegistrationKey);
        if ((key.Profile.Weights == WeightMode.Committed) != registration is not null || (registration is not null && !Registers(registration, key)))
            throw new FileFormatException(path, "has no registration key that fits its key");
        if (file.Tensors.Length != key.PublicTensors.Count) throw new FileFormatException(path, "describes another number of tensors than its key has");
        for (int i = 0; i < file.Tensors.Length; i++) Require(path, file.Tensors[i], key.PublicTensors[i]);
        return new ZkVerifyingKey(file.Model, key, registration, file.Tensors);
    }

    private static void Require(string path, ZkTensor? tensor, PublicTensor declared)
    {
        if (tensor is null || tensor.Name != declared.Name || tensor.Role is not ("input" or "output") || tensor.Scales.Length < 1
            || (tensor.Scales.Length > 1 && declared.Count % tensor.Scales.Length != 0)
            || Array.Exists(tensor.Scales, x => !(double.IsFinite(x) && x > 0))
            || (tensor.Offsets is { } offsets && offsets.Length != 1 && offsets.Length != declared.Count))
            throw new FileFormatException(path, $"describes tensor '{declared.Name}' in a way that does not fit its key");
    }

    // The registration must be ranged, over the same rows and lanes, under the same SRS.
    private static bool Registers(VerifyingKey registration, VerifyingKey key) =>
        registration.Profile is { Weights: WeightMode.Committed, Ranged: true } && registration.Profile.Lanes == key.Profile.Lanes
        && registration.LogN == key.LogN && registration.Insecure == key.Insecure && registration.SrsDigest.SequenceEqual(key.SrsDigest)
        && registration.PublicTensors.Count == 0;

    private static VerifyingKey Decode(string path, string property, string hex) =>
        VerifyingKey.TryDecode(JsonFile.Hex(path, property, hex)) ?? throw new FileFormatException(path, $"'{property}' is not a canonical verifying key");

    private ZkVerdict Refuse(string reason) => new(false, reason, Key.Insecure, false);

    private sealed record KeyFile(string Format, int Version, string Model, ZkTensor[] Tensors, string Key, string? RegistrationKey = null) : IJsonFile
    {
        public static string Kind => "zkaccel verifying key";
    }
}

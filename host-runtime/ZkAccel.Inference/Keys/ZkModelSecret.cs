using System.Security.Cryptography;
using ZkAccel.Prover;

namespace ZkAccel.Inference;

/// <summary>
/// The owner's side of a committed model: with it and the model, proofs can be made for the commitment. A <c>.zksecret</c> file, readable by
/// its owner only. Whoever has it and can guess the weights can confirm the guess. It names weights and commitment by their digests: under
/// the blinding of one commitment no other weights are ever committed, for the difference of two such commitments hides nothing.
/// </summary>
public sealed class ZkModelSecret
{
    private static readonly byte[] Magic = "ZKACCMS2"u8.ToArray();

    private readonly byte[] _weights;

    private ZkModelSecret(CommittedModel model, byte[] weights) => (Model, _weights) = (model, weights);

    internal CommittedModel Model { get; }

    /// <summary>Reads a <c>.zksecret</c> file.</summary>
    /// <exception cref="FileFormatException">
    /// The file is refused, or belongs to other weights or to another commitment; or the commitment's registration does not hold under the
    /// key, so that no verifier would accept a proof for it.
    /// </exception>
    public static ZkModelSecret Load(string path, ZkProvingKey key, ZkCommitment commitment)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(commitment);
        byte[] bytes = JsonFile.ReadBytes(path, 1 << 20);
        if (!bytes.AsSpan().StartsWith(Magic)) throw new FileFormatException(path, "is not the secret of a model commitment");
        if (bytes.Length < Magic.Length + (3 * CircuitDigest.Length) || !SHA256.HashData(bytes.AsSpan(..^CircuitDigest.Length)).AsSpan().SequenceEqual(bytes.AsSpan(^CircuitDigest.Length..)))
            throw new FileFormatException(path, "is damaged: take it from a backup, or commit again");
        ReadOnlySpan<byte> rest = bytes.AsSpan(Magic.Length..^CircuitDigest.Length);
        int[][] weights = key.Compiled.WeightColumns();
        byte[] digest = CircuitDigest.OfWeights(weights);
        if (!rest[..CircuitDigest.Length].SequenceEqual(digest)) throw new FileFormatException(path, "belongs to another model: commit to this one");
        rest = rest[CircuitDigest.Length..];
        if (!rest[..CircuitDigest.Length].SequenceEqual(commitment.Model.Digest))
            throw new FileFormatException(path, "belongs to another commitment: commit again, or give the files that were written together");
        if (!commitment.IsRegistered(key.VerifyingKey, allowInsecure: true))
            throw new FileFormatException(commitment.File ?? path, "its registration does not hold under this key, and a verifier would refuse the proof: take the file from a backup, or commit again");
        try
        {
            return new ZkModelSecret(CommittedModel.Restore(weights, rest[CircuitDigest.Length..], commitment.Model), digest);
        }
        catch (ArgumentException e)
        {
            throw new FileFormatException(path, "belongs to a circuit of another shape: commit again", e);
        }
    }

    /// <summary>Writes a <c>.zksecret</c> file, whole or not at all.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) =>
        AtomicFile.Write(path, ToBytes(), secret: true, cancellation);

    internal byte[] ToBytes()
    {
        byte[] content = [.. Magic, .. _weights, .. Model.Commitment.Digest, .. Model.ExportSecret()];
        return [.. content, .. SHA256.HashData(content)];
    }

    internal static ZkModelSecret Of(CommittedModel model, int[][] weights) => new(model, CircuitDigest.OfWeights(weights));
}

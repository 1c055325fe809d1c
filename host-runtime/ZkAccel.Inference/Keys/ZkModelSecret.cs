using ZkAccel.Prover;

namespace ZkAccel.Inference;

/// <summary>
/// The owner's side of a committed model: with it and the model, proofs can be made for the commitment. A <c>.zksecret</c> file, readable by
/// its owner only. Whoever has it and can guess the weights can confirm the guess.
/// </summary>
public sealed class ZkModelSecret
{
    private static readonly byte[] Magic = "ZKACCMS1"u8.ToArray();

    internal ZkModelSecret(CommittedModel model) => Model = model;

    internal CommittedModel Model { get; }

    /// <summary>Reads a <c>.zksecret</c> file.</summary>
    /// <exception cref="FileFormatException">The file is refused, or belongs to a commitment of another shape.</exception>
    public static ZkModelSecret Load(string path, ZkProvingKey key, ZkCommitment commitment)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(commitment);
        byte[] bytes = JsonFile.ReadBytes(path, 1 << 20);
        if (!bytes.AsSpan().StartsWith(Magic)) throw new FileFormatException(path, "is not the secret of a model commitment");
        try
        {
            return new ZkModelSecret(CommittedModel.Restore(key.Compiled.WeightColumns(), bytes.AsSpan(Magic.Length), commitment.Model));
        }
        catch (ArgumentException e)
        {
            throw new FileFormatException(path, e.Message, e);
        }
    }

    /// <summary>Writes a <c>.zksecret</c> file, whole or not at all.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) =>
        AtomicFile.Write(path, (byte[])[.. Magic, .. Model.ExportSecret()], secret: true, cancellation);
}

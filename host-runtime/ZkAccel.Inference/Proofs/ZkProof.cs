using ZkAccel.Plonk;

namespace ZkAccel.Inference;

/// <summary>A proof with what it is a proof of: key, model, context and public values. A <c>.zkproof</c> file.</summary>
public sealed class ZkProof
{
    internal ZkProof(byte[] bytes, byte[] keyDigest, byte[] modelDigest, byte[] context, IReadOnlyList<string> names, IReadOnlyList<long[]> publicValues, bool insecure) =>
        (Bytes, KeyDigest, ModelDigest, Context, TensorNames, PublicValues, Insecure) = (bytes, keyDigest, modelDigest, context, names, publicValues, insecure);

    /// <summary>The proof's own bytes, canonical.</summary>
    public byte[] Bytes { get; }

    /// <summary>Digest of the verifying key.</summary>
    public byte[] KeyDigest { get; }

    /// <summary>Digest of the model commitment; empty where weights are not committed.</summary>
    public byte[] ModelDigest { get; }

    /// <summary>The 32 bytes that the proof is bound to.</summary>
    public byte[] Context { get; }

    /// <summary>Names of the public tensors.</summary>
    public IReadOnlyList<string> TensorNames { get; }

    /// <summary>Integers of the public tensors, in the key's order.</summary>
    public IReadOnlyList<long[]> PublicValues { get; }

    /// <summary>Whether the prover says that its SRS has a known secret. The verifier goes by its own key.</summary>
    public bool Insecure { get; }

    /// <summary>Reads a <c>.zkproof</c> file. What it says is checked by <see cref="ZkVerifyingKey.Verify"/>, not here.</summary>
    /// <exception cref="FileFormatException">The file is refused.</exception>
    public static ZkProof Load(string path) => FromBytes(path, JsonFile.ReadBytes(path, 1L << 28));

    /// <summary>Writes a <c>.zkproof</c> file, whole or not at all.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) => AtomicFile.Write(path, ToBytes(), cancellation: cancellation);

    internal byte[] ToBytes()
    {
        var tensors = new TensorValues[PublicValues.Count];
        for (int i = 0; i < tensors.Length; i++) tensors[i] = new TensorValues(TensorNames[i], PublicValues[i]);
        return JsonFile.ToBytes(new ProofFile(
            ProofFile.Kind, 1, JsonFile.Hex(KeyDigest), Insecure, JsonFile.Hex(Context), tensors, JsonFile.Hex(Bytes),
            ModelDigest.Length == 0 ? null : JsonFile.Hex(ModelDigest)));
    }

    internal static ZkProof FromBytes(string path, ReadOnlySpan<byte> bytes)
    {
        ProofFile file = JsonFile.Parse<ProofFile>(path, bytes);
        byte[] context = JsonFile.Hex(path, "context", file.Context);
        if (context.Length != Verifier.ContextLength) throw new FileFormatException(path, $"'context' has {context.Length} bytes, not {Verifier.ContextLength}");
        if (Array.IndexOf(file.Public, null) >= 0) throw new FileFormatException(path, "'public' holds null");
        return new ZkProof(
            JsonFile.Hex(path, "proof", file.Proof), JsonFile.Hex(path, "keyDigest", file.KeyDigest),
            file.ModelDigest is null ? [] : JsonFile.Hex(path, "modelDigest", file.ModelDigest), context,
            Array.ConvertAll(file.Public, t => t.Name), Array.ConvertAll(file.Public, t => t.Values), file.Insecure);
    }

    private sealed record TensorValues(string Name, long[] Values);

    private sealed record ProofFile(
        string Format, int Version, string KeyDigest, bool Insecure, string Context, TensorValues[] Public, string Proof, string? ModelDigest = null) : IJsonFile
    {
        public static string Kind => "zkaccel proof";
    }
}

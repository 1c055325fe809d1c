using System.Security.Cryptography;
using ZkAccel.Files;

namespace ZkAccel.Zkml.Integer;

/// <summary>
/// The canonical file of an integer model (<c>model.zkm</c>): magic, version, content, SHA-256 of all before it. Little-endian.
/// Equal models give equal bytes. The reader trusts nothing: it rebuilds the model through <see cref="IntegerModelBuilder"/>,
/// so shapes and ranges are proven again, and refuses a file that is not the canonical one of what it holds.
/// </summary>
public static partial class IntegerModelFile
{
    /// <summary>Version of the format that is written, and the only one that is read.</summary>
    public const int Version = 2;

    /// <summary>Largest file that is read, in bytes.</summary>
    public const long MaxBytes = 1L << 31;

    private const int DigestBytes = 32;

    private static ReadOnlySpan<byte> Magic => "ZKACCELM"u8;

    /// <summary>The bytes of a model.</summary>
    public static byte[] ToBytes(IntegerModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        using var stream = new MemoryStream();
        using (var w = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            w.Write(Magic);
            w.Write(Version);
            Write(w, model);
        }

        stream.Write(SHA256.HashData(stream.GetBuffer().AsSpan(0, (int)stream.Length)));
        return stream.ToArray();
    }

    /// <summary>SHA-256 of the model's canonical bytes: its identity.</summary>
    public static byte[] Digest(IntegerModel model) => ToBytes(model)[^DigestBytes..];

    /// <summary>Writes a model, whole or not at all; only the owner may read the file, as it holds the weights.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static void Save(IntegerModel model, string path, CancellationToken cancellation = default) =>
        AtomicFile.Write(path, ToBytes(model), secret: true, cancellation);

    /// <summary>Reads a model file.</summary>
    /// <exception cref="IntegerModelException">The file is refused.</exception>
    /// <exception cref="InputException">The file cannot be read.</exception>
    public static IntegerModel Load(string path) => FromBytes(InputFile.ReadAllBytes(path, MaxBytes));

    /// <summary>Reads a model from its bytes.</summary>
    /// <exception cref="IntegerModelException">The bytes are refused.</exception>
    public static IntegerModel FromBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < Magic.Length + sizeof(int) + DigestBytes || !bytes.StartsWith(Magic))
            throw new IntegerModelException(IntegerModelError.Format, "not a quantised model (.zkm); `zkaccel calibrate` makes one from an ONNX model");
        var version = BitConverter.ToInt32(bytes[Magic.Length..]);
        if (version != Version) throw new IntegerModelException(IntegerModelError.Format, $"version {version} of the file format; this program reads version {Version}");
        Span<byte> digest = stackalloc byte[DigestBytes];
        SHA256.HashData(bytes[..^DigestBytes], digest);
        if (!digest.SequenceEqual(bytes[^DigestBytes..])) throw new IntegerModelException(IntegerModelError.Digest, "the file is damaged: its digest is not that of its content");
        var reader = new Reader(bytes[(Magic.Length + sizeof(int))..^DigestBytes]);
        var model = reader.Model();
        if (!ToBytes(model).AsSpan().SequenceEqual(bytes)) throw new IntegerModelException(IntegerModelError.Format, "not the canonical form of the model that it holds");
        return model;
    }

    private static void Write(BinaryWriter w, IntegerModel m)
    {
        w.Write(m.Name);
        foreach (var v in new[] { m.Shift, m.WeightBits, m.ActivationBits }) w.Write(v);
        w.Write(m.Inputs.Count);
        for (var i = 0; i < m.Inputs.Count; i++)
        {
            var q = m.Inputs[i];
            w.Write(q.Name);
            w.Write(q.Bits);
            w.Write(q.ModelClamps);
            foreach (var list in new[] { q.SourceDims, q.Permutation, q.Dims }) Write(w, list);
            foreach (var list in new[] { q.Scales, q.Offsets }) Write(w, list);
            foreach (var list in new[] { q.Min, q.Max }) Write(w, list);
            w.Write(m.Values[i].Scale);
        }

        w.Write(m.Weights.Count);
        foreach (var t in m.Weights)
        {
            w.Write(t.Name);
            Write(w, t.Dims);
            w.Write(t.Data.Length);
            foreach (var v in t.Data) w.Write((short)v);
        }

        w.Write(m.Biases.Count);
        foreach (var t in m.Biases)
        {
            w.Write(t.Name);
            w.Write(t.Data.Length);
            foreach (var v in t.Data) w.Write((int)v);
        }

        w.Write(m.Tables.Count);
        foreach (var t in m.Tables)
        {
            w.Write(t.Name);
            w.Write(t.DomainMin);
            Write(w, t.Outputs);
        }

        w.Write(m.Nodes.Count);
        foreach (var node in m.Nodes)
        {
            var kind = Array.FindIndex(Kinds, k => k.Type == node.GetType());
            w.Write((byte)kind);
            w.Write(node.Name);
            w.Write(m.Values[node.Output].Name);
            Write(w, m.Values[node.Output].Scales);
            Kinds[kind].Write(w, node);
        }

        Write(w, [.. m.Outputs]);
    }

    private static void Write(BinaryWriter w, ReadOnlySpan<int> list)
    {
        w.Write(list.Length);
        foreach (var v in list) w.Write(v);
    }

    private static void Write(BinaryWriter w, ReadOnlySpan<long> list)
    {
        w.Write(list.Length);
        foreach (var v in list) w.Write(v);
    }

    private static void Write(BinaryWriter w, ReadOnlySpan<double> list)
    {
        w.Write(list.Length);
        foreach (var v in list) w.Write(v);
    }
}

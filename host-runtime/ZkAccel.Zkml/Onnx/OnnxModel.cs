using Google.Protobuf;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml.Onnx;

/// <summary>
/// Loads ONNX models (file format versions 3 to 13, operator sets 11 to 21) as typed graphs with static shapes for a batch
/// of one. The file is untrusted: sizes are checked before allocation, nothing recurses without a limit, and whatever is
/// wrong gives one <see cref="ModelException"/>.
/// </summary>
public static class OnnxModel
{
    /// <summary>Loads a model file; its external data may lie beside it or below its folder.</summary>
    /// <exception cref="ModelException">The model is refused.</exception>
    public static Graph Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Load(ReadFile(path), new ExternalData(path));
        }
        catch (ModelException e)
        {
            throw e.In(path);
        }
    }

    /// <summary>Loads a model from a stream; external data is refused.</summary>
    /// <exception cref="ModelException">The model is refused.</exception>
    public static Graph Load(Stream stream) => Load(CappedFile.Read(stream, ImportLimits.FileBytes), external: null);

    private static byte[] ReadFile(string path) => CappedFile.Read(path, ImportLimits.FileBytes);

    private static Graph Load(byte[] bytes, ExternalData? external)
    {
        if (bytes.Length == 0) throw new ModelException(ModelError.Empty, "empty model: the file has no bytes and so no graph");
        WireScan.Check(bytes);
        ModelProto model;
        try
        {
            model = ModelProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
        }
        catch (InvalidProtocolBufferException e)
        {
            throw e.Message.Contains("levels of nesting", StringComparison.Ordinal)
                ? new ModelException(ModelError.NestingTooDeep, "messages are nested too deep", inner: e)
                : new ModelException(ModelError.Malformed, $"not an ONNX model, or a truncated or damaged one ({Reason(e)})", inner: e);
        }

        return new GraphImport(model, external).Run();
    }

    private static string Reason(InvalidProtocolBufferException e) => e.Message switch
    {
        var m when m.Contains("ended unexpectedly", StringComparison.Ordinal) => "truncated protobuf, or bytes after its end: a field reaches beyond the file",
        var m when m.Contains("negative", StringComparison.Ordinal) => "invalid length: negative or beyond 2^31",
        var m when m.Contains("varint", StringComparison.Ordinal) => "malformed varint",
        var m when m.Contains("tag", StringComparison.Ordinal) => "malformed protobuf: invalid tag or unknown wire type",
        _ => "malformed protobuf",
    };
}

using System.Globalization;
using ZkAccel.Files;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml.Onnx;

/// <summary>
/// Reads external tensor data: a plain file in the model's folder or below, named by a relative path without "..", reached
/// without symbolic links, not the model itself. All checks precede opening, so no device or pipe is ever opened.
/// </summary>
internal sealed class ExternalData(string modelPath)
{
    private readonly string model = Path.GetFullPath(modelPath);
    private readonly Dictionary<string, long> read = [];
    private long total;

    /// <summary>The bytes of one tensor.</summary>
    /// <exception cref="ModelException">The location, offset or length is refused, or the file cannot be read.</exception>
    public byte[] Read(TensorProto proto, string name, long need)
    {
        ModelException Fail(string problem, Exception? inner = null) => new(ModelError.ExternalData, problem, tensor: name, inner: inner);

        string? location = null;
        long offset = 0, length = need;
        var seen = new HashSet<string>();
        foreach (var e in proto.ExternalData)
        {
            if (!seen.Add(e.Key)) throw Fail($"external data gives {ModelException.Quote(e.Key)} twice");
            switch (e.Key)
            {
                case "location": location = e.Value; break;
                case "offset": offset = Number(e); break;
                case "length": length = Number(e); break;
                case "checksum": break;
                default: throw Fail($"external data has an unknown key {ModelException.Quote(e.Key)}");
            }
        }

        if (string.IsNullOrEmpty(location)) throw Fail("external data has no location");
        if (length != need) throw Fail($"external data has length {length}, the shape needs {need} bytes");
        var path = Resolve(location, Fail);
        total += need;
        if (total > ImportLimits.ExternalBytes) throw Fail($"external data is above the size limit of {ImportLimits.ExternalBytes} bytes");
        try
        {
            var size = new FileInfo(path).Length;
            if (offset > size || length > size - offset)
                throw Fail($"external data {ModelException.Quote(location)} has {size} bytes, offset {offset} + length {length} is beyond its end");
            read[path] = read.GetValueOrDefault(path) + need;
            if (read[path] > size) throw Fail($"external data {ModelException.Quote(location)} has {size} bytes, the model reads {read[path]}: tensors overlap");
            using var file = File.OpenHandle(path);
            var bytes = new byte[need];
            for (var done = 0; done < bytes.Length;)
            {
                var got = RandomAccess.Read(file, bytes.AsSpan(done), offset + done);
                if (got == 0) throw Fail($"external data {ModelException.Quote(location)} ended early");
                done += got;
            }

            return bytes;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Fail($"external data {ModelException.Quote(location)} cannot be read: {FileProblem.Describe(path, e)}", e);
        }

        long Number(StringStringEntryProto e) =>
            long.TryParse(e.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var v)
                ? v
                : throw Fail($"external data {e.Key} {ModelException.Quote(e.Value)} is not a number that is 0 or more");
    }

    private string Resolve(string location, Func<string, Exception?, ModelException> fail)
    {
        ModelException Refuse(string why) => fail($"external data location {ModelException.Quote(location)} {why}: it must be a relative path inside the model's folder", null);

        if (location.Length > 1024) throw Refuse("is too long");
        if (location.Contains('\\')) throw Refuse("has a backslash");
        if (location.Contains(':')) throw Refuse("has a colon (a drive or an URL)");
        if (location.Any(char.IsControl)) throw Refuse("has a control character");
        if (Path.IsPathRooted(location)) throw Refuse("is absolute");
        var path = Path.GetDirectoryName(model)!;
        var parts = location.Split('/', StringSplitOptions.RemoveEmptyEntries);
        for (var i = 0; i < parts.Length; i++)
        {
            if (parts[i] == "..") throw Refuse("leaves the model's folder");
            if (parts[i] == ".") continue;
            path = Path.Combine(path, parts[i]);
            if (new FileInfo(path).LinkTarget is not null) throw Refuse("goes through a symbolic link");
        }

        if (path == model) throw Refuse("is the model file itself");
        if (!File.Exists(path)) throw fail($"external data file {ModelException.Quote(location)} does not exist beside the model", null);
        return path;
    }
}

using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml;

/// <summary>Reads whole files and streams up to a limit that is checked before allocation.</summary>
internal static class CappedFile
{
    /// <summary>All bytes of a regular file.</summary>
    /// <exception cref="ModelException">The file cannot be read or is larger than the limit.</exception>
    public static byte[] Read(string path, long limit)
    {
        try
        {
            var info = new FileInfo(path);
            if (!info.Exists) throw new ModelException(ModelError.Unreadable, Directory.Exists(path) ? "is a folder, not a file" : "file not found", file: path);
            // Devices and pipes report length 0 and are never opened.
            if (info.Length == 0) return [];
            if (info.Length > limit) throw new ModelException(ModelError.TooLarge, $"has {info.Length} bytes, above the size limit of {limit}", file: path);
            return File.ReadAllBytes(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ModelException(ModelError.Unreadable, $"cannot be read: {e.Message}", file: path, inner: e);
        }
    }

    /// <summary>The rest of a stream.</summary>
    /// <exception cref="ModelException">The stream cannot be read or holds more than the limit.</exception>
    public static byte[] Read(Stream stream, long limit)
    {
        try
        {
            using var buffer = new MemoryStream();
            var chunk = new byte[1 << 16];
            for (int got; (got = stream.Read(chunk)) > 0;)
            {
                if (buffer.Length + got > limit) throw new ModelException(ModelError.TooLarge, $"has more bytes than the size limit of {limit}");
                buffer.Write(chunk, 0, got);
            }

            return buffer.ToArray();
        }
        catch (IOException e)
        {
            throw new ModelException(ModelError.Unreadable, $"cannot be read: {e.Message}", inner: e);
        }
    }
}

using ZkAccel.Files;
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
            return InputFile.ReadAllBytes(path, limit);
        }
        catch (InputException e)
        {
            throw new ModelException(e.TooLarge ? ModelError.TooLarge : ModelError.Unreadable, e.Problem, file: path, inner: e);
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
            throw new ModelException(ModelError.Unreadable, "the stream cannot be read", inner: e);
        }
    }
}

namespace ZkAccel.Files;

/// <summary>
/// Opens and reads regular files. What has no length, a device or a pipe, is never opened: it could not be checked against a limit, and
/// opening it may wait for ever.
/// </summary>
public static class InputFile
{
    /// <summary>Opens a regular file that is not empty.</summary>
    /// <exception cref="InputException">The file is absent, empty or cannot be opened.</exception>
    public static FileStream Open(string path, FileOptions options = FileOptions.None)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            return Length(path) > 0
                ? new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.Read, 1 << 16, options)
                : throw new InputException(path, "is empty, or no regular file");
        }
        catch (Exception e) when (FileProblem.IsOfSystem(e))
        {
            throw new InputException(path, FileProblem.Describe(path, e), e);
        }
    }

    /// <summary>All bytes of a regular file; none of a device or a pipe.</summary>
    /// <param name="path">The file.</param>
    /// <param name="limit">The most bytes to read; checked before anything is allocated.</param>
    /// <exception cref="InputException">The file is absent, cannot be read or is larger than the limit.</exception>
    public static byte[] ReadAllBytes(string path, long limit)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        try
        {
            if (Length(path) == 0) return [];
            using FileStream stream = Open(path, FileOptions.SequentialScan);
            if (stream.Length > Math.Min(limit, Array.MaxLength))
                throw new InputException(path, $"has {stream.Length} bytes, above the size limit of {Math.Min(limit, Array.MaxLength)}") { TooLarge = true };
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            return bytes;
        }
        catch (Exception e) when (FileProblem.IsOfSystem(e))
        {
            throw new InputException(path, FileProblem.Describe(path, e), e);
        }
    }

    private static long Length(string path)
    {
        if ((File.ResolveLinkTarget(path, returnFinalTarget: true) ?? new FileInfo(path)) is FileInfo { Exists: true } info) return info.Length;
        if (File.Exists(path)) return 0; // A link to a pipe.
        throw new InputException(path, Directory.Exists(path) ? "is a folder, not a file" : "file not found");
    }
}

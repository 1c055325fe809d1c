namespace ZkAccel.Fuzz;

/// <summary>A file of one process for readers that take a path.</summary>
internal static class Scratch
{
    private static readonly string Folder = Make();

    /// <summary>Writes the bytes and hands on their path.</summary>
    public static bool With(string name, ReadOnlySpan<byte> bytes, Func<string, bool> read)
    {
        string path = Path.Combine(Folder, $"{Environment.CurrentManagedThreadId}.{name}");
        File.WriteAllBytes(path, bytes);
        return read(path);
    }

    private static string Make()
    {
        // Memory where there is a file system of it: thousands of files a second are written.
        const string Memory = "/dev/shm";
        string folder = Path.Combine(Directory.Exists(Memory) ? Memory : Path.GetTempPath(), $"zkaccel-fuzz-{Guid.NewGuid():N}");
        Directory.CreateDirectory(folder);
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
        return folder;
    }
}

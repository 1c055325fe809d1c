using System.Diagnostics;
using System.Globalization;

namespace ZkAccel.Files;

/// <summary>
/// Writes files that are either whole or not there: the bytes go to <c>.name.pid.tmp</c> in the same folder, are flushed to the
/// disk and renamed over the target. Whatever interrupts the write, an older target stays as it was; what a killed process
/// left is removed by the next write of the same name. Of a symbolic link the file that it leads to is replaced, and the link stays. What is
/// no regular file, a device or a pipe, is never replaced: the bytes go straight into it, once all other parts are on the disk.
/// </summary>
public static class AtomicFile
{
    private const string Suffix = ".tmp";

    /// <summary>Creates or replaces a file.</summary>
    /// <param name="path">The target; its folder must exist.</param>
    /// <param name="write">Writes the content; an exception leaves the target untouched.</param>
    /// <param name="secret">Whether only the owner may read the file (mode 0600 where there are modes).</param>
    /// <param name="cancellation">Checked before the rename.</param>
    /// <exception cref="OutputException">The folder is missing, not writable, or the disk is full.</exception>
    public static void Write(string path, Action<Stream> write, bool secret = false, CancellationToken cancellation = default) =>
        Write([new Part(path, write, secret)], cancellation);

    /// <summary>Creates or replaces a file with the given bytes; as the other overload.</summary>
    public static void Write(string path, ReadOnlyMemory<byte> bytes, bool secret = false, CancellationToken cancellation = default) =>
        Write(path, stream => stream.Write(bytes.Span), secret, cancellation);

    /// <summary>Creates or replaces files that belong together: none is replaced before all are on the disk.</summary>
    /// <exception cref="OutputException">A folder is missing, not writable, or the disk is full.</exception>
    public static void Write(IReadOnlyList<Part> parts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(parts);
        var moves = new List<(string Temporary, string Target, string Path)>();
        string path = "";
        try
        {
            var straight = new List<Part>();
            foreach (Part part in parts)
            {
                path = part.Path;
                ArgumentException.ThrowIfNullOrEmpty(path);
                if (TargetFile.IsSpecial(path))
                {
                    straight.Add(part);
                    continue;
                }

                string target = TargetFile.Resolve(path), temporary = Temporary(path, target);
                if (moves.Exists(move => move.Temporary == temporary)) throw new OutputException(path, "two files of this name are to be written");
                moves.Add((temporary, target, path));
                using FileStream stream = Create(temporary, part.Secret);
                part.Write(stream);
                stream.Flush(flushToDisk: true);
            }

            cancellation.ThrowIfCancellationRequested();
            foreach (Part part in straight)
            {
                path = part.Path;
                using FileStream stream = new(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
                part.Write(stream);
                stream.Flush(flushToDisk: true);
            }

            foreach ((string temporary, string target, string given) in moves)
            {
                path = given;
                File.Move(temporary, target, overwrite: true);
            }
        }
        catch (Exception e)
        {
            foreach ((string temporary, _, _) in moves) File.Delete(temporary);
            if (FileProblem.IsOfSystem(e)) throw new OutputException(path, e is FileNotFoundException or DirectoryNotFoundException ? "no file can be made in its folder" : FileProblem.Describe(path, e), e);
            throw;
        }
    }

    /// <summary>Where a file is written before it is renamed; what a killed process left there goes.</summary>
    private static string Temporary(string path, string target)
    {
        string folder = Path.GetDirectoryName(target) ?? throw new OutputException(path, "names no file");
        if (Directory.Exists(target)) throw new OutputException(path, "is a folder");
        if (!Directory.Exists(folder)) throw new OutputException(path, "its folder does not exist");
        string name = Path.GetFileName(target);
        RemoveOrphans(folder, name);
        return Path.Combine(folder, $".{name}.{Environment.ProcessId}{Suffix}");
    }

    private static FileStream Create(string temporary, bool secret)
    {
        var options = new FileStreamOptions
        {
            Mode = FileMode.Create,
            Access = FileAccess.Write,
            Share = FileShare.None,
            BufferSize = 1 << 16,
        };
        if (secret && !OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return new FileStream(temporary, options);
    }

    private static void RemoveOrphans(string folder, string name)
    {
        foreach (string left in Directory.EnumerateFiles(folder, $".{name}.*{Suffix}"))
        {
            string middle = Path.GetFileName(left)[(name.Length + 2)..^Suffix.Length];
            if (int.TryParse(middle, NumberStyles.None, CultureInfo.InvariantCulture, out int process) && !IsAlive(process)) File.Delete(left);
        }
    }

    private static bool IsAlive(int process)
    {
        try
        {
            using Process found = Process.GetProcessById(process);
            return !found.HasExited;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>One of several files that are written together.</summary>
    /// <param name="Path">The target; its folder must exist.</param>
    /// <param name="Write">Writes the content.</param>
    /// <param name="Secret">Whether only the owner may read the file.</param>
    public readonly record struct Part(string Path, Action<Stream> Write, bool Secret = false);
}

using System.Diagnostics;
using System.Globalization;

namespace ZkAccel.Files;

/// <summary>
/// Writes files that are either whole or not there: the bytes go to <c>.name.pid.tmp</c> in the same folder, are flushed to the
/// disk and renamed over the target. Whatever interrupts the write, an older target stays as it was; what a killed process
/// left is removed by the next write of the same name.
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
    public static void Write(string path, Action<Stream> write, bool secret = false, CancellationToken cancellation = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        ArgumentNullException.ThrowIfNull(write);
        string target = Path.GetFullPath(path);
        string folder = Path.GetDirectoryName(target) ?? throw new OutputException(path, "names no file");
        if (Directory.Exists(target)) throw new OutputException(path, "is a folder");
        if (!Directory.Exists(folder)) throw new OutputException(path, $"folder {folder} does not exist");
        string name = Path.GetFileName(target);
        string temporary = Path.Combine(folder, $".{name}.{Environment.ProcessId}{Suffix}");
        try
        {
            RemoveOrphans(folder, name);
            try
            {
                using (FileStream stream = Create(temporary, secret))
                {
                    write(stream);
                    stream.Flush(flushToDisk: true);
                }

                cancellation.ThrowIfCancellationRequested();
                File.Move(temporary, target, overwrite: true);
            }
            catch
            {
                File.Delete(temporary);
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OutputException(path, e.Message.TrimEnd('.'), e);
        }
    }

    /// <summary>Creates or replaces a file with the given bytes; as the other overload.</summary>
    public static void Write(string path, ReadOnlyMemory<byte> bytes, bool secret = false, CancellationToken cancellation = default) =>
        Write(path, stream => stream.Write(bytes.Span), secret, cancellation);

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
}

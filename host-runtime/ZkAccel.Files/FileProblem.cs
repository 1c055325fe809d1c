using System.Runtime.InteropServices;
using System.Text;

namespace ZkAccel.Files;

/// <summary>What an error message says of a file: the path as the caller gave it, and the system's reason in plain words.</summary>
public static class FileProblem
{
    private const string TooLargeHere = "larger than a file may be here (see ulimit -f)";

    // Errors of the operating system (Linux numbers), which .NET hands on as the HResult of an IOException.
    private const int Again = 11, NameTooLong = 36, TooLarge = 27, NoSpace = 28, ReadOnly = 30, Quota = 122, MaxErrorNumber = 4095;

    /// <summary>Whether an exception is the file system's: .NET reports a file above the process's limit as an argument out of range.</summary>
    public static bool IsOfSystem(Exception error) =>
        error is IOException or UnauthorizedAccessException or ArgumentOutOfRangeException { ParamName: "value" };

    /// <summary>A text with its control characters made visible, so that a message stays one line.</summary>
    public static string OneLine(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.Any(char.IsControl)) return text;
        var line = new StringBuilder();
        foreach (char c in text) line.Append(char.IsControl(c) ? $"\\u{(int)c:x4}" : c.ToString());
        return line.ToString();
    }

    /// <summary>Why a file could not be opened, read or written.</summary>
    /// <param name="path">The file.</param>
    /// <param name="error">What the system threw, see <see cref="IsOfSystem"/>.</param>
    public static string Describe(string path, Exception error)
    {
        ArgumentNullException.ThrowIfNull(error);
        return error switch
        {
            FileNotFoundException or DirectoryNotFoundException => "file not found",
            EndOfStreamException => "ended while it was read",
            ArgumentOutOfRangeException => TooLargeHere,
            UnauthorizedAccessException => Directory.Exists(path) ? "is a folder, not a file" : "permission denied",
            PathTooLongException => "the name is too long",
            _ => Number(error) switch
            {
                Again => "is in use by another process",
                NameTooLong => "the name is too long",
                TooLarge => TooLargeHere,
                NoSpace => "no space left on the disk; free some and run again",
                Quota => "the disk quota is used up",
                ReadOnly => "the file system is read-only",
                0 => "input or output failed",
                int number => Marshal.GetPInvokeErrorMessage(number),
            },
        };
    }

    private static int Number(Exception error) => error.HResult is > 0 and <= MaxErrorNumber ? error.HResult : 0;
}

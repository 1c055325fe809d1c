using ZkAccel.Files;

namespace ZkAccel.Plonk;

/// <summary>A file or its content is not a usable SRS. Says where: file, section and byte.</summary>
public sealed class SrsException : Exception
{
    /// <summary>A message with its coordinates.</summary>
    public SrsException(string message, string file, string section, long offset)
        : base($"{FileProblem.OneLine(file)}: {section} at byte {offset}: {message}")
    {
        File = file;
        Section = section;
        Offset = offset;
    }

    internal SrsException(string message, string file, Exception inner)
        : base($"{FileProblem.OneLine(file)}: {message}", inner) => (File, Section) = (file, "file");

    /// <summary>The file, as it was named by the caller.</summary>
    public string File { get; }

    /// <summary>The part of the file, such as "header" or "section 2 (tauG1)".</summary>
    public string Section { get; }

    /// <summary>Byte of the file where the offending item starts.</summary>
    public long Offset { get; }
}

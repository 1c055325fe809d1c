namespace ZkAccel.Inference;

/// <summary>A file is missing, is not what it should be, or does not belong to the others.</summary>
public sealed class FileFormatException : Exception
{
    internal FileFormatException(string path, string problem, Exception? inner = null)
        : base($"{FileProblem.OneLine(path)}: {problem}", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }
}

namespace ZkAccel.Files;

/// <summary>A file could not be read: absent, not a regular file, no permission, too large.</summary>
public sealed class InputException : Exception
{
    internal InputException(string path, string problem, Exception? inner = null)
        : base($"{FileProblem.OneLine(path)}: {problem}", inner) => (Path, Problem) = (path, problem);

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The message without the path.</summary>
    public string Problem { get; }

    /// <summary>Whether the file is there but above the size limit.</summary>
    public bool TooLarge { get; internal init; }
}

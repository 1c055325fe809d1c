namespace ZkAccel.Files;

/// <summary>A result could not be written. Nothing half-written is left behind.</summary>
public sealed class OutputException : Exception
{
    internal OutputException(string path, string problem, Exception? inner = null)
        : base($"{FileProblem.OneLine(path)}: cannot be written: {problem}", inner) => Path = path;

    /// <summary>The target.</summary>
    public string Path { get; }
}

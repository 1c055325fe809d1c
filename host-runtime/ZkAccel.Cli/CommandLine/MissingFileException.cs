namespace ZkAccel.Cli;

/// <summary>A file that an earlier command would have made is not there.</summary>
internal sealed class MissingFileException(string message) : Exception(message);

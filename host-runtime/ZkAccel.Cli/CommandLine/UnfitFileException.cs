namespace ZkAccel.Cli;

/// <summary>A file is not there, or is not the one that is needed; the message starts with its path.</summary>
internal sealed class UnfitFileException(string message) : Exception(message);

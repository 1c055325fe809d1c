namespace ZkAccel.Cli;

/// <summary>Options that parse but make no sense together.</summary>
internal sealed class UsageException(string message) : Exception(message);

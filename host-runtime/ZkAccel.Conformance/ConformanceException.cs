namespace ZkAccel.Conformance;

/// <summary>A device broke a law; the message says which, at which size and index, and what was expected.</summary>
public sealed class ConformanceException : Exception
{
    /// <summary>A broken law.</summary>
    public ConformanceException(string message)
        : base(message)
    {
    }

    /// <summary>A broken law, seen as an unexpected exception.</summary>
    public ConformanceException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

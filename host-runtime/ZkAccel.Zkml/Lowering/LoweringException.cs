namespace ZkAccel.Zkml.Lowering;

/// <summary>A model cannot be turned into a circuit; the message names the layer and what would help.</summary>
public sealed class LoweringException : Exception
{
    /// <summary>With the whole message.</summary>
    public LoweringException(string message) : base(message)
    {
    }

    /// <summary>With a cause.</summary>
    public LoweringException(string message, Exception inner) : base(message, inner)
    {
    }

    /// <summary>Without details.</summary>
    public LoweringException()
    {
    }
}

namespace ZkAccel.Gpu;

/// <summary>The operations of <see cref="IField{TSelf}"/> that have a chain of their own.</summary>
internal enum FieldOperation
{
    Multiply,
    Square,
    Add,
    Subtract,
    Negate,
    Double,
    MulAdd,
    MulSub,
}

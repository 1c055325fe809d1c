namespace ZkAccel.Zkml.Graphs;

/// <summary>A tensor-valued edge of a <see cref="Graph"/>: a model input, a constant, or what a node computes.</summary>
public sealed class Value
{
    internal Value(string name, Shape shape, ElementType type, Tensor? constant = null) =>
        (Name, Shape, ElementType, Constant) = (name, shape, type, constant);

    /// <summary>Index in <see cref="Graph.Values"/>.</summary>
    public int Id { get; internal set; } = -1;

    /// <summary>The ONNX name (may hold any characters: escape before printing).</summary>
    public string Name { get; internal set; }

    /// <summary>Static shape.</summary>
    public Shape Shape { get; }

    /// <summary>Element type in the model.</summary>
    public ElementType ElementType { get; }

    /// <summary>The value where it does not depend on the input, else null.</summary>
    public Tensor? Constant { get; }

    /// <summary>The node that computes the value; null for inputs and constants.</summary>
    public Node? Producer { get; internal set; }

    /// <summary>True where <see cref="Constant"/> is set.</summary>
    public bool IsConstant => Constant is not null;

    /// <summary>For a constant that a model stores quantised: the integers and scales it was folded from.</summary>
    internal QuantisedConstant? Quantised { get; set; }

    /// <inheritdoc/>
    public override string ToString() => $"{ModelException.Quote(Name)} {ElementType} {Shape}";
}

/// <summary>Where a constant came from: <c>value = (Integers - ZeroPoints) * Scales</c>, by slice along <c>Axis</c>.</summary>
/// <param name="Integers">The stored integers.</param>
/// <param name="Scales">One scale, or one for each slice along <paramref name="Axis"/>.</param>
/// <param name="ZeroPoints">As many as scales.</param>
/// <param name="Axis">Axis of the scales; 0 where there is one.</param>
internal sealed record QuantisedConstant(Tensor Integers, float[] Scales, long[] ZeroPoints, int Axis);

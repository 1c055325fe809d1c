using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>What a <see cref="Binary"/> computes.</summary>
internal enum BinaryKind
{
    /// <summary>a + b.</summary>
    Add,

    /// <summary>a - b.</summary>
    Sub,

    /// <summary>a * b.</summary>
    Mul,

    /// <summary>a / b; integers truncate towards zero.</summary>
    Div,

    /// <summary>The larger.</summary>
    Max,

    /// <summary>The smaller.</summary>
    Min,
}

/// <summary>Element-wise arithmetic of two broadcast operands of one type; either may be constant, not both.</summary>
/// <param name="Kind">The operation.</param>
internal sealed record Binary(BinaryKind Kind) : Node
{
    /// <summary>First operand.</summary>
    public Value Left => Inputs[0];

    /// <summary>Second operand.</summary>
    public Value Right => Inputs[1];

    /// <summary>Reads Add, Sub, Mul, Div.</summary>
    public static void Read(NodeReader node, BinaryKind kind)
    {
        node.Arity(2, 2);
        var (a, b) = (node.Input(0), node.Input(1));
        node.Return(Emit(node, kind, a, b));
    }

    /// <summary>Reads Max or Min of any number of operands.</summary>
    public static void ReadMany(NodeReader node, BinaryKind kind)
    {
        node.Arity(1, ImportLimits.NodeEdges);
        var result = node.Input(0);
        for (var i = 1; i < node.InputCount; i++)
            result = Emit(node, kind, result, node.Input(i), i == node.InputCount - 1 ? null : $"{i}");
        node.Return(result);
    }

    private static Value Emit(NodeReader node, BinaryKind kind, Value a, Value b, string? suffix = null)
    {
        node.SameType(a, b);
        if (a.ElementType == ElementType.Bool) throw node.Error(ModelError.Type, "is bool: arithmetic needs numbers", a);
        if (kind == BinaryKind.Div && b.Constant is { FirstZero: >= 0 } divisor)
            throw node.Error(ModelError.Range, $"Div by a constant zero at {divisor.Shape.Coordinates(divisor.FirstZero)}", b);

        var shape = node.Shape(Broadcast.Shape(node, a.Shape.Dimensions, b.Shape.Dimensions));
        return node.Emit(new Binary(kind), shape, a.ElementType, [a, b], suffix);
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var (a, b) = (inputs[0], inputs[1]);
        var left = a.Shape == Output.Shape ? null : Broadcast.Indices(a.Shape, Output.Shape);
        var right = b.Shape == Output.Shape ? null : Broadcast.Indices(b.Shape, Output.Shape);
        return a.IsFloat
            ? new Tensor(Output.Shape, Apply(a.FloatArray, b.FloatArray, left, right), Output.ElementType)
            : new Tensor(Output.Shape, Apply(a.IntegerArray, b.IntegerArray, left, right), Output.ElementType);
    }

    private float[] Apply(float[] a, float[] b, int[]? left, int[]? right)
    {
        var y = new float[Output.Shape.Count];
        for (var i = 0; i < y.Length; i++)
        {
            var (u, v) = (left is null ? a[i] : a[left[i]], right is null ? b[i] : b[right[i]]);
            y[i] = Kind switch
            {
                BinaryKind.Add => u + v,
                BinaryKind.Sub => u - v,
                BinaryKind.Mul => u * v,
                BinaryKind.Div => u / v,
                BinaryKind.Max => Math.Max(u, v),
                _ => Math.Min(u, v),
            };
        }

        return y;
    }

    private long[] Apply(long[] a, long[] b, int[]? left, int[]? right)
    {
        var y = new long[Output.Shape.Count];
        for (var i = 0; i < y.Length; i++)
        {
            var (u, v) = (left is null ? a[i] : a[left[i]], right is null ? b[i] : b[right[i]]);
            y[i] = checked(Kind switch
            {
                BinaryKind.Add => u + v,
                BinaryKind.Sub => u - v,
                BinaryKind.Mul => u * v,
                BinaryKind.Div => u / v,
                BinaryKind.Max => Math.Max(u, v),
                _ => Math.Min(u, v),
            });
        }

        return y;
    }
}

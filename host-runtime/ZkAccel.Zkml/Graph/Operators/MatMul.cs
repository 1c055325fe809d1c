using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// Matrix product over the last two axes, leading axes broadcast. The ranks are at least 2: the importer reshapes vectors.
/// </summary>
internal sealed record MatMul : Node
{
    /// <summary>Left factor [...,M,K].</summary>
    public Value Left => Inputs[0];

    /// <summary>Right factor [...,K,N].</summary>
    public Value Right => Inputs[1];

    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(2, 2);
        Value a = node.Float(0), b = node.Float(1);
        node.SameType(a, b);
        if (a.Shape.Rank == 0 || b.Shape.Rank == 0) throw node.Error(ModelError.Shape, "MatMul does not take scalars");
        var (rowVector, columnVector) = (a.Shape.Rank == 1, b.Shape.Rank == 1);
        if (rowVector) a = node.Emit(new Reshape(), node.Shape(1, a.Shape[0]), a.ElementType, [a], "row");
        if (columnVector) b = node.Emit(new Reshape(), node.Shape(b.Shape[0], 1), b.ElementType, [b], "column");
        var (m, k, n) = (a.Shape[^2], a.Shape[^1], b.Shape[^1]);
        if (k != b.Shape[^2])
            throw node.Error(ModelError.Shape, $"inner dimensions {k} and {b.Shape[^2]} differ: {ModelException.Quote(a.Name)} is {a.Shape}, {ModelException.Quote(b.Name)} is {b.Shape}");
        var lead = Broadcast.Shape(node, a.Shape.Dimensions[..^2], b.Shape.Dimensions[..^2]);
        var shape = node.Shape([.. lead, m, n]);
        node.Work(shape, k);
        LinearRange.Check(node, b, k);
        LinearRange.Check(node, a, k);
        if (!rowVector && !columnVector)
        {
            node.Return(node.Emit(new MatMul(), shape, a.ElementType, [a, b]));
            return;
        }

        var y = node.Emit(new MatMul(), shape, a.ElementType, [a, b], "matrix");
        long[] final = [.. lead, .. rowVector ? Array.Empty<long>() : [m], .. columnVector ? Array.Empty<long>() : [n]];
        node.Return(node.Emit(new Reshape(), node.Shape(final), a.ElementType, [y]));
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var (m, k, n) = (Left.Shape[^2], Left.Shape[^1], Right.Shape[^1]);
        var y = new float[Output.Shape.Count];
        var lead = new Shape(Output.Shape.Dimensions[..^2]);
        var left = Broadcast.Indices(new Shape(Left.Shape.Dimensions[..^2]), lead);
        var right = Broadcast.Indices(new Shape(Right.Shape.Dimensions[..^2]), lead);
        for (var i = 0; i < left.Length; i++)
            MatrixProduct.Run(m, n, k, inputs[0].FloatArray, left[i] * m * k, k, 1, inputs[1].FloatArray, right[i] * k * n, n, 1, y, i * m * n, threads);
        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

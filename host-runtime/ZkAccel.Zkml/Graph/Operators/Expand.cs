using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Repeats elements along axes of size 1, by broadcasting with a constant shape.</summary>
internal sealed record Expand : Movement
{
    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(2, 2);
        var x = node.Input(0);
        var target = node.Shape(node.Integers(1, "the target shape"));
        var shape = node.Shape(Broadcast.Shape(node, x.Shape.Dimensions, target.Dimensions));
        node.Return(node.Emit(new Expand(), shape, x.ElementType, [x]));
    }

    /// <inheritdoc/>
    private protected override int[] BuildSource() => Broadcast.Indices(Inputs[0].Shape, Output.Shape);
}

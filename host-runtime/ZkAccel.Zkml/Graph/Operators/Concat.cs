using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Joins the inputs along an axis.</summary>
/// <param name="Axis">The axis.</param>
internal sealed record Concat(int Axis) : Movement
{
    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(1, ImportLimits.NodeEdges);
        var inputs = new Value[node.InputCount];
        for (var i = 0; i < inputs.Length; i++) inputs[i] = node.Input(i);
        var first = inputs[0];
        if (!node.Has("axis")) throw node.Error(ModelError.Attribute, "attribute axis is missing");
        var axis = node.Axis(node.Int("axis", 0), first.Shape.Rank);
        var dims = first.Shape.Dimensions.ToArray().Select(d => (long)d).ToArray();
        dims[axis] = 0;
        foreach (var v in inputs)
        {
            node.SameType(first, v);
            var fits = v.Shape.Rank == dims.Length;
            for (var i = 0; fits && i < dims.Length; i++) fits = i == axis || v.Shape[i] == dims[i];
            if (!fits) throw node.Error(ModelError.Shape, $"shapes {first.Shape} and {v.Shape} do not join along axis {axis}", v);
            dims[axis] += v.Shape[axis];
        }

        node.Return(node.Emit(new Concat(axis), node.Shape(dims), first.ElementType, inputs));
    }

    /// <inheritdoc/>
    private protected override int[] BuildSource()
    {
        var source = new int[Output.Shape.Count];
        var outer = Output.Shape.Product(0, Axis);
        var row = Output.Shape.Product(Axis, Output.Shape.Rank);
        var (column, start) = (0, 0);
        foreach (var v in Inputs)
        {
            var part = v.Shape.Product(Axis, v.Shape.Rank);
            for (var o = 0; o < outer; o++)
            {
                for (var i = 0; i < part; i++) source[(o * row) + column + i] = start + (o * part) + i;
            }

            column += part;
            start += v.Shape.Count;
        }

        return source;
    }
}

using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Slices of an axis chosen by constant indices.</summary>
/// <param name="Axis">The axis.</param>
/// <param name="Indices">Coordinates on that axis, 0 or more; their shape replaces the axis.</param>
internal sealed record Gather(int Axis, Tensor Indices) : Movement
{
    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(2, 2);
        var x = node.Input(0);
        if (x.Shape.Rank == 0) throw node.Error(ModelError.Shape, "is a scalar, Gather needs an axis", x);
        var axis = node.Axis(node.Int("axis", 0), x.Shape.Rank);
        var given = node.Constant(1, "the indices")!;
        if (given.IsFloat) throw node.Error(ModelError.Type, "the indices must be integers", node.Input(1));
        node.Charge(given.Shape.Count);
        var indices = given.Integers.ToArray();
        for (var i = 0; i < indices.Length; i++)
        {
            var size = x.Shape[axis];
            if (indices[i] < -size || indices[i] >= size) throw node.Error(ModelError.Range, $"index {indices[i]} is outside axis {axis} of size {size}");
            if (indices[i] < 0) indices[i] += size;
        }

        long[] dims = [.. Wide(x.Shape.Dimensions[..axis]), .. Wide(given.Shape.Dimensions), .. Wide(x.Shape.Dimensions[(axis + 1)..])];
        node.Return(node.Emit(new Gather(axis, new Tensor(given.Shape, indices)), node.Shape(dims), x.ElementType, [x]));
    }

    /// <inheritdoc/>
    private protected override int[] BuildSource()
    {
        var x = Inputs[0].Shape;
        var (outer, inner) = (x.Product(0, Axis), x.Product(Axis + 1, x.Rank));
        var source = new int[Output.Shape.Count];
        var at = 0;
        for (var o = 0; o < outer; o++)
        {
            foreach (var index in Indices.Integers)
            {
                for (var i = 0; i < inner; i++) source[at++] = (((o * x[Axis]) + (int)index) * inner) + i;
            }
        }

        return source;
    }

    private static long[] Wide(ReadOnlySpan<int> dims)
    {
        var wide = new long[dims.Length];
        for (var i = 0; i < wide.Length; i++) wide[i] = dims[i];
        return wide;
    }
}

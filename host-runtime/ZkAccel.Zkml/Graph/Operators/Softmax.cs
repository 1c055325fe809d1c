using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// Softmax, or its logarithm, over the last axis. Other axes are transposed to the end by the importer; before operator set
/// 13 the input is flattened to two dimensions at the axis, which the importer writes as reshapes.
/// </summary>
/// <param name="Logarithm">Whether the output is log(softmax(x)).</param>
internal sealed record Softmax(bool Logarithm) : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Reads Softmax or LogSoftmax.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(1, 1);
        var x = node.Float(0);
        var rank = x.Shape.Rank;
        if (rank == 0) throw node.Error(ModelError.Shape, "is a scalar", x);
        var axis = node.Axis(node.Int("axis", node.Opset < 13 ? 1 : -1), rank);
        var op = new Softmax(node.OpType == "LogSoftmax");
        if (axis == rank - 1)
        {
            node.Return(node.Emit(op, x.Shape, x.ElementType, [x]));
        }
        else if (node.Opset < 13)
        {
            var flat = node.Emit(new Reshape(), node.Shape(x.Shape.Product(0, axis), x.Shape.Product(axis, rank)), x.ElementType, [x], "flat");
            var y = node.Emit(op, flat.Shape, x.ElementType, [flat], "softmax");
            node.Return(node.Emit(new Reshape(), x.Shape, x.ElementType, [y]));
        }
        else
        {
            int[] swap = [.. Enumerable.Range(0, rank)];
            (swap[axis], swap[^1]) = (swap[^1], swap[axis]);
            var turned = Transpose.Emit(node, x, [.. swap], "turned");
            var y = node.Emit(op, turned.Shape, x.ElementType, [turned], "softmax");
            node.Return(Transpose.Emit(node, y, [.. swap]));
        }
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var x = inputs[0].Floats;
        var y = new float[x.Length];
        var row = Output.Shape[^1];
        for (var start = 0; start < x.Length; start += row)
        {
            var max = float.NegativeInfinity;
            foreach (var v in x.Slice(start, row)) max = Math.Max(max, v);
            var sum = 0d;
            foreach (var v in x.Slice(start, row)) sum += Math.Exp((double)v - max);
            for (var i = start; i < start + row; i++)
                y[i] = (float)(Logarithm ? (double)x[i] - max - Math.Log(sum) : Math.Exp((double)x[i] - max) / sum);
        }

        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

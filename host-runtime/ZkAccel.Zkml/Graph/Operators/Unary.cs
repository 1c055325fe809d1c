using System.Collections.Immutable;
using System.Numerics;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// A function of one variable, applied to each element. <see cref="Kind"/> and <see cref="Parameters"/> identify the function;
/// <see cref="Function"/> computes it in binary64.
/// </summary>
/// <param name="Kind">Name of the function: the ONNX operator, or that and a variant ("Gelu.tanh").</param>
/// <param name="Function">The function.</param>
/// <param name="Parameters">Slopes, bounds, exponents, in the order of the table in <see cref="UnaryTable"/>.</param>
internal sealed record Unary(string Kind, Func<double, double> Function, ImmutableArray<double> Parameters) : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Emits a function of the node's first input as the node's output.</summary>
    public static void Emit(NodeReader node, string kind, Func<double, double> function, params ReadOnlySpan<double> parameters)
    {
        var x = node.Float(0);
        node.Return(node.Emit(new Unary(kind, function, [.. parameters]), x.Shape, x.ElementType, [x]));
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var x = inputs[0].Floats;
        var y = new float[x.Length];
        var i = 0;
        if (Kind == "Relu")
        {
            for (; i + Vector<float>.Count <= x.Length; i += Vector<float>.Count)
                Vector.Max(new Vector<float>(x[i..]), Vector<float>.Zero).CopyTo(y, i);
        }

        for (; i < x.Length; i++) y[i] = (float)Function(x[i]);
        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// <c>Y = Alpha * op(A) * op(B) + Beta * C</c> with op the transposition where the flag is set, A and B of rank 2,
/// C absent or broadcast to Y [M,N].
/// </summary>
/// <param name="Alpha">Factor of the product.</param>
/// <param name="Beta">Factor of C.</param>
/// <param name="TransposeA">Whether A is stored [K,M].</param>
/// <param name="TransposeB">Whether B is stored [N,K] (PyTorch's layout).</param>
internal sealed record Gemm(float Alpha, float Beta, bool TransposeA, bool TransposeB) : Node
{
    /// <summary>A.</summary>
    public Value Input => Inputs[0];

    /// <summary>B.</summary>
    public Value Weight => Inputs[1];

    /// <summary>C, or null.</summary>
    public Value? Bias => Inputs.Length > 2 ? Inputs[2] : null;

    /// <summary>Rows of the output.</summary>
    public int M => Output.Shape[0];

    /// <summary>Columns of the output.</summary>
    public int N => Output.Shape[1];

    /// <summary>Products in each sum.</summary>
    public int K => Input.Shape[TransposeA ? 0 : 1];

    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(2, 3);
        Value a = node.Float(0), b = node.Float(1);
        node.SameType(a, b);
        var gemm = new Gemm(node.Float("alpha", 1f), node.Float("beta", 1f), node.Flag("transA", false), node.Flag("transB", false));
        if (a.Shape.Rank != 2) throw node.Error(ModelError.Shape, $"has shape {a.Shape}, Gemm needs rank 2", a);
        if (b.Shape.Rank != 2) throw node.Error(ModelError.Shape, $"has shape {b.Shape}, Gemm needs rank 2", b);
        var (m, k) = gemm.TransposeA ? (a.Shape[1], a.Shape[0]) : (a.Shape[0], a.Shape[1]);
        var (kb, n) = gemm.TransposeB ? (b.Shape[1], b.Shape[0]) : (b.Shape[0], b.Shape[1]);
        if (k != kb)
            throw node.Error(ModelError.Shape, $"inner dimensions {k} and {kb} differ: {ModelException.Quote(a.Name)} is {a.Shape}, {ModelException.Quote(b.Name)} is {b.Shape}");
        var shape = node.Shape(m, n);
        node.Work(shape, k);
        LinearRange.Check(node, b, k);
        if (node.Optional(2) is not { } c)
        {
            node.Return(node.Emit(gemm, shape, a.ElementType, [a, b]));
            return;
        }

        node.SameType(a, c);
        if (!Broadcast.Fits(c.Shape, shape)) throw node.Error(ModelError.Shape, $"has shape {c.Shape}, which does not broadcast to {shape}", c);
        node.Return(node.Emit(gemm, shape, a.ElementType, [a, b, c]));
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var y = new float[Output.Shape.Count];
        var (ar, ac) = TransposeA ? (1, M) : (K, 1);
        var (br, bc) = TransposeB ? (1, K) : (N, 1);
        MatrixProduct.Run(M, N, K, inputs[0].FloatArray, 0, ar, ac, inputs[1].FloatArray, 0, br, bc, y, 0, threads);
        if (Alpha != 1f)
        {
            for (var i = 0; i < y.Length; i++) y[i] *= Alpha;
        }

        if (inputs.Length > 2)
        {
            var c = inputs[2].FloatArray;
            var map = Broadcast.Strides(inputs[2].Shape, Output.Shape);
            for (var i = 0; i < M; i++)
            {
                for (var j = 0; j < N; j++) y[(i * N) + j] += Beta * c[(i * map[0]) + (j * map[1])];
            }
        }

        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

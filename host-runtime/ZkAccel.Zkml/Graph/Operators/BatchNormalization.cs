using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// Batch normalisation at inference, reduced to <c>y[n,c,...] = Scale[c] * x[n,c,...] + Shift[c]</c> with
/// <c>Scale = gamma / sqrt(variance + epsilon)</c> and <c>Shift = beta - Scale * mean</c>, computed in binary64.
/// </summary>
/// <param name="Scale">A factor for each channel.</param>
/// <param name="Shift">A summand for each channel.</param>
internal sealed record BatchNormalization(double[] Scale, double[] Shift) : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(5, 5);
        var x = node.Float(0);
        if (x.Shape.Rank < 2) throw node.Error(ModelError.Shape, $"has shape {x.Shape}, it needs [N,C,...]", x);
        var channels = x.Shape[1];
        node.Ignore("momentum");
        if (node.Opset >= 14 && node.Flag("training_mode", false)) throw node.Error(ModelError.Unsupported, "training mode is not supported: export the model for inference");
        double epsilon = node.Float("epsilon", 1e-5f);
        var (gamma, beta, mean, variance) = (Vector(1, "the scale"), Vector(2, "the bias"), Vector(3, "the mean"), Vector(4, "the variance"));
        node.Charge(2 * channels);
        var (scale, shift) = (new double[channels], new double[channels]);
        for (var c = 0; c < channels; c++)
        {
            if (variance[c] + epsilon <= 0) throw node.Error(ModelError.Range, $"the variance of channel {c} plus epsilon is not positive");
            scale[c] = gamma[c] / Math.Sqrt(variance[c] + epsilon);
            shift[c] = beta[c] - (scale[c] * mean[c]);
        }

        node.Return(node.Emit(new BatchNormalization(scale, shift), x.Shape, x.ElementType, [x]));

        float[] Vector(int index, string role)
        {
            var t = node.Constant(index, role)!;
            if (!t.IsFloat) throw node.Error(ModelError.Type, $"{role} must be a float tensor", node.Input(index));
            if (t.Shape.Rank != 1 || t.Shape[0] != channels) throw node.Error(ModelError.Shape, $"{role} has shape {t.Shape}, it needs [{channels}]", node.Input(index));
            return t.FloatArray;
        }
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var x = inputs[0].Floats;
        var y = new float[x.Length];
        var plane = Input.Shape.Product(2, Input.Shape.Rank);
        for (int start = 0, c = 0; start < x.Length; start += plane, c = (c + 1) % Scale.Length)
        {
            var (scale, shift) = (Scale[c], Shift[c]);
            for (var i = start; i < start + plane; i++) y[i] = (float)((scale * x[i]) + shift);
        }

        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// Changes the element type to that of the output. Between float types nothing is rounded (all are computed in binary32);
/// float to integer truncates towards zero; to bool is "not zero".
/// </summary>
internal sealed record Cast : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(1, 1);
        var x = node.Input(0);
        if (!node.Has("to")) throw node.Error(ModelError.Attribute, "attribute to is missing");
        var number = node.Int("to", 0, 0, int.MaxValue);
        if (node.Opset >= 19) node.Ignore("saturate");
        var type = ElementTypes.FromOnnx((int)number);
        if (type == ElementType.None) throw node.Error(ModelError.Type, $"cannot cast to {ElementTypes.OnnxName((int)number)}");
        node.Return(type == x.ElementType ? x : node.Emit(new Cast(), x.Shape, type, [x]));
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var (x, type) = (inputs[0], Output.ElementType);
        if (x.IsFloat && type.IsFloat()) return x.As(type);
        if (type.IsFloat())
        {
            var f = new float[x.Shape.Count];
            for (var i = 0; i < f.Length; i++) f[i] = x.Integers[i];
            return new Tensor(x.Shape, f, type);
        }

        var (min, max) = type.Range();
        var v = new long[x.Shape.Count];
        for (var i = 0; i < v.Length; i++)
        {
            if (type == ElementType.Bool)
            {
                v[i] = (x.IsFloat ? x.Floats[i] != 0 : x.Integers[i] != 0) ? 1 : 0;
                continue;
            }

            v[i] = x.IsFloat ? checked((long)x.Floats[i]) : x.Integers[i];
            if (v[i] < min || v[i] > max) throw new OverflowException($"{v[i]} is outside the range of {type}");
        }

        return new Tensor(x.Shape, v, type);
    }
}

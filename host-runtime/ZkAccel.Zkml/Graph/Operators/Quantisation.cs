using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Constant scales and zero points, one for the tensor or one for each slice along an axis.</summary>
/// <param name="Scales">Positive, finite.</param>
/// <param name="ZeroPoints">As many as scales, of the integer type.</param>
/// <param name="Axis">Axis of the scales; 0 where there is one.</param>
/// <param name="Type">The integer type.</param>
internal sealed record QuantisationParameters(float[] Scales, long[] ZeroPoints, int Axis, ElementType Type)
{
    /// <summary>Reads inputs 1 and 2 and the axis of a node.</summary>
    public static QuantisationParameters Read(NodeReader node, Value x, ElementType fallback)
    {
        node.Arity(2, 3);
        var scale = node.Constant(1, "the scale")!;
        if (!scale.IsFloat) throw node.Error(ModelError.Type, "the scale must be a float tensor", node.Input(1));
        if (scale.Shape.Rank > 1) throw node.Error(ModelError.Unsupported, "scales by block are not supported", node.Input(1));
        foreach (var s in scale.Floats)
        {
            if (!(s > 0)) throw node.Error(ModelError.Range, $"the scale {s} is not positive", node.Input(1));
        }

        if (node.Opset >= 19) node.Ignore("saturate");
        if (node.Int("block_size", 0) != 0) throw node.Error(ModelError.Unsupported, "scales by block are not supported");
        var axis = node.Opset >= 13 ? node.Int("axis", 1) : 1;
        var many = scale.Shape.Rank == 1 && scale.Shape.Count > 1;
        var at = many ? node.Axis(axis, x.Shape.Rank) : 0;
        if (many && x.Shape[at] != scale.Shape.Count) throw node.Error(ModelError.Shape, $"{scale.Shape.Count} scales for axis {at} of {x.Shape}", node.Input(1));
        var zero = node.Constant(2, "the zero point");
        var type = zero?.Type ?? fallback;
        if (type is not (ElementType.Int8 or ElementType.UInt8 or ElementType.Int16 or ElementType.UInt16 or ElementType.Int32))
            throw node.Error(ModelError.Type, $"quantises to {ElementTypes.OnnxName((int)type)}, which is not supported");
        if (zero is not null && zero.Shape.Count != scale.Shape.Count) throw node.Error(ModelError.Shape, $"{zero.Shape.Count} zero points for {scale.Shape.Count} scales", node.Input(2));
        return new QuantisationParameters(scale.FloatArray, zero?.IntegerArray ?? new long[scale.Shape.Count], at, type);
    }

    /// <summary>Index of the scale of an element.</summary>
    public int ScaleOf(Shape shape, int element) =>
        Scales.Length == 1 ? 0 : element / shape.Product(Axis + 1, shape.Rank) % Scales.Length;
}

/// <summary><c>y = clamp(round_half_even(x / scale) + zero point)</c> to the range of the output's type.</summary>
/// <param name="Parameters">Scales and zero points.</param>
internal sealed record QuantizeLinear(QuantisationParameters Parameters) : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        var x = node.Float(0);
        var wanted = node.Opset >= 21 ? node.Int("output_dtype", 0) : 0;
        var p = QuantisationParameters.Read(node, x, wanted == 0 ? ElementType.UInt8 : ElementTypes.FromOnnx((int)Math.Clamp(wanted, 0, 99)));
        if (wanted != 0 && wanted != (int)p.Type) throw node.Error(ModelError.Type, $"attribute output_dtype disagrees with the zero point's type {ElementTypes.OnnxName((int)p.Type)}");
        node.Return(node.Emit(new QuantizeLinear(p), x.Shape, p.Type, [x]));
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var x = inputs[0].Floats;
        var y = new long[x.Length];
        var (min, max) = Parameters.Type.Range();
        for (var i = 0; i < y.Length; i++)
        {
            var s = Parameters.ScaleOf(Output.Shape, i);
            var q = MathF.Round(x[i] / Parameters.Scales[s], MidpointRounding.ToEven) + (double)Parameters.ZeroPoints[s];
            y[i] = (long)Math.Clamp(q, min, max);
        }

        return new Tensor(Output.Shape, y, Parameters.Type);
    }
}

/// <summary><c>y = (x - zero point) * scale</c>.</summary>
/// <param name="Parameters">Scales and zero points.</param>
internal sealed record DequantizeLinear(QuantisationParameters Parameters) : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Reads a node; a constant keeps the integers it came from.</summary>
    public static void Read(NodeReader node)
    {
        var x = node.Input(0);
        var p = QuantisationParameters.Read(node, x, x.ElementType);
        if (p.Type != x.ElementType) throw node.Error(ModelError.Type, $"is {ElementTypes.OnnxName((int)x.ElementType)}, its zero point is {ElementTypes.OnnxName((int)p.Type)}", x);
        var y = node.Emit(new DequantizeLinear(p), x.Shape, node.Input(1).ElementType, [x]);
        if (x.Constant is { } integers) y.Quantised = new QuantisedConstant(integers, p.Scales, p.ZeroPoints, p.Axis);
        node.Return(y);
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var x = inputs[0].Integers;
        var y = new float[x.Length];
        for (var i = 0; i < y.Length; i++)
        {
            var s = Parameters.ScaleOf(Output.Shape, i);
            y[i] = (x[i] - Parameters.ZeroPoints[s]) * Parameters.Scales[s];
        }

        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

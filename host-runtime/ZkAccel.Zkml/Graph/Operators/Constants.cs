using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Operators that leave no node: constants, shapes, and those that are the identity at inference.</summary>
internal static class Constants
{
    /// <summary>Constant: one of its value attributes.</summary>
    public static void ReadConstant(NodeReader node)
    {
        node.Arity(0, 0);
        if (node.TensorProto("value") is { } proto)
        {
            if (proto.Dims is [0]) node.ReturnEmpty();
            else node.Return(node.Constant(node.Decode(proto, "value")));
        }
        else if (node.Floats("value_floats") is { Length: > 0 } fs) node.Return(node.Constant(new Tensor(node.Shape(fs.Length), fs)));
        else if (node.Ints("value_ints") is { Length: > 0 } vs) node.Return(node.Constant(new Tensor(node.Shape(vs.Length), vs)));
        else if (node.Has("value_float")) node.Return(node.Constant(new Tensor(default, [node.Float("value_float", 0f)])));
        else if (node.Has("value_int")) node.Return(node.Constant(new Tensor(default, [node.Int("value_int", 0)])));
        else throw node.Error(ModelError.Attribute, "has no numeric value attribute");
    }

    /// <summary>ConstantOfShape: one value in a constant shape.</summary>
    public static void ReadConstantOfShape(NodeReader node)
    {
        node.Arity(1, 1);
        var shape = node.Shape(node.Integers(0, "the shape"));
        node.Charge(shape.Count);
        if (node.TensorProto("value") is not { } proto)
        {
            node.Return(node.Constant(new Tensor(shape, new float[shape.Count])));
            return;
        }

        var value = node.Decode(proto, "value");
        if (value.Shape.Count != 1) throw node.Error(ModelError.Attribute, $"attribute value has shape {value.Shape}, it must be one number");
        node.Return(node.Constant(value.IsFloat
            ? new Tensor(shape, Filled(shape.Count, value.Floats[0]), value.Type)
            : new Tensor(shape, Filled(shape.Count, value.Integers[0]), value.Type)));
    }

    /// <summary>Shape: shapes are static, so this is a constant.</summary>
    public static void ReadShape(NodeReader node)
    {
        node.Arity(1, 1);
        var x = node.Input(0);
        var (from, to) = (0, x.Shape.Rank);
        if (node.Opset >= 15)
        {
            from = Bound(node.Int("start", 0));
            to = Bound(node.Int("end", x.Shape.Rank));
        }

        if (from >= to) node.ReturnEmpty();
        else node.Return(node.Constant(new Tensor(node.Shape(to - from), [.. x.Shape.Dimensions[from..to].ToArray().Select(d => (long)d)])));

        int Bound(long i) => (int)Math.Clamp(i < 0 ? i + x.Shape.Rank : i, 0, x.Shape.Rank);
    }

    /// <summary>Size: the number of elements.</summary>
    public static void ReadSize(NodeReader node)
    {
        node.Arity(1, 1);
        node.Return(node.Constant(new Tensor(default, [(long)node.Input(0).Shape.Count])));
    }

    /// <summary>Range: constant start, limit and step.</summary>
    public static void ReadRange(NodeReader node)
    {
        node.Arity(3, 3);
        var (a, b, c) = (node.Constant(0, "the start")!, node.Constant(1, "the limit")!, node.Constant(2, "the step")!);
        if (a.IsFloat || b.IsFloat || c.IsFloat) throw node.Error(ModelError.Type, "a range of floats is not supported");
        if (a.Shape.Count != 1 || b.Shape.Count != 1 || c.Shape.Count != 1) throw node.Error(ModelError.Shape, "start, limit and step must be one number each");
        if (c.Integers[0] == 0) throw node.Error(ModelError.Range, "the step is 0");
        var (start, step) = (a.Integers[0], c.Integers[0]);
        var span = (Int128)b.Integers[0] - start;
        var count = (span + step - Math.Sign(step)) / step;
        if (count <= 0) throw node.Error(ModelError.Shape, "the range is empty");
        var shape = node.Shape((long)Int128.Min(count, long.MaxValue));
        node.Charge(shape.Count);
        var v = new long[shape.Count];
        for (var i = 0; i < v.Length; i++) v[i] = start + (i * step);
        node.Return(node.Constant(new Tensor(shape, v, a.Type)));
    }

    /// <summary>Identity.</summary>
    public static void ReadIdentity(NodeReader node)
    {
        node.Arity(1, 1);
        node.Return(node.Input(0));
    }

    /// <summary>Dropout, which does nothing at inference. Its mask output is not computed.</summary>
    public static void ReadDropout(NodeReader node)
    {
        node.Arity(1, node.Opset < 12 ? 1 : 3);
        node.Ignore(node.Opset < 12 ? "ratio" : "seed");
        if (node.Opset >= 12 && node.Constant(2, "training_mode") is { } training && (training.IsFloat || training.Integers.ContainsAnyExcept(0L)))
            throw node.Error(ModelError.Unsupported, "Dropout in training mode is random and cannot be proved: export the model for inference");
        node.Return(node.Float(0));
    }

    private static T[] Filled<T>(int count, T value)
    {
        var a = new T[count];
        Array.Fill(a, value);
        return a;
    }
}

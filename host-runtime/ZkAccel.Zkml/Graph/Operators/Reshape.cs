using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>The same elements in the same order under another shape (Reshape, Flatten, Squeeze, Unsqueeze, copies).</summary>
internal sealed record Reshape : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Reads Reshape.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(2, 2);
        var x = node.Input(0);
        var target = node.Integers(1, "the target shape")!;
        var allowZero = node.Opset >= 14 && node.Flag("allowzero", false);
        var dims = new long[target.Length];
        var (free, known) = (-1, 1L);
        for (var i = 0; i < dims.Length; i++)
        {
            dims[i] = target[i];
            if (dims[i] == 0 && !allowZero)
                dims[i] = i < x.Shape.Rank ? x.Shape[i] : throw node.Error(ModelError.Shape, $"Reshape copies dimension {i} of an input of rank {x.Shape.Rank}");
            if (dims[i] == -1)
            {
                if (free >= 0) throw node.Error(ModelError.Shape, $"Reshape to [{string.Join(',', target)}] leaves two dimensions open");
                free = i;
            }
            else
            {
                if (dims[i] < 1) throw node.Error(ModelError.Shape, $"Reshape to [{string.Join(',', target)}] has a dimension {dims[i]}");
                known = dims[i] > ImportLimits.TensorElements ? long.MaxValue : Math.Min(known, ImportLimits.TensorElements) * dims[i];
            }
        }

        if (free >= 0 && x.Shape.Count % known == 0) (dims[free], known) = (x.Shape.Count / known, x.Shape.Count);
        if (known != x.Shape.Count) throw node.Error(ModelError.Shape, $"Reshape of {x.Shape} ({x.Shape.Count} elements) to [{string.Join(',', target)}] is impossible");
        Emit(node, x, dims);
    }

    /// <summary>Reads Flatten.</summary>
    public static void ReadFlatten(NodeReader node)
    {
        node.Arity(1, 1);
        var x = node.Input(0);
        var axis = node.Int("axis", 1);
        var at = axis == x.Shape.Rank ? x.Shape.Rank : node.Axis(axis, x.Shape.Rank);
        Emit(node, x, [x.Shape.Product(0, at), x.Shape.Product(at, x.Shape.Rank)]);
    }

    /// <summary>Reads Squeeze.</summary>
    public static void ReadSqueeze(NodeReader node)
    {
        node.Arity(1, node.Opset < 13 ? 1 : 2);
        var x = node.Input(0);
        var given = node.Opset < 13 ? node.Ints("axes") : node.Integers(1, "axes");
        var axes = given is null ? null : node.Axes(given, x.Shape.Rank);
        var dims = new List<long>();
        for (var i = 0; i < x.Shape.Rank; i++)
        {
            var named = axes is not null && axes.Contains(i);
            if (named && x.Shape[i] != 1) throw node.Error(ModelError.Shape, $"axis {i} of {x.Shape} is not 1 and cannot be squeezed", x);
            if (axes is null ? x.Shape[i] != 1 : !named) dims.Add(x.Shape[i]);
        }

        Emit(node, x, [.. dims]);
    }

    /// <summary>Reads Unsqueeze.</summary>
    public static void ReadUnsqueeze(NodeReader node)
    {
        var asInput = node.Opset >= 13;
        node.Arity(asInput ? 2 : 1, asInput ? 2 : 1);
        var x = node.Input(0);
        var given = (asInput ? node.Integers(1, "axes") : node.Ints("axes")) ?? throw node.Error(ModelError.Attribute, "attribute axes is missing");
        if (given.Length > ImportLimits.Rank) throw node.Error(ModelError.TooLarge, $"{given.Length} axes are above the size limit");
        var axes = node.Axes(given, x.Shape.Rank + given.Length);
        var dims = new List<long>(x.Shape.Dimensions.ToArray().Select(d => (long)d));
        foreach (var a in axes) dims.Insert(a, 1);
        Emit(node, x, [.. dims]);
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads) => inputs[0].Reshape(Output.Shape);

    private static void Emit(NodeReader node, Value x, ReadOnlySpan<long> dims) =>
        node.Return(node.Emit(new Reshape(), node.Shape(dims), x.ElementType, [x]));
}

using System.Collections.Immutable;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>What a <see cref="Reduce"/> computes.</summary>
internal enum ReduceKind
{
    /// <summary>Sum.</summary>
    Sum,

    /// <summary>Mean.</summary>
    Mean,

    /// <summary>Maximum.</summary>
    Max,

    /// <summary>Minimum.</summary>
    Min,

    /// <summary>Product.</summary>
    Prod,
}

/// <summary>Reduces over axes; the output keeps them as 1 or drops them, which its shape says.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Axes">Reduced axes, ascending.</param>
internal sealed record Reduce(ReduceKind Kind, ImmutableArray<int> Axes) : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Elements in each reduction.</summary>
    public int Span => Input.Shape.Count / Output.Shape.Count;

    /// <summary>Reads a node; axes became an input in operator set <paramref name="axesInput"/>.</summary>
    public static void Read(NodeReader node, ReduceKind kind, int axesInput)
    {
        var asInput = node.Opset >= axesInput;
        node.Arity(1, asInput ? 2 : 1);
        var x = kind == ReduceKind.Mean ? node.Float(0) : node.Input(0);
        if (x.ElementType == ElementType.Bool) throw node.Error(ModelError.Type, "is bool: arithmetic needs numbers", x);
        var given = asInput ? node.Integers(1, "axes") : node.Ints("axes");
        var noop = asInput && node.Flag("noop_with_empty_axes", false);
        var keep = node.Flag("keepdims", true);
        if (given is null or { Length: 0 })
        {
            if (noop)
            {
                node.Return(x);
                return;
            }

            given = [.. Enumerable.Range(0, x.Shape.Rank).Select(i => (long)i)];
        }

        var axes = node.Axes(given, x.Shape.Rank);
        var dims = new List<long>();
        for (var i = 0; i < x.Shape.Rank; i++)
        {
            var reduced = axes.Contains(i);
            if (!reduced) dims.Add(x.Shape[i]);
            else if (keep) dims.Add(1);
        }

        node.Return(node.Emit(new Reduce(kind, [.. axes]), node.Shape([.. dims]), x.ElementType, [x]));
    }

    /// <summary>For each input element the output element it goes to.</summary>
    public int[] Target()
    {
        var shape = Input.Shape;
        var (steps, step) = (new int[shape.Rank], 1);
        for (var i = shape.Rank - 1; i >= 0; i--)
        {
            if (Axes.Contains(i)) continue;
            steps[i] = step;
            step *= shape[i];
        }

        return Broadcast.Walk(shape, steps, 0);
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var target = Target();
        return inputs[0].IsFloat ? Floats(inputs[0].Floats, target) : Integers(inputs[0].Integers, target);
    }

    private Tensor Floats(ReadOnlySpan<float> x, int[] target)
    {
        var y = new double[Output.Shape.Count];
        Array.Fill(y, Kind switch { ReduceKind.Max => double.NegativeInfinity, ReduceKind.Min => double.PositiveInfinity, ReduceKind.Prod => 1, _ => 0 });
        for (var i = 0; i < x.Length; i++)
        {
            ref var t = ref y[target[i]];
            t = Kind switch
            {
                ReduceKind.Max => Math.Max(t, x[i]),
                ReduceKind.Min => Math.Min(t, x[i]),
                ReduceKind.Prod => t * x[i],
                _ => t + x[i],
            };
        }

        var result = new float[y.Length];
        for (var i = 0; i < y.Length; i++) result[i] = (float)(Kind == ReduceKind.Mean ? y[i] / Span : y[i]);
        return new Tensor(Output.Shape, result, Output.ElementType);
    }

    private Tensor Integers(ReadOnlySpan<long> x, int[] target)
    {
        var y = new long[Output.Shape.Count];
        Array.Fill(y, Kind switch { ReduceKind.Max => long.MinValue, ReduceKind.Min => long.MaxValue, ReduceKind.Prod => 1, _ => 0 });
        for (var i = 0; i < x.Length; i++)
        {
            ref var t = ref y[target[i]];
            t = checked(Kind switch
            {
                ReduceKind.Max => Math.Max(t, x[i]),
                ReduceKind.Min => Math.Min(t, x[i]),
                ReduceKind.Prod => t * x[i],
                _ => t + x[i],
            });
        }

        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

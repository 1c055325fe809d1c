using System.Collections.Immutable;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>A regular part: output coordinate i of an axis reads input coordinate <c>Starts + i * Steps</c>.</summary>
/// <param name="Starts">First coordinate of each axis.</param>
/// <param name="Steps">Step of each axis, negative to run backwards.</param>
internal sealed record Slice(ImmutableArray<int> Starts, ImmutableArray<int> Steps) : Movement
{
    /// <summary>Reads Slice.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(3, 5);
        var x = node.Input(0);
        long[] from = node.Integers(1, "starts")!, to = node.Integers(2, "ends")!;
        var axes = node.Integers(3, "axes") ?? [.. Enumerable.Range(0, from.Length).Select(i => (long)i)];
        var by = node.Integers(4, "steps") ?? [.. Enumerable.Repeat(1L, from.Length)];
        if (to.Length != from.Length || axes.Length != from.Length || by.Length != from.Length)
            throw node.Error(ModelError.Shape, $"starts, ends, axes and steps have {from.Length}, {to.Length}, {axes.Length} and {by.Length} entries");
        var dims = x.Shape.Dimensions.ToArray().Select(d => (long)d).ToArray();
        var (starts, steps) = (new int[dims.Length], new int[dims.Length]);
        Array.Fill(steps, 1);
        node.Axes(axes, dims.Length);
        for (var i = 0; i < from.Length; i++)
        {
            var axis = node.Axis(axes[i], dims.Length);
            var (size, step) = (dims[axis], by[i]);
            if (step is 0 or > int.MaxValue or < -int.MaxValue) throw node.Error(ModelError.Attribute, $"step {step} of axis {axis} is not allowed");
            var first = Bound(from[i], size, 0, step > 0 ? size : size - 1);
            var end = Bound(to[i], size, step > 0 ? 0 : -1, step > 0 ? size : size - 1);
            var count = step > 0 ? (end - first + step - 1) / step : (first - end - step - 1) / -step;
            if (count < 1) throw node.Error(ModelError.Shape, $"the slice {from[i]}:{to[i]}:{step} of axis {axis} (size {size}) is empty");
            (starts[axis], steps[axis], dims[axis]) = ((int)first, (int)step, count);
        }

        node.Return(node.Emit(new Slice([.. starts], [.. steps]), node.Shape(dims), x.ElementType, [x]));
    }

    /// <summary>Reads Split: one slice for each output.</summary>
    public static void ReadSplit(NodeReader node)
    {
        node.Arity(1, node.Opset < 13 ? 1 : 2);
        var x = node.Input(0);
        var axis = node.Axis(node.Int("axis", 0), x.Shape.Rank);
        var sizes = node.Opset < 13 ? node.Ints("split") : node.Integers(1, "split");
        var parts = node.Opset >= 18 ? node.Int("num_outputs", node.OutputCount, 1, ImportLimits.NodeEdges) : node.OutputCount;
        if (sizes is null)
        {
            if (node.Opset < 18 && x.Shape[axis] % parts != 0) throw node.Error(ModelError.Shape, $"axis {axis} of {x.Shape} does not split into {parts} equal parts");
            var each = (x.Shape[axis] + parts - 1) / parts;
            sizes = [.. Enumerable.Range(0, (int)parts).Select(i => Math.Min(each, x.Shape[axis] - (i * each)))];
        }

        if (sizes.Length != node.OutputCount || sizes.Any(s => s < 1) || sizes.Aggregate((Int128)0, (a, s) => a + s) != x.Shape[axis])
            throw node.Error(ModelError.Shape, $"parts [{string.Join(',', sizes)}] do not fill axis {axis} of {x.Shape} in {node.OutputCount} outputs");
        var at = 0L;
        for (var i = 0; i < sizes.Length; i++)
        {
            var (starts, steps) = (new int[x.Shape.Rank], new int[x.Shape.Rank]);
            Array.Fill(steps, 1);
            starts[axis] = (int)at;
            var dims = x.Shape.Dimensions.ToArray().Select(d => (long)d).ToArray();
            dims[axis] = sizes[i];
            node.Return(node.Emit(new Slice([.. starts], [.. steps]), node.Shape(dims), x.ElementType, [x], index: i), i);
            at += sizes[i];
        }
    }

    /// <inheritdoc/>
    private protected override int[] BuildSource()
    {
        var strides = Inputs[0].Shape.Strides();
        var (steps, start) = (new int[strides.Length], 0);
        for (var i = 0; i < strides.Length; i++)
        {
            steps[i] = strides[i] * Steps[i];
            start += strides[i] * Starts[i];
        }

        return Broadcast.Walk(Output.Shape, steps, start);
    }

    private static long Bound(long at, long size, long low, long high) => Math.Clamp(at < 0 ? Math.Max(at, -size - 1) + size : at, low, high);
}

using System.Collections.Immutable;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Constant padding: <c>Begin[i]</c> cells of <see cref="Value"/> before axis i (negative crops), the rest after.</summary>
/// <param name="Begin">Cells before each axis.</param>
/// <param name="Value">What the padding holds.</param>
internal sealed record Pad(ImmutableArray<int> Begin, float Value) : Movement
{
    /// <inheritdoc/>
    public override float Fill => Value;

    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(2, node.Opset >= 18 ? 4 : 3);
        node.Word("mode", "constant");
        var x = node.Input(0);
        var pads = node.Integers(1, "pads")!;
        var value = node.Scalar(2, "the padding value") ?? 0f;
        var rank = x.Shape.Rank;
        var axes = (node.Opset >= 18 ? node.Integers(3, "axes") : null) ?? [.. Enumerable.Range(0, rank).Select(i => (long)i)];
        if (pads.Length != 2 * axes.Length) throw node.Error(ModelError.Shape, $"pads has {pads.Length} entries, it needs {2 * axes.Length}");
        node.Axes(axes, rank);
        var dims = x.Shape.Dimensions.ToArray().Select(d => (long)d).ToArray();
        var begin = new int[rank];
        for (var i = 0; i < axes.Length; i++)
        {
            var axis = node.Axis(axes[i], rank);
            var (before, after) = (pads[i], pads[i + axes.Length]);
            if (Math.Max(before, after) > ImportLimits.Window || Math.Min(before, after) < -ImportLimits.Window)
                throw node.Error(ModelError.TooLarge, $"pads {before} and {after} of axis {axis} are above the size limit of {ImportLimits.Window}");
            dims[axis] += before + after;
            if (dims[axis] < 1) throw node.Error(ModelError.Shape, $"pads {before} and {after} of axis {axis} (size {x.Shape[axis]}) leave no output");
            begin[axis] = (int)before;
        }

        node.Return(node.Emit(new Pad([.. begin], value), node.Shape(dims), x.ElementType, [x]));
    }

    /// <inheritdoc/>
    private protected override int[] BuildSource()
    {
        var (input, strides) = (Inputs[0].Shape, Inputs[0].Shape.Strides());
        var source = new int[Output.Shape.Count];
        for (var i = 0; i < source.Length; i++)
        {
            var (rest, place) = (i, 0);
            for (var axis = input.Rank - 1; axis >= 0 && place >= 0; axis--)
            {
                (rest, var at) = Math.DivRem(rest, Output.Shape[axis]);
                at -= Begin[axis];
                place = (uint)at < (uint)input[axis] ? place + (at * strides[axis]) : -1;
            }

            source[i] = place;
        }

        return source;
    }
}

using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// Convolution (cross-correlation) over one or two spatial axes: input [N,C,...], weight [O,C/Groups,kernel...], bias [O] or
/// absent. <c>Y[n,o,p] = bias[o] + sum over c, tap of W[o,c,tap] * X[n, g*C/Groups + c, position(p, tap)]</c>.
/// </summary>
/// <param name="Window">Spatial geometry.</param>
/// <param name="Groups">Channel groups; equal to C for a depthwise convolution.</param>
internal sealed record Conv(Window Window, int Groups) : Node
{
    /// <summary>Data.</summary>
    public Value Input => Inputs[0];

    /// <summary>Weights.</summary>
    public Value Weight => Inputs[1];

    /// <summary>Bias, or null.</summary>
    public Value? Bias => Inputs.Length > 2 ? Inputs[2] : null;

    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(2, 3);
        Value x = node.Float(0), w = node.Float(1);
        node.SameType(x, w);
        if (x.Shape.Rank < 3) throw node.Error(ModelError.Shape, $"has shape {x.Shape}, it needs [N,C,spatial...]", x);
        if (w.Shape.Rank != x.Shape.Rank) throw node.Error(ModelError.Shape, $"has rank {w.Shape.Rank}, the input has rank {x.Shape.Rank}", w);
        var groups = (int)node.Int("group", 1, 1, int.MaxValue);
        var (channels, outputs) = (x.Shape[1], w.Shape[0]);
        if (channels % groups != 0 || outputs % groups != 0)
            throw node.Error(ModelError.Attribute, $"attribute group {groups} does not divide {channels} input and {outputs} output channels");
        if (w.Shape[1] != channels / groups)
            throw node.Error(ModelError.Shape, $"has {w.Shape[1]} input channels, the input has {channels} in {groups} group(s)", w);
        var window = Window.Read(node, x, w.Shape.Dimensions[2..], ceilMode: false);
        var shape = window.Output(node, x.Shape, outputs);
        node.Work(shape, (long)w.Shape[1] * window.Taps);
        LinearRange.Check(node, w, w.Shape[1] * window.Taps);
        if (node.Optional(2) is not { } b)
        {
            node.Return(node.Emit(new Conv(window, groups), shape, x.ElementType, [x, w]));
            return;
        }

        node.SameType(x, b);
        if (b.Shape.Rank != 1 || b.Shape[0] != outputs) throw node.Error(ModelError.Shape, $"has shape {b.Shape}, it needs [{outputs}]", b);
        node.Return(node.Emit(new Conv(window, groups), shape, x.ElementType, [x, w, b]));
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        var y = new float[Output.Shape.Count];
        var (x, w) = (inputs[0].FloatArray, inputs[1].FloatArray);
        var bias = inputs.Length > 2 ? inputs[2].FloatArray : null;
        var (batch, channels, outputs) = (Input.Shape[0], Input.Shape[1] / Groups, Weight.Shape[0] / Groups);
        for (var n = 0; n < batch; n++)
        {
            for (var g = 0; g < Groups; g++)
            {
                var input = ((n * Groups) + g) * channels * Window.InPixels;
                var output = ((n * Groups) + g) * outputs * Window.OutPixels;
                Convolution.Run(Window, channels, outputs, x.AsMemory(input), w.AsMemory(g * outputs * channels * Window.Taps), bias is null ? default : bias.AsMemory(g * outputs), y.AsMemory(output), threads);
            }
        }

        return new Tensor(Output.Shape, y, Output.ElementType);
    }
}

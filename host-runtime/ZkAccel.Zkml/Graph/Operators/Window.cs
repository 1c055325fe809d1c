using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// A sliding window over one or two spatial axes, with all sizes resolved. One spatial axis is a height of 1. Output pixel
/// (oy, ox), tap (ky, kx) reads input (oy*StrideHeight - PadTop + ky*DilationHeight, ox*StrideWidth - PadLeft + kx*DilationWidth);
/// a position outside the input is padding.
/// </summary>
internal readonly record struct Window(
    int InHeight,
    int InWidth,
    int KernelHeight,
    int KernelWidth,
    int StrideHeight,
    int StrideWidth,
    int DilationHeight,
    int DilationWidth,
    int PadTop,
    int PadLeft,
    int PadBottom,
    int PadRight,
    int OutHeight,
    int OutWidth)
{
    /// <summary>Taps of the kernel.</summary>
    public int Taps => KernelHeight * KernelWidth;

    /// <summary>Output pixels.</summary>
    public int OutPixels => OutHeight * OutWidth;

    /// <summary>Input pixels.</summary>
    public int InPixels => InHeight * InWidth;

    /// <summary>True where output pixel i reads exactly input pixel i.</summary>
    public bool IsPointwise => Taps == 1 && StrideHeight == 1 && StrideWidth == 1 && InPixels == OutPixels && PadTop == 0 && PadLeft == 0;

    /// <summary>Reads the window attributes of a node for an input [N, C, spatial...].</summary>
    /// <param name="node">The node.</param>
    /// <param name="input">Its data input.</param>
    /// <param name="kernel">Kernel sizes known from weights, or empty where kernel_shape must give them.</param>
    /// <param name="ceilMode">Whether output sizes round up.</param>
    public static Window Read(NodeReader node, Value input, ReadOnlySpan<int> kernel, bool ceilMode)
    {
        var spatial = input.Shape.Rank - 2;
        if (spatial is not (1 or 2))
            throw node.Error(ModelError.Shape, $"has shape {input.Shape}: {node.OpType} is supported over one or two spatial axes", input);
        var shape = node.Ints("kernel_shape");
        if (shape is null && kernel.IsEmpty) throw node.Error(ModelError.Attribute, "attribute kernel_shape is missing");
        if (shape is not null && !kernel.IsEmpty)
        {
            for (var i = 0; i < Math.Max(shape.Length, kernel.Length); i++)
            {
                if (shape.Length != kernel.Length || shape[i] != kernel[i])
                    throw node.Error(ModelError.Attribute, $"attribute kernel_shape [{string.Join(',', shape)}] disagrees with the weights' [{string.Join(',', kernel.ToArray())}]");
            }
        }

        var k = new long[spatial];
        for (var i = 0; i < spatial; i++) k[i] = kernel.IsEmpty ? (shape!.Length == spatial ? shape[i] : 0) : kernel[i];
        Bounded(node, "kernel_shape", k, spatial, 1);
        var strides = Bounded(node, "strides", node.Ints("strides"), spatial, 1);
        var dilations = Bounded(node, "dilations", node.Ints("dilations"), spatial, 1);
        var auto = node.Word("auto_pad", "NOTSET", "SAME_UPPER", "SAME_LOWER", "VALID");
        var given = node.Ints("pads");
        if (auto != "NOTSET" && given is not null && given.Any(p => p != 0)) throw node.Error(ModelError.Attribute, $"attribute pads is given together with auto_pad {auto}");
        var pads = Bounded(node, "pads", auto == "NOTSET" ? given : null, 2 * spatial, 0);

        Span<int> begin = stackalloc int[2], end = stackalloc int[2], outs = stackalloc int[2];
        for (var i = 0; i < spatial; i++)
        {
            var size = input.Shape[2 + i];
            var reach = (dilations[i] * (k[i] - 1)) + 1;
            if (auto.StartsWith("SAME", StringComparison.Ordinal))
            {
                var total = Math.Max((((size + strides[i] - 1) / strides[i] - 1) * strides[i]) + reach - size, 0);
                pads[i] = auto == "SAME_UPPER" ? total / 2 : total - (total / 2);
                pads[spatial + i] = total - pads[i];
            }

            var room = size + pads[i] + pads[spatial + i] - reach;
            if (room < 0)
                throw node.Error(ModelError.Attribute, $"kernel_shape, dilations and pads leave no output: a window of {reach} over {size} with pads {pads[i]} and {pads[spatial + i]}");
            var count = (room / strides[i]) + 1;
            // A window that would start in the end padding is dropped (as onnxruntime and PyTorch do).
            if (ceilMode && room % strides[i] != 0 && count * strides[i] < size + pads[i]) count++;
            (begin[i], end[i], outs[i]) = ((int)pads[i], (int)pads[spatial + i], (int)Math.Min(count, int.MaxValue));
        }

        return spatial == 2
            ? new Window(input.Shape[2], input.Shape[3], (int)k[0], (int)k[1], (int)strides[0], (int)strides[1], (int)dilations[0], (int)dilations[1], begin[0], begin[1], end[0], end[1], outs[0], outs[1])
            : new Window(1, input.Shape[2], 1, (int)k[0], 1, (int)strides[0], 1, (int)dilations[0], 0, begin[0], 0, end[0], 1, outs[0]);
    }

    /// <summary>A window that covers the whole input once.</summary>
    public static Window Global(NodeReader node, Value input)
    {
        var spatial = input.Shape.Rank - 2;
        if (spatial is not (1 or 2))
            throw node.Error(ModelError.Shape, $"has shape {input.Shape}: {node.OpType} is supported over one or two spatial axes", input);
        var (h, w) = spatial == 2 ? (input.Shape[2], input.Shape[3]) : (1, input.Shape[2]);
        return new Window(h, w, h, w, 1, 1, 1, 1, 0, 0, 0, 0, 1, 1);
    }

    /// <summary>The output's shape [N, channels, spatial...].</summary>
    public Shape Output(NodeReader node, Shape input, int channels) =>
        input.Rank == 4 ? node.Shape(input[0], channels, OutHeight, OutWidth) : node.Shape(input[0], channels, OutWidth);

    private static long[] Bounded(NodeReader node, string name, long[]? values, int count, long min)
    {
        if (values is null)
        {
            values = new long[count];
            Array.Fill(values, min);
        }

        if (values.Length != count) throw node.Error(ModelError.Attribute, $"attribute {name} has {values.Length} entries, it needs {count}");
        foreach (var v in values)
        {
            if (v < min) throw node.Error(ModelError.Attribute, $"attribute {name} holds {v}, the least is {min}");
            if (v > ImportLimits.Window) throw node.Error(ModelError.TooLarge, $"attribute {name} holds {v}, above the size limit of {ImportLimits.Window}");
        }

        return values;
    }
}

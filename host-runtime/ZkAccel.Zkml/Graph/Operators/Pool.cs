using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Maximum over each window of each channel; padding never wins.</summary>
/// <param name="Window">Spatial geometry; for GlobalMaxPool the whole plane.</param>
internal sealed record MaxPool(Window Window) : Node
{
    /// <summary>Reads MaxPool.</summary>
    public static void Read(NodeReader node) => Pool.Read(node, (window, _) => new MaxPool(window));

    /// <summary>Reads GlobalMaxPool.</summary>
    public static void ReadGlobal(NodeReader node) => Pool.ReadGlobal(node, window => new MaxPool(window));

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads) =>
        Pool.Evaluate(this, Window, inputs[0], static (plane, taps, _) =>
        {
            var max = float.NegativeInfinity;
            foreach (var t in taps) max = Math.Max(max, plane[t]);
            return max;
        });
}

/// <summary>Mean over each window of each channel.</summary>
/// <param name="Window">Spatial geometry; for GlobalAveragePool the whole plane.</param>
/// <param name="CountPadding">Whether padding counts in the divisor (its values are 0).</param>
internal sealed record AveragePool(Window Window, bool CountPadding) : Node
{
    /// <summary>Reads AveragePool.</summary>
    public static void Read(NodeReader node) => Pool.Read(node, (window, countPadding) => new AveragePool(window, countPadding));

    /// <summary>Reads GlobalAveragePool.</summary>
    public static void ReadGlobal(NodeReader node) => Pool.ReadGlobal(node, window => new AveragePool(window, false));

    /// <summary>Divisor of an output pixel: its taps inside the input, or inside input and padding.</summary>
    public int Divisor(int pixel)
    {
        var (oy, ox) = Math.DivRem(pixel, Window.OutWidth);
        var w = Window;
        var pad = CountPadding;
        return Inside(oy, w.StrideHeight, w.PadTop, w.PadBottom, w.DilationHeight, w.KernelHeight, w.InHeight)
            * Inside(ox, w.StrideWidth, w.PadLeft, w.PadRight, w.DilationWidth, w.KernelWidth, w.InWidth);

        int Inside(int o, int stride, int begin, int end, int dilation, int kernel, int size)
        {
            var count = 0;
            for (var k = 0; k < kernel; k++)
            {
                var i = (o * stride) - begin + (k * dilation);
                if (pad ? i < size + end : i >= 0 && i < size) count++;
            }

            return count;
        }
    }

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads) =>
        Pool.Evaluate(this, Window, inputs[0], (plane, taps, pixel) =>
        {
            var sum = 0d;
            foreach (var t in taps) sum += plane[t];
            return (float)(sum / Divisor(pixel));
        });
}

/// <summary>What the pools share.</summary>
internal static class Pool
{
    /// <summary>Value of an output pixel from its plane and the input pixels in its window.</summary>
    public delegate float Rule(ReadOnlySpan<float> plane, ReadOnlySpan<int> taps, int pixel);

    /// <summary>Reads MaxPool or AveragePool.</summary>
    public static void Read(NodeReader node, Func<Window, bool, Node> make)
    {
        node.Arity(1, 1);
        var x = Input(node);
        var max = node.OpType == "MaxPool";
        if (max) node.Int("storage_order", 0, 0, 1);
        var countPadding = !max && node.Flag("count_include_pad", false);
        if (!max && node.Opset < 19 && node.Has("dilations")) throw node.Error(ModelError.Attribute, "attribute dilations needs operator set 19");
        var window = Window.Read(node, x, [], node.Flag("ceil_mode", false));
        if (window.PadTop >= Reach(window.KernelHeight, window.DilationHeight) || window.PadLeft >= Reach(window.KernelWidth, window.DilationWidth)
            || window.PadBottom >= Reach(window.KernelHeight, window.DilationHeight) || window.PadRight >= Reach(window.KernelWidth, window.DilationWidth))
            throw node.Error(ModelError.Attribute, "attribute pads is as large as the window, which would see padding only");
        Emit(node, x, window, make(window, countPadding));
    }

    /// <summary>Reads a global pool.</summary>
    public static void ReadGlobal(NodeReader node, Func<Window, Node> make)
    {
        node.Arity(1, 1);
        var x = Input(node);
        var window = Window.Global(node, x);
        Emit(node, x, window, make(window));
    }

    /// <summary>Applies a rule to every window of every plane.</summary>
    public static Tensor Evaluate(Node node, Window w, Tensor x, Rule rule)
    {
        var y = new float[node.Output.Shape.Count];
        var taps = new int[w.Taps];
        var planes = x.Shape[0] * x.Shape[1];
        for (var pixel = 0; pixel < w.OutPixels; pixel++)
        {
            var (oy, ox) = Math.DivRem(pixel, w.OutWidth);
            var count = 0;
            for (var ky = 0; ky < w.KernelHeight; ky++)
            {
                var iy = (oy * w.StrideHeight) - w.PadTop + (ky * w.DilationHeight);
                if ((uint)iy >= (uint)w.InHeight) continue;
                for (var kx = 0; kx < w.KernelWidth; kx++)
                {
                    var ix = (ox * w.StrideWidth) - w.PadLeft + (kx * w.DilationWidth);
                    if ((uint)ix < (uint)w.InWidth) taps[count++] = (iy * w.InWidth) + ix;
                }
            }

            for (var p = 0; p < planes; p++)
                y[(p * w.OutPixels) + pixel] = rule(x.Floats.Slice(p * w.InPixels, w.InPixels), taps.AsSpan(0, count), pixel);
        }

        return new Tensor(node.Output.Shape, y, node.Output.ElementType);
    }

    private static int Reach(int kernel, int dilation) => ((kernel - 1) * dilation) + 1;

    private static Value Input(NodeReader node)
    {
        var x = node.Float(0);
        return x.Shape.Rank >= 3 ? x : throw node.Error(ModelError.Shape, $"has shape {x.Shape}, it needs [N,C,spatial...]", x);
    }

    private static void Emit(NodeReader node, Value x, Window window, Node pool)
    {
        var shape = window.Output(node, x.Shape, x.Shape[1]);
        node.Work(shape, window.Taps);
        node.Return(node.Emit(pool, shape, x.ElementType, [x]));
    }
}

using ZkAccel.Zkml.Graphs.Operators;

namespace ZkAccel.Zkml.Graphs.Execution;

/// <summary>
/// Convolution of one channel group as a matrix product: the input patches of <see cref="MatrixProduct.Columns"/> output
/// pixels are gathered into a panel (row = channel, tap), which stays in the first cache for all output channels.
/// </summary>
internal static class Convolution
{
    /// <summary>Computes one group.</summary>
    /// <param name="window">Geometry.</param>
    /// <param name="channels">Input channels.</param>
    /// <param name="outputs">Output channels.</param>
    /// <param name="x">Input planes [channels, in pixels].</param>
    /// <param name="w">Weights [outputs, channels * taps].</param>
    /// <param name="bias">Bias [outputs] or empty.</param>
    /// <param name="y">Receives output planes [outputs, out pixels].</param>
    /// <param name="threads">Threads to use at most.</param>
    public static void Run(Window window, int channels, int outputs, ReadOnlyMemory<float> x, ReadOnlyMemory<float> w, ReadOnlyMemory<float> bias, Memory<float> y, int threads)
    {
        var (columns, taps, pixels) = (MatrixProduct.Columns, window.Taps, window.OutPixels);
        var k = channels * taps;
        MatrixProduct.ForPanels((pixels + columns - 1) / columns, (long)outputs * pixels * k, threads, (from, to) =>
        {
            var panel = new float[k * columns];
            Span<int> offsets = stackalloc int[columns];
            for (var p = from; p < to; p++)
            {
                var width = Math.Min(columns, pixels - (p * columns));
                for (var tap = 0; tap < taps; tap++)
                {
                    var run = Offsets(window, tap, p * columns, width, offsets);
                    Gather(x.Span, window.InPixels, channels, taps, tap, offsets, run, panel);
                }

                MatrixProduct.MultiplyPanel(outputs, k, w.Span, k, panel, bias.Span, y.Span[(p * columns)..], pixels, width);
            }
        });
    }

    /// <summary>Input pixel that one tap reads for each output pixel of a panel, -1 for padding. True where they are consecutive.</summary>
    private static bool Offsets(in Window w, int tap, int first, int width, Span<int> offsets)
    {
        var (ky, kx) = Math.DivRem(tap, w.KernelWidth);
        var (oy, ox) = Math.DivRem(first, w.OutWidth);
        var run = width == offsets.Length;
        offsets.Fill(-1);
        for (var j = 0; j < width; j++)
        {
            var iy = (oy * w.StrideHeight) - w.PadTop + (ky * w.DilationHeight);
            var ix = (ox * w.StrideWidth) - w.PadLeft + (kx * w.DilationWidth);
            if ((uint)iy < (uint)w.InHeight && (uint)ix < (uint)w.InWidth) offsets[j] = (iy * w.InWidth) + ix;
            run &= offsets[j] >= 0 && offsets[j] == offsets[0] + j;
            if (++ox == w.OutWidth) (ox, oy) = (0, oy + 1);
        }

        return run;
    }

    private static void Gather(ReadOnlySpan<float> x, int plane, int channels, int taps, int tap, ReadOnlySpan<int> offsets, bool run, Span<float> panel)
    {
        var columns = offsets.Length;
        for (var c = 0; c < channels; c++)
        {
            var source = x.Slice(c * plane, plane);
            var target = panel.Slice(((c * taps) + tap) * columns, columns);
            if (run)
            {
                source.Slice(offsets[0], columns).CopyTo(target);
                continue;
            }

            for (var j = 0; j < columns; j++) target[j] = offsets[j] < 0 ? 0f : source[offsets[j]];
        }
    }
}

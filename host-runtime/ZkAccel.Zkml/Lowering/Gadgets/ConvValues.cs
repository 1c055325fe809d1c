using System.Numerics;
using System.Runtime.InteropServices;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>The integers of a full convolution product, borders included: what the slots of its layer hold.</summary>
internal static class ConvValues
{
    public static long[] Full(IntegerModel model, IntConv node, View input, Evaluation evaluation, ConvGeometry gx, ConvGeometry gy, int channels)
    {
        long[] source = input.Values.In(evaluation);
        int[] weights = model.Weights[node.Weights].Data;
        int kh = gy.Taps.Length, kw = gx.Taps.Length;
        int inputs = input.Planes / node.Groups, outputs = channels / node.Groups;
        int width = gx.Width, height = gy.Output;
        var phases = SplitPhases(source, input, gx.Stride, out int phaseWidth);
        var result = new long[channels * height * width];
        bool narrow = Bound(input) * Bound(weights) * kh * kw < int.MaxValue;
        Parallel.For(0, channels, o =>
        {
            var line = new int[width];
            int group = o / outputs;
            long bias = node.Bias is { } b ? model.Biases[b].Data[o] : 0;
            for (int y = 0; y < height; y++)
            {
                Span<long> target = result.AsSpan(((o * height) + y) * width, width);
                target.Fill(bias);
                for (int c = 0; c < inputs; c++)
                {
                    for (int i = 0; i < kh; i++)
                    {
                        int row = (y * gy.Stride) + (gy.Taps[i].Shift * gy.Stride) + gy.Taps[i].Phase;
                        if ((uint)row >= (uint)input.Height) continue;
                        for (int j = 0; j < kw; j++)
                        {
                            int w = weights[(((((o * inputs) + c) * kh) + i) * kw) + j];
                            int at = ((((group * inputs) + c) * input.Height) + row) * phaseWidth;
                            int length = gx.PhaseLength(input.Width, gx.Taps[j].Phase);
                            ReadOnlySpan<int> x = phases[gx.Taps[j].Phase].AsSpan(at, length);
                            if (narrow) MultiplyAdd(x, w, line.AsSpan(gx.Exponent(j), length));
                            else MultiplyAddWide(x, w, target.Slice(gx.Exponent(j), length));
                        }
                    }

                    // One channel's taps stay below 2^31; channels add up in 64 bits.
                    if (narrow) Drain(line, target);
                }
            }
        });
        return result;
    }

    private static long Bound(View view) => Math.Max(Math.Abs(view.Min), Math.Abs(view.Max));

    private static long Bound(int[] values)
    {
        long bound = 0;
        foreach (int v in values) bound = Math.Max(bound, Math.Abs((long)v));
        return bound;
    }

    private static void Drain(int[] line, Span<long> target)
    {
        for (int x = 0; x < line.Length; x++) target[x] += line[x];
        Array.Clear(line);
    }

    private static void MultiplyAddWide(ReadOnlySpan<int> x, int w, Span<long> target)
    {
        for (int i = 0; i < x.Length; i++) target[i] += (long)x[i] * w;
    }

    private static int[][] SplitPhases(long[] source, View input, int stride, out int phaseWidth)
    {
        int width = input.Width, lines = source.Length / width;
        phaseWidth = Shapes.DivideUp(width, stride);
        var phases = new int[stride][];
        for (int u = 0; u < stride; u++)
        {
            phases[u] = new int[lines * phaseWidth];
            for (int line = 0; line < lines; line++)
            {
                for (int x = u; x < width; x += stride) phases[u][(line * phaseWidth) + (x / stride)] = (int)source[(line * width) + x];
            }
        }

        return phases;
    }

    private static void MultiplyAdd(ReadOnlySpan<int> x, int w, Span<int> target)
    {
        ReadOnlySpan<Vector<int>> wide = MemoryMarshal.Cast<int, Vector<int>>(x);
        Span<Vector<int>> sums = MemoryMarshal.Cast<int, Vector<int>>(target);
        var factor = new Vector<int>(w);
        for (int i = 0; i < wide.Length; i++) sums[i] += wide[i] * factor;
        for (int i = wide.Length * Vector<int>.Count; i < x.Length; i++) target[i] += x[i] * w;
    }
}

using System.Numerics;
using System.Runtime.InteropServices;

namespace ZkAccel.Zkml.Integer;

public sealed partial class IntegerExecutor
{
    /// <summary>
    /// Sums of products run in 32 bits where the proven range, less a bias below 2^30, fits (sums modulo 2^32 are then exact
    /// whatever happens on the way), else in 64 bits.
    /// </summary>
    private bool Fits32(IntNode node)
    {
        var y = model.Values[node.Output];
        return y.Min > -IntegerModel.MaxBias && y.Max < IntegerModel.MaxBias;
    }

    private long[] Conv(IntConv n, long[] x) =>
        Fits32(n) ? Conv<int>(n, x, model.Weights[n.Weights].Data) : Conv<long>(n, x, wideWeights[n.Weights].Value);

    private long[] Conv<T>(IntConv n, long[] x, T[] w)
        where T : unmanaged, INumber<T>
    {
        var (d, o) = (Dims(n.X), Dims(n.Output));
        var k = n.Window;
        int height = d[2] + k.PadTop + k.PadBottom, width = d[3] + k.PadLeft + k.PadRight, plane = height * width;
        var padded = new T[d[1] * plane];
        for (var c = 0; c < d[1]; c++)
        {
            for (var r = 0; r < d[2]; r++)
            {
                var (from, to) = ((c * d[2] + r) * d[3], c * plane + (r + k.PadTop) * width + k.PadLeft);
                for (var i = 0; i < d[3]; i++) padded[to + i] = T.CreateTruncating(x[from + i]);
            }
        }

        int channels = d[1] / n.Groups, taps = channels * k.KernelHeight * k.KernelWidth, outputs = o[1] / n.Groups, positions = o[2] * o[3];
        var offsets = new int[taps];
        for (int c = 0, t = 0; c < channels; c++)
        {
            for (var i = 0; i < k.KernelHeight; i++)
                for (var j = 0; j < k.KernelWidth; j++) offsets[t++] = c * plane + i * k.DilationHeight * width + j * k.DilationWidth;
        }

        var bases = new int[positions];
        for (int p = 0, r = 0; r < o[2]; r++)
        {
            for (var c = 0; c < o[3]; c++) bases[p++] = r * k.StrideHeight * width + c * k.StrideWidth;
        }

        var tile = 2 * Vector<T>.Count;
        var patches = new T[taps * tile];
        var sums = new T[4 * tile];
        var y = new long[o[1] * positions];
        var bias = n.Bias is { } id ? model.Biases[id].Data : null;
        for (var g = 0; g < n.Groups; g++)
        {
            var source = padded.AsSpan(g * channels * plane);
            for (var p = 0; p < positions; p += tile)
            {
                var here = Math.Min(tile, positions - p);
                var at = bases.AsSpan(p, here);
                for (var t = 0; t < taps; t++)
                {
                    var row = patches.AsSpan(t * tile, here);
                    var off = source[offsets[t]..];
                    for (var i = 0; i < row.Length; i++) row[i] = off[at[i]];
                }

                for (var q = 0; q < outputs; q += 4)
                {
                    var first = g * outputs + q;
                    var block = Math.Min(4, outputs - q);
                    var rows = w.AsSpan(first * taps, block * taps);
                    if (block == 4) FourRows(rows, patches, taps, sums);
                    else
                        for (var i = 0; i < block; i++) OneRow(rows.Slice(i * taps, taps), patches, sums.AsSpan(i * tile, tile));
                    for (var i = 0; i < block; i++)
                    {
                        var b = bias is null ? 0 : bias[first + i];
                        var to = y.AsSpan((first + i) * positions + p, here);
                        var from = sums.AsSpan(i * tile, here);
                        for (var j = 0; j < to.Length; j++) to[j] = long.CreateTruncating(from[j]) + b;
                    }
                }
            }
        }

        return y;
    }

    /// <summary>Four rows of weights times a tile of two vectors of positions.</summary>
    private static void FourRows<T>(ReadOnlySpan<T> w, ReadOnlySpan<T> patches, int taps, Span<T> sums)
        where T : unmanaged, INumber<T>
    {
        var v = MemoryMarshal.Cast<T, Vector<T>>(patches);
        ReadOnlySpan<T> w0 = w[..taps], w1 = w.Slice(taps, taps), w2 = w.Slice(2 * taps, taps), w3 = w.Slice(3 * taps, taps);
        Vector<T> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
        for (var t = 0; t < taps; t++)
        {
            var (x, y) = (v[2 * t], v[2 * t + 1]);
            var f = new Vector<T>(w0[t]);
            (a0, a1) = (a0 + x * f, a1 + y * f);
            f = new Vector<T>(w1[t]);
            (b0, b1) = (b0 + x * f, b1 + y * f);
            f = new Vector<T>(w2[t]);
            (c0, c1) = (c0 + x * f, c1 + y * f);
            f = new Vector<T>(w3[t]);
            (d0, d1) = (d0 + x * f, d1 + y * f);
        }

        var s = MemoryMarshal.Cast<T, Vector<T>>(sums);
        (s[0], s[1], s[2], s[3], s[4], s[5], s[6], s[7]) = (a0, a1, b0, b1, c0, c1, d0, d1);
    }

    private static void OneRow<T>(ReadOnlySpan<T> w, ReadOnlySpan<T> patches, Span<T> sums)
        where T : unmanaged, INumber<T>
    {
        var v = MemoryMarshal.Cast<T, Vector<T>>(patches);
        Vector<T> a = default, b = default;
        for (var t = 0; t < w.Length; t++)
        {
            var f = new Vector<T>(w[t]);
            (a, b) = (a + v[2 * t] * f, b + v[2 * t + 1] * f);
        }

        var s = MemoryMarshal.Cast<T, Vector<T>>(sums);
        (s[0], s[1]) = (a, b);
    }

    private long[] MatMul(IntMatMul n, long[] x)
    {
        var w = model.Weights[n.Weights];
        var bias = n.Bias is { } id ? model.Biases[id].Data : null;
        return Fits32(n) ? MatMul(x, w.Data, w.Dims[0], w.Dims[1], bias) : MatMul(x, wideWeights[n.Weights].Value, w.Dims[0], w.Dims[1], bias);
    }

    private static long[] MatMul<T>(long[] x, T[] w, int k, int m, long[]? bias)
        where T : unmanaged, INumber<T>
    {
        var rows = x.Length / k;
        var y = new long[rows * m];
        var sums = new T[m];
        for (var r = 0; r < rows; r++)
        {
            Array.Clear(sums);
            for (var i = 0; i < k; i++)
            {
                var f = T.CreateTruncating(x[r * k + i]);
                if (f != T.Zero) AddScaled(sums, w.AsSpan(i * m, m), f);
            }

            for (var j = 0; j < m; j++) y[r * m + j] = long.CreateTruncating(sums[j]) + (bias is null ? 0 : bias[j]);
        }

        return y;
    }

    private static void AddScaled<T>(Span<T> sums, ReadOnlySpan<T> w, T f)
        where T : unmanaged, INumber<T>
    {
        var s = MemoryMarshal.Cast<T, Vector<T>>(sums);
        var v = MemoryMarshal.Cast<T, Vector<T>>(w);
        var factor = new Vector<T>(f);
        for (var i = 0; i < v.Length; i++) s[i] += v[i] * factor;
        for (var i = v.Length * Vector<T>.Count; i < w.Length; i++) sums[i] += w[i] * f;
    }

    private long[] MatMul2(IntMatMul2 n, long[] x, long[] z)
    {
        var (d, e) = (Dims(n.X), Dims(n.Y));
        int rows = d[^2], k = d[^1], m = e[^1];
        var y = new long[model.Values[n.Output].Count];
        for (int b = 0, batches = x.Length / (rows * k); b < batches; b++)
        {
            for (var r = 0; r < rows; r++)
            {
                var sums = y.AsSpan((b * rows + r) * m, m);
                for (var i = 0; i < k; i++) AddScaled(sums, z.AsSpan((b * k + i) * m, m), x[(b * rows + r) * k + i]);
            }
        }

        return y;
    }

    private long[] Pool(int xId, int yId, Window k, long[] x, bool max)
    {
        var (d, o) = (Dims(xId), Dims(yId));
        var y = new long[model.Values[yId].Count];
        var to = 0;
        for (var c = 0; c < d[1]; c++)
        {
            var plane = x.AsSpan(c * d[2] * d[3], d[2] * d[3]);
            for (var oy = 0; oy < o[2]; oy++)
            {
                for (var ox = 0; ox < o[3]; ox++)
                {
                    var acc = max ? long.MinValue : 0;
                    for (var i = 0; i < k.KernelHeight; i++)
                    {
                        var r = oy * k.StrideHeight - k.PadTop + i * k.DilationHeight;
                        if (r < 0 || r >= d[2]) continue;
                        for (var j = 0; j < k.KernelWidth; j++)
                        {
                            var s = ox * k.StrideWidth - k.PadLeft + j * k.DilationWidth;
                            if (s < 0 || s >= d[3]) continue;
                            var v = plane[r * d[3] + s];
                            acc = max ? Math.Max(acc, v) : acc + v;
                        }
                    }

                    y[to++] = acc;
                }
            }
        }

        return y;
    }
}

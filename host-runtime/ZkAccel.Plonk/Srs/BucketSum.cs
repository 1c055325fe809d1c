using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// Sums of points times 128-bit factors by Pippenger's buckets, for checking files where no device is at hand. Work is split by window
/// and by range of points.
/// </summary>
internal static class BucketSum
{
    private const int FactorBits = 128;
    private const int MaxWindow = 14;

    /// <summary>Uniform factors: a false relation between points survives them with probability 2^-128.</summary>
    public static UInt128[] RandomFactors(int count)
    {
        var factors = new UInt128[count];
        RandomNumberGenerator.Fill(MemoryMarshal.AsBytes(factors.AsSpan()));
        return factors;
    }

    /// <summary>The sum of points[i] times factors[i].</summary>
    public static G1 Compute(ReadOnlyMemory<G1Affine> points, UInt128[] factors, CancellationToken cancellation)
    {
        if (points.Length != factors.Length) throw new ArgumentException("As many factors as points.", nameof(factors));
        int window = WindowFor(factors.Length);
        int windows = (FactorBits + window - 1) / window;
        int ranges = Math.Max(1, Math.Min(Environment.ProcessorCount, factors.Length >> (window + 2)));
        var partial = new G1[windows * ranges];
        Parallel.For(0, partial.Length, new ParallelOptions { CancellationToken = cancellation }, task =>
        {
            int start = (int)((long)factors.Length * (task % ranges) / ranges);
            int end = (int)((long)factors.Length * (task % ranges + 1) / ranges);
            partial[task] = Window(points.Span[start..end], factors.AsSpan(start..end), task / ranges * window, window);
        });

        G1 sum = G1.Infinity;
        for (int w = windows - 1; w >= 0; w--)
        {
            for (int i = 0; i < window; i++) sum = sum.Double();
            for (int range = 0; range < ranges; range++) sum += partial[w * ranges + range];
        }

        return sum;
    }

    /// <summary>The sum over one window: sum of d B_d, where bucket B_d holds the points of digit d, by suffix sums.</summary>
    private static G1 Window(ReadOnlySpan<G1Affine> points, ReadOnlySpan<UInt128> factors, int shift, int window)
    {
        var buckets = new G1[1 << window];
        UInt128 mask = ((UInt128)1 << window) - 1;
        for (int i = 0; i < points.Length; i++)
        {
            int digit = (int)((factors[i] >> shift) & mask);
            if (digit != 0) buckets[digit] += points[i];
        }

        G1 suffix = G1.Infinity, sum = G1.Infinity;
        for (int digit = buckets.Length - 1; digit > 0; digit--)
        {
            suffix += buckets[digit];
            sum += suffix;
        }

        return sum;
    }

    /// <summary>The width of least work: a bucket costs two full additions, about 3 mixed ones.</summary>
    private static int WindowFor(int count)
    {
        int best = 1;
        long bestCost = long.MaxValue;
        for (int w = 1; w <= MaxWindow; w++)
        {
            long cost = (FactorBits + w - 1) / w * (count + (3L << w));
            if (cost >= bestCost) continue;
            best = w;
            bestCost = cost;
        }

        return best;
    }
}

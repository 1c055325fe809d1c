using System.Collections.Concurrent;
using System.Numerics;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// The inverse FFT over G1, on the host's processors: result[j] = (1/n) Σ ω^(-ij) points[i]. Decimation in time; the (n/2)(log n - 2) + 1
/// products with roots of unity that are not one, and n with 1/n, are about 195 affine operations each. Setup wants it once a size,
/// for the Lagrange basis of powers of tau.
/// </summary>
internal static unsafe class PointTransform
{
    /// <summary>Butterflies of one part of parallel work.</summary>
    private const int Least = 64, Most = PointMultiplier.Most;

    /// <summary>Transforms 2^k points; infinity may be among them.</summary>
    /// <param name="points">The points; they stay as they are.</param>
    /// <param name="kernels">Kernels of a rung.</param>
    /// <param name="threads">Threads to use.</param>
    /// <param name="progress">Told the fraction done, from this thread; may be null.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static G1Affine[] Inverse(
        ReadOnlySpan<G1Affine> points, CpuKernels kernels, int threads, IProgress<double>? progress, CancellationToken cancellation)
    {
        int n = points.Length, logN = BitOperations.Log2((uint)n);
        var result = new G1Affine[n];
        for (int i = 0; i < n; i++) result[Reversed(i, logN)] = points[i];
        using var workers = new WorkerPool(threads, pin: true);
        using var scratch = new ScratchPool();
        int part = Math.Clamp(n / (4 * threads) & ~7, Least, Most);
        long total = n + threads * (long)PointMultiplier.Workspace;
        using var memory = new NativeBlock(total * PackedPoints.Words * sizeof(ulong), clear: false);
        var packed = (ulong*)memory.Words;
        fixed (G1Affine* first = result) PackedPoints.FromHost(kernels.Fq, (ulong*)first, n, packed);

        var free = new ConcurrentBag<Butterflies>();
        for (int i = 0; i < threads; i++) free.Add(new Butterflies(kernels.Fq, scratch, packed, (uint)(n + i * PointMultiplier.Workspace)));
        try
        {
            SplitScalar[] twiddles = Powers(Fr.RootOfUnity(logN).Inverse(), n / 2);
            double products = n / 2.0 * Math.Max(logN - 1, 0) + n, done = 0;
            for (int level = 0; level < logN; level++)
            {
                int blocks = n >> (level + 1), log = level;
                InParts(0, blocks, (b, from, to) => b.Combine(from, to, log, logN, [], cancellation));
                InParts(blocks, n / 2, (b, from, to) => b.Combine(from, to, log, logN, twiddles, cancellation));
                done += n / 2 - blocks;
                progress?.Report(done / products);
            }

            SplitScalar inverse = SplitScalar.Of(Fr.FromInt64(n).Inverse());
            InParts(0, n, (b, from, to) => b.Scale(from, to, inverse, cancellation));
            fixed (G1Affine* first = result) PackedPoints.ToHost(kernels.Fq, packed, n, (ulong*)first);
            progress?.Report(1);
            return result;
        }
        finally
        {
            foreach (Butterflies butterflies in free) butterflies.Dispose();
        }

        void InParts(int from, int to, Action<Butterflies, int, int> body)
        {
            workers.Run((to - from + part - 1) / part, i =>
            {
                cancellation.ThrowIfCancellationRequested();
                if (!free.TryTake(out Butterflies? mine)) throw new InvalidOperationException("more parts run at once than there are threads");
                try
                {
                    int start = from + i * part;
                    body(mine, start, Math.Min(start + part, to));
                }
                finally
                {
                    free.Add(mine);
                }
            });
        }
    }

    private static SplitScalar[] Powers(Fr root, int count)
    {
        var powers = new SplitScalar[count];
        Fr power = Fr.One;
        for (int i = 0; i < count; i++, power *= root) powers[i] = SplitScalar.Of(power);
        return powers;
    }

    private static int Reversed(int value, int bits)
    {
        int reversed = 0;
        for (int i = 0; i < bits; i++) reversed |= ((value >> i) & 1) << (bits - 1 - i);
        return reversed;
    }

    /// <summary>What one thread works with.</summary>
    private sealed class Butterflies(FieldKernels kernels, ScratchPool scratch, ulong* points, uint workspace) : IDisposable
    {
        private readonly PointMultiplier multiplier = new(kernels, scratch, points, workspace);
        private readonly SplitScalar[] scalars = new SplitScalar[Most];
        private readonly uint[] lows = new uint[Most + 16], turned = new uint[Most + 16], places = new uint[Most + 16];

        public void Dispose() => multiplier.Dispose();

        /// <summary>
        /// (p, q) = (p + w q, p - w q) for butterflies [from, to) of a level, those of one twiddle w next to each other: number b has
        /// the twiddle b / blocks. Without twiddles w is one.
        /// </summary>
        internal void Combine(int from, int to, int level, int logN, SplitScalar[] twiddles, CancellationToken cancellation)
        {
            int count = to - from, logBlocks = logN - level - 1;
            uint half = 1U << level;
            for (int i = 0; i < count; i++)
            {
                uint twiddle = (uint)(from + i) >> logBlocks, block = (uint)(from + i) & ((1U << logBlocks) - 1), low = (block << (level + 1)) + twiddle;
                PackedPoints.Copy(points, (low + half) << 1, points + 8UL * (workspace + (uint)i));
                if (twiddles.Length > 0) scalars[i] = twiddles[twiddle << logBlocks];
                lows[i] = low << 1;
            }

            if (twiddles.Length > 0) multiplier.Multiply(scalars.AsSpan(0, count), cancellation);
            Add(count, half, sign: 1);
            Add(count, 0, sign: 0);
        }

        /// <summary>points[i] *= scalar for i in [from, to).</summary>
        internal void Scale(int from, int to, SplitScalar scalar, CancellationToken cancellation)
        {
            int words = (to - from) * PackedPoints.Words;
            var here = new Span<ulong>(points + 8UL * (uint)from, words);
            var work = new Span<ulong>(points + 8UL * workspace, words);
            here.CopyTo(work);
            scalars.AsSpan(0, to - from).Fill(scalar);
            multiplier.Multiply(scalars.AsSpan(0, to - from), cancellation);
            work.CopyTo(here);
        }

        // points[low + distance] = points[low] ± the turned point. Infinity, all zero, takes no sign.
        private void Add(int count, uint distance, uint sign)
        {
            for (int i = 0; i < count; i++)
            {
                uint at = workspace + (uint)i;
                turned[i] = at << 1 | (PackedPoints.IsInfinity(points + 8UL * at) ? 0 : sign);
                places[i] = (lows[i] >> 1) + distance;
            }

            multiplier.Adder.Begin(points, points);
            fixed (uint* a = lows, b = turned, to = places) multiplier.Adder.Add(a, b, to, count);
            multiplier.Adder.Flush();
        }
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Doubles affine points, many at a time, several times over: slopes' denominators 2y are inverted together, five products and two
/// squarings a doubling. No point has order two, so only infinity needs care.
/// </summary>
internal sealed unsafe class PointDoubler : IDisposable
{
    private const int Block = Modulus.Block;

    /// <summary>Points of one call at most.</summary>
    internal const int Most = 2048;

    /// <summary>Chains of prefix products that run side by side.</summary>
    private const int Chains = BlockInverse.MaxBlocks;

    private const long RowWords = Chains * Block;

    private readonly FieldKernels kernels;
    private readonly ScratchPool.Lease lease;
    private readonly long* x, y, denominator, prefix;
    private readonly V* infinite;

    internal PointDoubler(FieldKernels kernels, ScratchPool scratch)
    {
        this.kernels = kernels;
        long size = (Most / 8 + Chains) * Block;
        lease = scratch.Rent((4 * size + Most + 8 * Chains) * sizeof(long));
        x = lease.Words;
        y = x + size;
        denominator = y + size;
        prefix = denominator + size;
        infinite = (V*)(prefix + size);
    }

    public void Dispose() => lease.Dispose();

    /// <summary>target[to + i] = 2^times source[from + i] for i &lt; count, which is a multiple of eight.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Double(ulong* points, uint from, uint to, int count, int times)
    {
        int groups = count / 8, rows = (groups + Chains - 1) / Chains;
        uint* entries = stackalloc uint[8];
        for (int g = 0; g < groups; g++)
        {
            for (uint i = 0; i < 8; i++) entries[i] = (from + (uint)g * 8 + i) << 1;
            PackedPoints.Load(points, entries, x + g * Block, y + g * Block, kernels.Modulus.Table);
            infinite[g] = kernels.ZeroLanes(y + g * Block);
        }

        for (int g = groups; g < rows * Chains; g++) infinite[g] = V.AllBitsSet;
        for (; times > 0; times--) Once(rows, groups);
        for (int g = 0; g < groups; g++)
        {
            for (uint i = 0; i < 8; i++) entries[i] = to + (uint)g * 8 + i;
            PackedPoints.Store(x + g * Block, y + g * Block, points, entries);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Once(int rows, int groups)
    {
        var k = kernels;
        long* one = k.Modulus.Row(Modulus.RowOne);
        for (int c = 0; c < Chains; c++) Columns.Copy(prefix + c * Block, one, 1);
        for (int row = 0; row < rows; row++)
        {
            long at = row * RowWords;
            k.Add(denominator + at, y + at, y + at, Chains);
            for (int g = 0; g < Chains; g++)
            {
                V mask = infinite[row * Chains + g];
                if (mask != V.Zero) k.OneWhere(denominator + at + g * Block, denominator + at + g * Block, mask);
            }

            k.Multiply(prefix + at + RowWords, prefix + at, denominator + at, Chains);
        }

        long* inverse = stackalloc long[Chains * Block];
        Columns.Copy(inverse, prefix + rows * RowWords, Chains);
        BlockInverse.Invert(k, inverse, Chains);
        long* slope = stackalloc long[Chains * Block];
        long* t = stackalloc long[Chains * Block];
        for (int row = rows - 1; row >= 0; row--)
        {
            long at = row * RowWords;
            long* px = x + at, py = y + at, x3 = prefix + at;
            int n = Math.Min(Chains, groups - row * Chains);
            k.Multiply(x3, x3, inverse, Chains);
            k.Multiply(inverse, inverse, denominator + at, Chains);

            // 3 x^2, with a = 0; then x3 = slope^2 - 2x and y3 = slope (x - x3) - y.
            k.Square(t, px, n);
            k.Add(slope, t, t, n);
            k.Add(slope, slope, t, n);
            k.Multiply(slope, slope, x3, n);
            k.Square(t, slope, n);
            k.SubtractTwo(x3, t, px, px, n);
            k.SubtractLazily(t, px, x3, n);
            k.Multiply(t, t, slope, n);
            k.Subtract(py, t, py, n);
            Columns.Copy(px, x3, n);
            for (int g = 0; g < n; g++)
            {
                V mask = infinite[row * Chains + g];
                if (mask == V.Zero) continue;
                FieldKernels.ZeroWhere(px + g * Block, mask);
                FieldKernels.ZeroWhere(py + g * Block, mask);
            }
        }
    }
}

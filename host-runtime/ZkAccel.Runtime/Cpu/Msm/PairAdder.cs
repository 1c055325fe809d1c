using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Adds pairs of affine points, many at a time: the slopes' denominators are inverted together (Montgomery's trick), six products an
/// addition. Equal, opposite and infinite operands are found and done exactly. Pairs of one batch are independent of each other.
/// </summary>
internal sealed unsafe class PairAdder : IDisposable
{
    private const int Block = Modulus.Block;

    /// <summary>Groups of eight pairs in a batch: their intermediate values lie in L2.</summary>
    private const int Groups = 256;

    private const int Pairs = Groups * 8;

    /// <summary>Chains of prefix products that run side by side.</summary>
    private const int Chains = BlockInverse.MaxBlocks;

    private const long RowWords = Chains * Block;

    private readonly FieldKernels kernels;
    private readonly ScratchPool.Lease lease, lists;
    private readonly long* x1, y1, x2, slope, difference, prefix;
    private readonly uint* left, right, place;
    private readonly List<(uint Place, ulong[] Point)> exact = [];
    private ulong* source, target;
    private int count;

    internal PairAdder(FieldKernels kernels, ScratchPool scratch)
    {
        this.kernels = kernels;
        long size = (Groups + Chains) * Block;
        lease = scratch.Rent(6 * size * sizeof(long));
        x1 = lease.Words;
        y1 = x1 + size;
        x2 = y1 + size;
        slope = x2 + size;
        difference = slope + size;
        prefix = difference + size;
        lists = scratch.Rent(3 * (Pairs + 16) * sizeof(uint));
        left = (uint*)lists.Words;
        right = left + Pairs + 16;
        place = right + Pairs + 16;
    }

    public void Dispose()
    {
        lease.Dispose();
        lists.Dispose();
    }

    /// <summary>Where pairs come from and where sums go; a batch of other sources must have been flushed.</summary>
    internal void Begin(ulong* from, ulong* to)
    {
        source = from;
        target = to;
    }

    /// <summary>
    /// Queues target[to + k] = source[a[k]] + source[b[k]] for k &lt; n; entries carry a sign in their low bit. Up to 15 entries past the
    /// end of a and b are read and not used.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(uint* a, uint* b, uint to, int n)
    {
        for (int k = 0; k < n; k += 16)
            Queue(Vector512.Load(a + k), Vector512.Load(b + k), Vector512.Create(to + (uint)k) + Vector512<uint>.Indices, Math.Min(16, n - k));
    }

    /// <summary>The same with a place for each sum.</summary>
    internal void Add(uint* a, uint* b, uint* to, int n)
    {
        for (int k = 0; k < n; k += 16) Queue(Vector512.Load(a + k), Vector512.Load(b + k), Vector512.Load(to + k), Math.Min(16, n - k));
    }

    /// <summary>Queues target[first + k] = source[first + k] + source[first + distance + k] for k &lt; n, without signs.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Fold(uint first, uint distance, int n)
    {
        for (uint k = 0; k < n; k += 16)
        {
            var a = Vector512.Create(first + k) + Vector512<uint>.Indices;
            var b = a + Vector512.Create(distance);
            Queue(a + a, b + b, a, Math.Min(16, n - (int)k));
        }
    }

    // Sixteen pairs are written, n of them count. The lists have room for sixteen more than a batch.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Queue(Vector512<uint> a, Vector512<uint> b, Vector512<uint> to, int n)
    {
        a.Store(left + count);
        b.Store(right + count);
        to.Store(place + count);
        count += n;
        if (count >= Pairs) FlushFull();
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void FlushFull()
    {
        int over = count - Pairs;
        count = Pairs;
        uint* kept = stackalloc uint[48];
        Vector512.Load(left + Pairs).Store(kept);
        Vector512.Load(right + Pairs).Store(kept + 16);
        Vector512.Load(place + Pairs).Store(kept + 32);
        Flush();
        Vector512.Load(kept).Store(left);
        Vector512.Load(kept + 16).Store(right);
        Vector512.Load(kept + 32).Store(place);
        count = over;
    }

    /// <summary>Does what is queued.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Flush()
    {
        if (count == 0) return;
        int groups = (count + 7) / 8;

        // The last group is filled up with the last pair: the same sum is written to the same place again.
        for (int i = count; i < groups * 8; i++)
        {
            left[i] = left[count - 1];
            right[i] = right[count - 1];
            place[i] = place[count - 1];
        }

        int rows = (groups + Chains - 1) / Chains;
        long* one = kernels.Modulus.Row(Modulus.RowOne);
        for (int c = 0; c < Chains; c++) Columns.Copy(prefix + c * Block, one, 1);
        for (int row = 0; row < rows; row++) Forward(row, Math.Min(Chains, groups - row * Chains));
        long* inverse = stackalloc long[Chains * Block];
        Columns.Copy(inverse, prefix + rows * RowWords, Chains);
        BlockInverse.Invert(kernels, inverse, Chains);
        for (int row = rows - 1; row >= 0; row--) Backward(row, Math.Min(Chains, groups - row * Chains), inverse);
        foreach (var (to, point) in exact) point.CopyTo(new Span<ulong>(target + 8UL * to, 8));
        exact.Clear();
        count = 0;
    }

    // Reads one row of groups: denominators and numerators of the slopes, and the next row of prefix products.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Forward(int row, int groups)
    {
        long* table = kernels.Modulus.Table;
        long at = row * RowWords;
        for (int g = 0; g < groups; g++)
        {
            int pair = (row * Chains + g) * 8;
            PackedPoints.Load(source, left + pair, x1 + at + g * Block, y1 + at + g * Block, table);
            PackedPoints.Load(source, right + pair, x2 + at + g * Block, slope + at + g * Block, table);
        }

        kernels.SubtractLazily(difference + at, x2 + at, x1 + at, groups);
        for (int g = 0; g < groups; g++)
        {
            long block = at + g * Block;
            if (Suspicious(difference + block, y1 + block, slope + block)) Resolve(row * Chains + g);
            else kernels.SubtractLazily(slope + block, slope + block, y1 + block, 1);
        }

        for (int g = groups; g < Chains; g++) Columns.Copy(difference + at + g * Block, kernels.Modulus.Row(Modulus.RowOne), 1);
        kernels.Multiply(prefix + at + RowWords, prefix + at, difference + at, Chains);
    }

    // Finishes one row; inverse holds the inverses of its chains' products up to here, and then up to the row before.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Backward(int row, int groups, long* inverse)
    {
        long* t = stackalloc long[Chains * Block];
        long at = row * RowWords;
        long* lambda = slope + at, x3 = x2 + at, y3 = prefix + at;
        kernels.Multiply(y3, y3, inverse, Chains);
        kernels.Multiply(inverse, inverse, difference + at, Chains);
        kernels.Multiply(lambda, lambda, y3, groups);
        kernels.Square(t, lambda, groups);
        kernels.SubtractTwo(x3, t, x1 + at, x3, groups);
        kernels.SubtractLazily(t, x1 + at, x3, groups);
        kernels.Multiply(y3, t, lambda, groups);
        kernels.Subtract(y3, y3, y1 + at, groups);
        for (int g = 0; g < groups; g++) PackedPoints.Store(x3 + g * Block, y3 + g * Block, target, place + (row * Chains + g) * 8);
    }

    // Some lane may have equal x, the difference being p, 2p or 3p, or a y of zero, which only infinity has. One limb decides nearly always.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private bool Suspicious(long* d, long* ya, long* yb)
    {
        V low = Vector512.Load(d);
        long* table = kernels.Modulus.Table;
        V p = Vector512.Load(table + Modulus.RowP * 8), p2 = Vector512.Load(table + Modulus.Row2P * 8);
        V bad = Vector512.Equals(low, p) | Vector512.Equals(low, p2) | Vector512.Equals(low, (p + p2) & Vector512.Create(Modulus.Mask))
            | Vector512.Equals(Vector512.Load(ya), V.Zero) | Vector512.Equals(Vector512.Load(yb), V.Zero);
        return bad != V.Zero;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Resolve(int group)
    {
        long at = (long)group * Block;
        long* d = difference + at, y = y1 + at, n = slope + at;
        long* one = kernels.Modulus.Row(Modulus.RowOne);
        long* twice = stackalloc long[Block];
        long* tangent = stackalloc long[Block];
        long* numerator = stackalloc long[Block];
        kernels.Add(twice, y, y, 1);
        kernels.Square(tangent, x1 + at, 1);
        kernels.Add(numerator, tangent, tangent, 1);
        kernels.Add(tangent, tangent, numerator, 1);
        kernels.Subtract(d, x2 + at, x1 + at, 1);
        kernels.Subtract(numerator, n, y, 1);
        V sameX = kernels.ZeroLanes(d), sameY = kernels.ZeroLanes(numerator);
        for (int lane = 0; lane < 8; lane++)
        {
            int i = group * 8 + lane;
            ulong* a = source + 8UL * (left[i] >> 1), b = source + 8UL * (right[i] >> 1);
            bool infiniteA = PackedPoints.IsInfinity(a), infiniteB = PackedPoints.IsInfinity(b);
            if (!infiniteA && !infiniteB && sameX[lane] == 0) continue;
            if (!infiniteA && !infiniteB && sameY[lane] != 0)
            {
                Element.Copy(d + lane, 8, twice + lane, 8);
                Element.Copy(numerator + lane, 8, tangent + lane, 8);
                continue;
            }

            var result = new ulong[8];
            fixed (ulong* r = result)
            {
                if (infiniteA && !infiniteB) PackedPoints.Copy(source, right[i], r);
                if (infiniteB && !infiniteA) PackedPoints.Copy(source, left[i], r);
            }

            exact.Add((place[i], result));
            Element.Copy(d + lane, 8, one, 8);
        }

        Columns.Copy(n, numerator, 1);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// The scalars of one column with a bit length in a range, ready to be cut: each has H = sum of 2^(w-1) * 2^(wi) added, so that digit
/// i is bits wi.. less 2^(w-1), with no carry from window to window.
/// </summary>
internal sealed unsafe class DigitSource : IDisposable
{
    private const int Block = Modulus.Block;
    private readonly ScratchPool.Lease lease;
    private readonly long* limbs;

    internal DigitSource(ScratchPool scratch, ScalarColumn column, int above, int upTo)
    {
        int longest = 0;
        long members = 0;
        for (int bits = above + 1; bits <= upTo; bits++)
        {
            if (column.Histogram[bits] == 0) continue;
            longest = bits;
            members += column.Histogram[bits];
        }

        Plan = WindowPlan.Best(members, Math.Max(longest, 1)).Plan;
        bool compact = members * 2 < column.Count;
        Count = compact ? (int)members : column.Count;
        Blocks = (Count + 7L) / 8;
        lease = scratch.Rent((Blocks * Block + Count + 8) * sizeof(long));
        limbs = lease.Words;
        if (Blocks > 0) new Span<long>(limbs + (Blocks - 1) * Block, Block).Clear();
        if (compact) Compact(column, above, upTo);
        else Select(column, above, upTo);
        Offset();
    }

    internal WindowPlan Plan { get; }

    /// <summary>Scalars held, zeros included.</summary>
    internal int Count { get; }

    /// <summary>Point number of each scalar; null when it is the scalar's own number.</summary>
    internal int* Points { get; private set; }

    private long Blocks { get; }

    public void Dispose() => lease.Dispose();

    /// <summary>
    /// Sorting keys of one window, for whole blocks: twice the bucket (the digit's absolute value less one) plus the sign; a digit of zero goes
    /// to the bucket after the last.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Keys(int window, int* keys)
    {
        int position = window * Plan.Width, limb = position / 52, shift = position % 52;
        bool two = shift + Plan.Width > 52 && limb < 4;
        V mask = Vector512.Create((1L << Plan.Width) - 1), half = Vector512.Create((long)Plan.Buckets);
        for (long k = 0; k < Blocks; k++, keys += 8)
        {
            long* x = limbs + k * Block + limb * 8;
            V digit = Vector512.ShiftRightLogical(Vector512.Load(x), shift);
            if (two) digit |= Vector512.ShiftLeft(Vector512.Load(x + 8), 52 - shift);
            digit = (digit & mask) - half;
            V sign = Vector512.ShiftRightArithmetic(digit, 63);
            V bucket = ((digit ^ sign) - sign) - V.One;
            V key = (bucket + bucket) - sign;
            key = Vector512.ConditionalSelect(Vector512.Equals(digit, V.Zero), half + half, key);
            Vector512.Narrow(key, key).GetLower().Store(keys);
        }
    }

    // Every scalar stays in its place; those outside the range become zero.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Select(ScalarColumn column, int above, int upTo)
    {
        Columns.Copy(limbs, column.Limbs, Blocks);
        for (int i = 0; i < Count; i++)
        {
            if (column.Bits[i] > above && column.Bits[i] <= upTo) continue;
            for (int limb = 0; limb < 5; limb++) limbs[i / 8 * Block + limb * 8 + i % 8] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compact(ScalarColumn column, int above, int upTo)
    {
        Points = (int*)(limbs + Blocks * Block);
        int at = 0;
        for (int i = 0; i < column.Count; i++)
        {
            if (column.Bits[i] <= above || column.Bits[i] > upTo) continue;
            Element.Copy(limbs + at / 8 * Block + at % 8, 8, column.Limbs + i / 8 * Block + i % 8, 8);
            Points[at++] = i;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offset()
    {
        long* h = stackalloc long[5];
        new Span<long>(h, 5).Clear();
        for (int window = 0; window < Plan.Count; window++)
        {
            int bit = window * Plan.Width + Plan.Width - 1;
            int limb = Math.Min(bit / 52, 4);
            h[limb] |= 1L << (bit - 52 * limb);
        }

        for (long k = 0; k < Blocks; k++)
        {
            long* x = limbs + k * Block;
            V c0 = Vector512.Load(x) + Vector512.Create(h[0]), c1 = Vector512.Load(x + 8) + Vector512.Create(h[1]), c2 = Vector512.Load(x + 16) + Vector512.Create(h[2]);
            V c3 = Vector512.Load(x + 24) + Vector512.Create(h[3]), c4 = Vector512.Load(x + 32) + Vector512.Create(h[4]);
            Lanes.Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
            FieldKernels.Store(x, c0, c1, c2, c3, c4);
        }
    }
}

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
    private const int Block = Modulus.Block, LimbBits = 52;
    private readonly ScratchPool.Lease lease;
    private readonly long* limbs;
    private readonly int limbCount;
    private bool disposed;

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
        limbCount = Math.Min((Plan.Width * Plan.Count + LimbBits - 1) / LimbBits, Modulus.Limbs);
        Bytes = Blocks * Stride * sizeof(long) + (compact ? Blocks * 8 * sizeof(int) : 0);
        lease = scratch.Rent(Bytes);
        limbs = lease.Words;
        if (Blocks > 0) new Span<long>(limbs + (Blocks - 1) * Stride, Stride).Clear();
        if (compact) Compact(column, above, upTo);
        else Select(column, above, upTo);
        Offset();
    }

    internal WindowPlan Plan { get; }

    /// <summary>Scalars held, zeros included.</summary>
    internal int Count { get; }

    /// <summary>Point number of each scalar; null when it is the scalar's own number.</summary>
    internal int* Points { get; private set; }

    /// <summary>Scratch that is held.</summary>
    internal long Bytes { get; }

    private long Blocks { get; }

    /// <summary>Words of a block: only the limbs that windows read.</summary>
    private int Stride => limbCount * 8;

    /// <summary>May be called again.</summary>
    public void Dispose()
    {
        if (disposed) return;
        disposed = true;
        lease.Dispose();
    }

    /// <summary>
    /// Sorting keys of one window, for whole blocks: twice the bucket (the digit's absolute value less one) plus the sign; a digit of zero goes
    /// to the bucket after the last.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Keys(int window, int* keys)
    {
        int position = window * Plan.Width, limb = position / LimbBits, shift = position % LimbBits, stride = Stride;
        bool two = shift + Plan.Width > LimbBits && limb + 1 < limbCount;
        V mask = Vector512.Create((1L << Plan.Width) - 1), half = Vector512.Create((long)Plan.Buckets);
        for (long k = 0; k < Blocks; k++, keys += 8)
        {
            long* x = limbs + k * stride + limb * 8;
            V digit = Vector512.ShiftRightLogical(Vector512.Load(x), shift);
            if (two) digit |= Vector512.ShiftLeft(Vector512.Load(x + 8), LimbBits - shift);
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
        for (long k = 0; k < Blocks; k++)
            for (int i = 0; i < Stride; i += 8) Vector512.Load(column.Limbs + k * Block + i).Store(limbs + k * Stride + i);
        for (int i = 0; i < Count; i++)
        {
            if (column.Bits[i] > above && column.Bits[i] <= upTo) continue;
            for (int limb = 0; limb < limbCount; limb++) limbs[i / 8 * Stride + limb * 8 + i % 8] = 0;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Compact(ScalarColumn column, int above, int upTo)
    {
        Points = (int*)(limbs + Blocks * Stride);
        int at = 0;
        for (int i = 0; i < column.Count; i++)
        {
            if (column.Bits[i] <= above || column.Bits[i] > upTo) continue;
            for (int limb = 0; limb < limbCount; limb++)
                limbs[at / 8 * Stride + limb * 8 + at % 8] = column.Limbs[i / 8 * Block + limb * 8 + i % 8];
            Points[at++] = i;
        }
    }

    // Carries end in the last limb kept: above it a sum has nothing but the sign that the offset took away.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Offset()
    {
        long* h = stackalloc long[Modulus.Limbs];
        new Span<long>(h, Modulus.Limbs).Clear();
        for (int window = 0; window < Plan.Count; window++)
        {
            int bit = window * Plan.Width + Plan.Width - 1;
            int limb = Math.Min(bit / LimbBits, Modulus.Limbs - 1);
            h[limb] |= 1L << (bit - LimbBits * limb);
        }

        V mask = Vector512.Create(Modulus.Mask);
        for (long k = 0; k < Blocks; k++)
        {
            long* x = limbs + k * Stride;
            V carry = V.Zero;
            for (int limb = 0; limb < limbCount; limb++, x += 8)
            {
                V sum = Vector512.Load(x) + Vector512.Create(h[limb]) + carry;
                carry = Vector512.ShiftRightArithmetic(sum, LimbBits);
                (limb < Modulus.Limbs - 1 ? sum & mask : sum).Store(x);
            }
        }
    }
}

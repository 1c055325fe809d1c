using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Many points, each times a scalar of its own, in step: 124 doublings, about 60 additions of multiples 1 to 8 and, for their table, 7
/// more, all affine with shared inversions. Works in a part of an array of packed points, which it overwrites.
/// </summary>
internal sealed unsafe class PointMultiplier : IDisposable
{
    private const int Block = Modulus.Block;

    /// <summary>Points of one call at most.</summary>
    internal const int Most = PointDoubler.Most;

    /// <summary>Points that the working part holds: the operands, then rows of their multiples 1 to 8 and of λ times these.</summary>
    internal const int Workspace = Most * (1 + 2 * SplitScalar.Largest);

    private readonly FieldKernels kernels;
    private readonly ScratchPool.Lease lease;
    private readonly PointDoubler doubler;
    private readonly ulong* points;
    private readonly uint first, table;
    private readonly uint* left, right, place;
    private readonly bool* begun, infinite;
    private readonly long* beta;

    /// <summary>A multiplier in points[first] to points[first + Workspace - 1].</summary>
    internal PointMultiplier(FieldKernels kernels, ScratchPool scratch, ulong* points, uint first)
    {
        this.kernels = kernels;
        this.points = points;
        this.first = first;
        table = first + Most;
        doubler = new PointDoubler(kernels, scratch);
        Adder = new PairAdder(kernels, scratch);
        lease = scratch.Rent(Block * sizeof(long) + 3 * (Most + 16) * sizeof(uint) + 2 * Most);
        beta = lease.Words;
        left = (uint*)(beta + Block);
        right = left + Most + 16;
        place = right + Most + 16;
        begun = (bool*)(place + Most + 16);
        infinite = begun + Most;
        long* element = stackalloc long[Element.Words];
        Element.FromFq(SplitScalar.Beta, element);
        Columns.Splat(beta, element);
    }

    /// <summary>The adder, which has nothing queued between calls.</summary>
    internal PairAdder Adder { get; }

    public void Dispose()
    {
        doubler.Dispose();
        Adder.Dispose();
        lease.Dispose();
    }

    /// <summary>points[first + i] *= scalars[i] for each of them.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Multiply(ReadOnlySpan<SplitScalar> scalars, CancellationToken cancellation)
    {
        int count = scalars.Length, whole = (count + 7) & ~7;
        for (int i = count; i < whole; i++) PackedPoints.Copy(points, first << 1, points + 8UL * (first + (uint)i));
        for (int i = 0; i < count; i++) infinite[i] = PackedPoints.IsInfinity(points + 8UL * (first + (uint)i));
        FillTable(whole);
        new Span<bool>(begun, count).Clear();
        new Span<ulong>(points + 8UL * first, whole * PackedPoints.Words).Clear();
        for (int digit = SplitScalar.Digits - 1; digit >= 0; digit--)
        {
            cancellation.ThrowIfCancellationRequested();
            if (digit < SplitScalar.Digits - 1) doubler.Double(points, first, first, whole, SplitScalar.Width);
            for (uint half = 0; half < 2; half++)
            {
                int pairs = 0;
                for (int i = 0; i < count; i++)
                {
                    int value = SplitScalar.Digit(half == 0 ? scalars[i].First : scalars[i].Second, digit);
                    if (value == 0 || infinite[i]) continue;
                    uint row = (uint)Math.Abs(value) - 1 + half * SplitScalar.Largest;
                    uint entry = (table + row * Most + (uint)i) << 1 | (value < 0 ? 1U : 0), to = first + (uint)i;
                    if (!begun[i])
                    {
                        PackedPoints.Copy(points, entry, points + 8UL * to);
                        begun[i] = true;
                        continue;
                    }

                    left[pairs] = to << 1;
                    right[pairs] = entry;
                    place[pairs++] = to;
                }

                Add(pairs);
            }
        }
    }

    private void FillTable(int count)
    {
        new ReadOnlySpan<ulong>(points + 8UL * first, count * PackedPoints.Words).CopyTo(new Span<ulong>(points + 8UL * table, count * PackedPoints.Words));
        doubler.Double(points, table, table + Most, count, 1);
        for (uint row = 2; row < SplitScalar.Largest; row++)
        {
            for (uint i = 0; i < count; i++)
            {
                left[i] = (table + (row - 1) * Most + i) << 1;
                right[i] = (table + i) << 1;
                place[i] = table + row * Most + i;
            }

            Add(count);
        }

        long* x = stackalloc long[2 * Block];
        uint* entries = stackalloc uint[8];
        for (uint row = 0; row < SplitScalar.Largest; row++)
        {
            for (uint at = 0; at < count; at += 8)
            {
                for (uint i = 0; i < 8; i++) entries[i] = (table + row * Most + at + i) << 1;
                PackedPoints.Load(points, entries, x, x + Block, kernels.Modulus.Table);
                kernels.Multiply(x, x, beta, 1);

                // Infinity stays all zero.
                FieldKernels.ZeroWhere(x, kernels.ZeroLanes(x + Block));
                for (uint i = 0; i < 8; i++) entries[i] = table + (row + SplitScalar.Largest) * Most + at + i;
                PackedPoints.Store(x, x + Block, points, entries);
            }
        }
    }

    private void Add(int pairs)
    {
        Adder.Begin(points, points);
        Adder.Add(left, right, place, pairs);
        Adder.Flush();
    }
}

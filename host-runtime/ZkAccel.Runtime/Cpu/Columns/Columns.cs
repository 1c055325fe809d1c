using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Moves of elements between blocks: unaligned reads, rotations, shifts by lanes, reversal.</summary>
internal static unsafe class Columns
{
    private const int Block = Modulus.Block;

    /// <summary>Copies whole blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(long* target, long* source, long blocks)
    {
        for (; blocks > 0; blocks--, target += Block, source += Block)
        {
            V c0 = Vector512.Load(source), c1 = Vector512.Load(source + 8), c2 = Vector512.Load(source + 16), c3 = Vector512.Load(source + 24), c4 = Vector512.Load(source + 32);
            c0.Store(target);
            c1.Store(target + 8);
            c2.Store(target + 16);
            c3.Store(target + 24);
            c4.Store(target + 32);
        }
    }

    /// <summary>target[i] = source[start + i] for whole blocks; elements from <paramref name="end"/> on are not read and come out undefined.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Gather(long* target, long* source, long start, long end, long blocks)
    {
        long shift = start % 8, first = start / 8;
        long last = (end - 1) / 8;
        V index = Vector512.Create(shift) + Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7);
        for (long k = 0; k < blocks; k++)
        {
            long* low = source + (first + k) * Block;
            long* high = first + k < last ? low + Block : low;
            for (int i = 0; i < Block; i += 8) Merge(Vector512.Load(low + i), Vector512.Load(high + i), index, (int)shift).Store(target + k * Block + i);
        }
    }

    /// <summary>target[i] = source[(start + i) mod n] for whole blocks.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void GatherCyclic(long* target, long* source, long start, long n, long blocks)
    {
        if (start + 8 * blocks <= n)
        {
            Gather(target, source, start, n, blocks);
            return;
        }

        for (long i = 0; i < 8 * blocks; i++)
        {
            long from = (start + i) % n;
            Element.Copy(target + i / 8 * Block + i % 8, 8, source + from / 8 * Block + from % 8, 8);
        }
    }

    /// <summary>target[offset + i] = source[i] for i &lt; count, leaving the other lanes alone.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Scatter(long* target, long offset, long* source, long count)
    {
        for (long i = 0; i < count; i++)
        {
            long to = offset + i;
            Element.Copy(target + to / 8 * Block + to % 8, 8, source + i / 8 * Block + i % 8, 8);
        }
    }

    /// <summary>Zeroes the lanes from <paramref name="count"/> to the end of its block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ClearTail(long* data, long count)
    {
        if (count % 8 == 0) return;
        V keep = Vector512.LessThan(Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7), Vector512.Create(count % 8));
        long* block = data + count / 8 * Block;
        for (int i = 0; i < Block; i += 8) (Vector512.Load(block + i) & keep).Store(block + i);
    }

    /// <summary>Lane l of r is lane l - shift of a, and lane 0 of the splatted <paramref name="fill"/> below that.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ShiftUp(long* r, long* a, int shift, long* fill, long blocks)
    {
        V lane = Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7);
        V index = lane - Vector512.Create((long)shift);
        V keep = Vector512.GreaterThanOrEqual(index, V.Zero);
        for (long k = 0; k < blocks; k++, r += Block, a += Block)
        {
            for (int i = 0; i < Block; i += 8)
                Vector512.ConditionalSelect(keep, Lanes.Pick(Vector512.Load(a + i), index), Vector512.Load(fill + i)).Store(r + i);
        }
    }

    /// <summary>r[i] = a[last - i] over whole blocks; r and a do not overlap.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Reverse(long* r, long* a, long blocks)
    {
        V index = Vector512.Create(7L, 6, 5, 4, 3, 2, 1, 0);
        a += (blocks - 1) * Block;
        for (long k = 0; k < blocks; k++, r += Block, a -= Block)
        {
            for (int i = 0; i < Block; i += 8) Lanes.Pick(Vector512.Load(a + i), index).Store(r + i);
        }
    }

    /// <summary>Lane l of r is lane l + turn mod 8 of a, one block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Rotate(long* r, long* a, int turn)
    {
        V index = Vector512.Create(0L, 1, 2, 3, 4, 5, 6, 7) + Vector512.Create((long)turn);
        for (int i = 0; i < Block; i += 8) Lanes.Pick(Vector512.Load(a + i), index).Store(r + i);
    }

    /// <summary>Repeats one element in all lanes of a block.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Splat(long* block, long* element)
    {
        for (int i = 0; i < Modulus.Limbs; i++) Vector512.Create(element[i]).Store(block + 8 * i);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Merge(V low, V high, V index, int shift)
    {
        if (shift == 0) return low;
        if (Avx512F.IsSupported) return Avx512F.PermuteVar8x64x2(low, index, high);
        V wrapped = index & Vector512.Create(7L);
        return Vector512.ConditionalSelect(Vector512.LessThan(index, Vector512.Create(8L)), Vector512.Shuffle(low, wrapped), Vector512.Shuffle(high, wrapped));
    }
}

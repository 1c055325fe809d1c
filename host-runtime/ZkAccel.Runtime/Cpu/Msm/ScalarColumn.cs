using System.Runtime.CompilerServices;
using System.Numerics;
using System.Runtime.Intrinsics;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// The scalars of one column as signed integers, x or x - r, whichever is smaller: limbs of 52 bits, the top one signed, and the bit
/// length of each absolute value.
/// </summary>
internal sealed unsafe class ScalarColumn : IDisposable
{
    private const int Block = Modulus.Block;

    /// <summary>Bit lengths run from 0 to 253.</summary>
    internal const int Lengths = 256;

    private readonly ScratchPool.Lease lease;

    internal ScalarColumn(FieldKernels kernels, ScratchPool scratch, CpuPointBasis basis, BlockView source)
    {
        Count = source.Count;
        lease = scratch.Rent(source.Blocks * (Block + 1) * sizeof(long));
        Limbs = lease.Words;
        Bits = (byte*)(Limbs + source.Blocks * Block);
        Convert(kernels, source);
        if (basis.HasInfinity) Drop((ulong*)basis.Memory.Words);
        for (int i = 0; i < Count; i++) Histogram[Bits[i]]++;
    }

    internal int Count { get; }

    internal long* Limbs { get; }

    internal byte* Bits { get; }

    /// <summary>How many scalars have each bit length; entry 0 counts the zeros.</summary>
    internal int[] Histogram { get; } = new int[Lengths];

    public void Dispose() => lease.Dispose();

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Convert(FieldKernels kernels, BlockView source)
    {
        long* p = kernels.Modulus.Row(Modulus.RowP);
        long* plain = kernels.Modulus.Row(Modulus.RowPlainOne);
        long* middle = stackalloc long[5];
        long* magnitude = stackalloc long[Block];
        for (int i = 0; i < 5; i++) middle[i] = (p[i * 8] >> 1 | (i < 4 ? (p[i * 8 + 8] & 1) << 51 : 0)) + (i == 0 ? 1 : 0);
        for (long k = 0; k < source.Blocks; k++)
        {
            long* x = Limbs + k * Block;
            kernels.Multiply(x, source.Data + k * Block, plain, 1);
            kernels.Canonical(x, 1);
            V c0 = Vector512.Load(x), c1 = Vector512.Load(x + 8), c2 = Vector512.Load(x + 16), c3 = Vector512.Load(x + 24), c4 = Vector512.Load(x + 32);
            V d0 = c0 - Vector512.Create(middle[0]), d1 = c1 - Vector512.Create(middle[1]), d2 = c2 - Vector512.Create(middle[2]), d3 = c3 - Vector512.Create(middle[3]), d4 = c4 - Vector512.Create(middle[4]);
            Lanes.Carry(ref d0, ref d1, ref d2, ref d3, ref d4);
            V negative = Vector512.OnesComplement(Vector512.ShiftRightArithmetic(d4, 63));
            c0 -= negative & Vector512.Load(p);
            c1 -= negative & Vector512.Load(p + 8);
            c2 -= negative & Vector512.Load(p + 16);
            c3 -= negative & Vector512.Load(p + 24);
            c4 -= negative & Vector512.Load(p + 32);
            Lanes.Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
            FieldKernels.Store(x, c0, c1, c2, c3, c4);
            c0 = (c0 ^ negative) - negative;
            c1 = (c1 ^ negative) - negative;
            c2 = (c2 ^ negative) - negative;
            c3 = (c3 ^ negative) - negative;
            c4 = (c4 ^ negative) - negative;
            Lanes.Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
            FieldKernels.Store(magnitude, c0, c1, c2, c3, c4);
            for (int lane = 0; lane < 8; lane++) Bits[k * 8 + lane] = Length(magnitude + lane);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte Length(long* limbs)
    {
        int top = 4;
        while (top > 0 && limbs[top * 8] == 0) top--;
        return (byte)(52 * top + 64 - BitOperations.LeadingZeroCount((ulong)limbs[top * 8]));
    }

    // A scalar on a point at infinity adds nothing.
    private void Drop(ulong* points)
    {
        for (int i = 0; i < Count; i++)
        {
            if (!PackedPoints.IsInfinity(points + i * 8L)) continue;
            Bits[i] = 0;
            for (int limb = 0; limb < 5; limb++) Limbs[i / 8 * Block + limb * 8 + i % 8] = 0;
        }
    }
}

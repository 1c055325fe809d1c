using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Small steps on eight lanes that every rung shares. Written with portable vectors, with AVX-512 where it says more.</summary>
internal static unsafe class Lanes
{
    /// <summary>Carries signed limbs upwards: limbs 0..3 end in [0, 2^52), the value stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Carry(ref V c0, ref V c1, ref V c2, ref V c3, ref V c4)
    {
        V mask = Vector512.Create(Modulus.Mask);
        c1 += Vector512.ShiftRightArithmetic(c0, 52);
        c0 &= mask;
        c2 += Vector512.ShiftRightArithmetic(c1, 52);
        c1 &= mask;
        c3 += Vector512.ShiftRightArithmetic(c2, 52);
        c2 &= mask;
        c4 += Vector512.ShiftRightArithmetic(c3, 52);
        c3 &= mask;
    }

    /// <summary>Picks table word <c>index[lane] mod 8</c> for each lane.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static V Pick(V table, V index) =>
        Avx512F.IsSupported ? Avx512F.PermuteVar8x64(table, index) : Vector512.Shuffle(table, index & Vector512.Create(7L));

    /// <summary>
    /// Brings a value of [0, 2^256) = [0, 5.29 p), given as signed limbs, into [0, 2p): its top three bits name a multiple of p not above it.
    /// What is left is below p + 2^253 + 2^210 &lt; 1.67 p.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Reduce(ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, long* table)
    {
        V index = Vector512.ShiftRightLogical(c4, 45);
        table += Modulus.RowReduce * 8;
        c0 -= Pick(Vector512.Load(table), index);
        c1 -= Pick(Vector512.Load(table + 8), index);
        c2 -= Pick(Vector512.Load(table + 16), index);
        c3 -= Pick(Vector512.Load(table + 24), index);
        c4 -= Pick(Vector512.Load(table + 32), index);
        Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
    }

    /// <summary>[0, 2p) to [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Canonical(ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, long* table)
    {
        table += Modulus.RowP * 8;
        V d0 = c0 - Vector512.Load(table), d1 = c1 - Vector512.Load(table + 8), d2 = c2 - Vector512.Load(table + 16);
        V d3 = c3 - Vector512.Load(table + 24), d4 = c4 - Vector512.Load(table + 32);
        Carry(ref d0, ref d1, ref d2, ref d3, ref d4);
        V below = Vector512.ShiftRightArithmetic(d4, 63);
        c0 = Vector512.ConditionalSelect(below, c0, d0);
        c1 = Vector512.ConditionalSelect(below, c1, d1);
        c2 = Vector512.ConditionalSelect(below, c2, d2);
        c3 = Vector512.ConditionalSelect(below, c3, d3);
        c4 = Vector512.ConditionalSelect(below, c4, d4);
    }

    /// <summary>Transposes eight rows of eight words. Row k is read at <paramref name="source"/> + k * <paramref name="step"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(long* source, long step, long* target, long targetStep)
    {
        if (!Avx512F.IsSupported)
        {
            TransposePlain(source, step, target, targetStep);
            return;
        }

        V r0 = Vector512.Load(source), r1 = Vector512.Load(source + step), r2 = Vector512.Load(source + 2 * step), r3 = Vector512.Load(source + 3 * step);
        V r4 = Vector512.Load(source + 4 * step), r5 = Vector512.Load(source + 5 * step), r6 = Vector512.Load(source + 6 * step), r7 = Vector512.Load(source + 7 * step);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        r0.Store(target);
        r1.Store(target + targetStep);
        r2.Store(target + 2 * targetStep);
        r3.Store(target + 3 * targetStep);
        r4.Store(target + 4 * targetStep);
        r5.Store(target + 5 * targetStep);
        r6.Store(target + 6 * targetStep);
        r7.Store(target + 7 * targetStep);
    }

    /// <summary>The same on eight registers; needs AVX-512 F.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Transpose(ref V r0, ref V r1, ref V r2, ref V r3, ref V r4, ref V r5, ref V r6, ref V r7)
    {
        V t0 = Avx512F.UnpackLow(r0, r1), t1 = Avx512F.UnpackHigh(r0, r1), t2 = Avx512F.UnpackLow(r2, r3), t3 = Avx512F.UnpackHigh(r2, r3);
        V t4 = Avx512F.UnpackLow(r4, r5), t5 = Avx512F.UnpackHigh(r4, r5), t6 = Avx512F.UnpackLow(r6, r7), t7 = Avx512F.UnpackHigh(r6, r7);
        V u0 = Avx512F.Shuffle4x128(t0, t2, 0x88), u2 = Avx512F.Shuffle4x128(t0, t2, 0xdd);
        V u1 = Avx512F.Shuffle4x128(t1, t3, 0x88), u3 = Avx512F.Shuffle4x128(t1, t3, 0xdd);
        V u4 = Avx512F.Shuffle4x128(t4, t6, 0x88), u6 = Avx512F.Shuffle4x128(t4, t6, 0xdd);
        V u5 = Avx512F.Shuffle4x128(t5, t7, 0x88), u7 = Avx512F.Shuffle4x128(t5, t7, 0xdd);
        r0 = Avx512F.Shuffle4x128(u0, u4, 0x88);
        r4 = Avx512F.Shuffle4x128(u0, u4, 0xdd);
        r1 = Avx512F.Shuffle4x128(u1, u5, 0x88);
        r5 = Avx512F.Shuffle4x128(u1, u5, 0xdd);
        r2 = Avx512F.Shuffle4x128(u2, u6, 0x88);
        r6 = Avx512F.Shuffle4x128(u2, u6, 0xdd);
        r3 = Avx512F.Shuffle4x128(u3, u7, 0x88);
        r7 = Avx512F.Shuffle4x128(u3, u7, 0xdd);
    }

    private static void TransposePlain(long* source, long step, long* target, long targetStep)
    {
        long* copy = stackalloc long[64];
        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++) copy[j * 8 + i] = source[i * step + j];
        }

        for (int i = 0; i < 8; i++)
        {
            for (int j = 0; j < 8; j++) target[i * targetStep + j] = copy[i * 8 + j];
        }
    }

    /// <summary>Four 64-bit words a lane into five limbs of 52 bits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Unpack(V w0, V w1, V w2, V w3, long* block)
    {
        V mask = Vector512.Create(Modulus.Mask);
        (w0 & mask).Store(block);
        ((Vector512.ShiftRightLogical(w0, 52) | Vector512.ShiftLeft(w1, 12)) & mask).Store(block + 8);
        ((Vector512.ShiftRightLogical(w1, 40) | Vector512.ShiftLeft(w2, 24)) & mask).Store(block + 16);
        ((Vector512.ShiftRightLogical(w2, 28) | Vector512.ShiftLeft(w3, 36)) & mask).Store(block + 24);
        Vector512.ShiftRightLogical(w3, 16).Store(block + 32);
    }

    /// <summary>Five limbs of 52 bits a lane into four 64-bit words; the value is below 2^256.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Pack(V c0, V c1, V c2, V c3, V c4, out V w0, out V w1, out V w2, out V w3)
    {
        w0 = c0 | Vector512.ShiftLeft(c1, 52);
        w1 = Vector512.ShiftRightLogical(c1, 12) | Vector512.ShiftLeft(c2, 40);
        w2 = Vector512.ShiftRightLogical(c2, 24) | Vector512.ShiftLeft(c3, 28);
        w3 = Vector512.ShiftRightLogical(c3, 36) | Vector512.ShiftLeft(c4, 16);
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Packed points of 64 bytes to and from blocks of coordinates.</summary>
internal static unsafe class PackedPoints
{
    private const int Block = Modulus.Block;

    /// <summary>64-bit words of a packed point.</summary>
    internal const int Words = 8;

    /// <summary>Host points (R = 2^256) into packed form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FromHost(FieldKernels kernels, ulong* source, long points, ulong* target)
    {
        long* block = stackalloc long[Block];
        ulong* words = stackalloc ulong[32];
        for (long at = 0; at < points * 2; at += 8)
        {
            long count = Math.Min(8, points * 2 - at);
            Transfer.FromWords(kernels, source + at * 4, count, block);
            kernels.Canonical(block, 1);
            Transfer.Store8(block, words);
            new ReadOnlySpan<ulong>(words, (int)count * 4).CopyTo(new Span<ulong>(target + at * 4, (int)count * 4));
        }
    }

    /// <summary>Packed points into host points, canonical.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToHost(FieldKernels kernels, ulong* source, long points, ulong* target)
    {
        long* block = stackalloc long[Block];
        ulong* words = stackalloc ulong[32];
        for (long at = 0; at < points * 2; at += 8)
        {
            int count = (int)Math.Min(8, points * 2 - at) * 4;
            new Span<ulong>(words, 32).Clear();
            new ReadOnlySpan<ulong>(source + at * 4, count).CopyTo(new Span<ulong>(words, count));
            Transfer.Load8(words, block);
            kernels.Multiply(block, block, kernels.Modulus.Row(Modulus.RowToPacked), 1);
            kernels.Canonical(block, 1);
            Transfer.Store8(block, words);
            new ReadOnlySpan<ulong>(words, count).CopyTo(new Span<ulong>(target + at * 4, count));
        }
    }

    /// <summary>
    /// Reads eight points into a block of x and a block of y. An entry is twice the index of the point, plus one when it is to be negated.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Load(ulong* points, uint* entries, long* x, long* y, long* table)
    {
        V r0 = Row(points, entries[0]), r1 = Row(points, entries[1]), r2 = Row(points, entries[2]), r3 = Row(points, entries[3]);
        V r4 = Row(points, entries[4]), r5 = Row(points, entries[5]), r6 = Row(points, entries[6]), r7 = Row(points, entries[7]);
        if (Avx512F.IsSupported) Lanes.Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        else TransposePlain(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Lanes.Unpack(r0, r1, r2, r3, x);
        Lanes.Unpack(r4, r5, r6, r7, y);
        Vector256<uint> all = Vector256.Load(entries);
        V signs = (Avx512F.IsSupported ? Avx512F.ConvertToVector512Int64(all) : Vector512.Create(Vector256.WidenLower(all).AsInt64(), Vector256.WidenUpper(all).AsInt64())) & V.One;
        if (signs == V.Zero) return;
        V negative = -signs;
        long* p2 = table + Modulus.Row2P * 8;
        V y0 = Vector512.Load(y), y1 = Vector512.Load(y + 8), y2 = Vector512.Load(y + 16), y3 = Vector512.Load(y + 24), y4 = Vector512.Load(y + 32);
        V c0 = Vector512.ConditionalSelect(negative, Vector512.Load(p2) - y0, y0), c1 = Vector512.ConditionalSelect(negative, Vector512.Load(p2 + 8) - y1, y1);
        V c2 = Vector512.ConditionalSelect(negative, Vector512.Load(p2 + 16) - y2, y2), c3 = Vector512.ConditionalSelect(negative, Vector512.Load(p2 + 24) - y3, y3);
        V c4 = Vector512.ConditionalSelect(negative, Vector512.Load(p2 + 32) - y4, y4);
        Lanes.Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
        FieldKernels.Store(y, c0, c1, c2, c3, c4);
    }

    /// <summary>Writes eight points to the places given.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Store(long* x, long* y, ulong* points, uint* places)
    {
        Lanes.Pack(Vector512.Load(x), Vector512.Load(x + 8), Vector512.Load(x + 16), Vector512.Load(x + 24), Vector512.Load(x + 32), out V r0, out V r1, out V r2, out V r3);
        Lanes.Pack(Vector512.Load(y), Vector512.Load(y + 8), Vector512.Load(y + 16), Vector512.Load(y + 24), Vector512.Load(y + 32), out V r4, out V r5, out V r6, out V r7);
        if (Avx512F.IsSupported) Lanes.Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        else TransposePlain(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        r0.Store((long*)(points + 8UL * places[0]));
        r1.Store((long*)(points + 8UL * places[1]));
        r2.Store((long*)(points + 8UL * places[2]));
        r3.Store((long*)(points + 8UL * places[3]));
        r4.Store((long*)(points + 8UL * places[4]));
        r5.Store((long*)(points + 8UL * places[5]));
        r6.Store((long*)(points + 8UL * places[6]));
        r7.Store((long*)(points + 8UL * places[7]));
    }

    /// <summary>Copies one point, negated when the entry says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(ulong* points, uint entry, ulong* target)
    {
        ulong* source = points + 8UL * (entry >> 1);
        ulong y0 = source[4], y1 = source[5], y2 = source[6], y3 = source[7];
        Vector512.Load(source).Store(target);
        if ((entry & 1) == 0) return;

        // 2q - y, below 2^255.
        const ulong q0 = 0x7841182db0f9fa8e, q1 = 0x2f02d522d0e3951a, q2 = 0x70a08b6d0302b0bb, q3 = 0x60c89ce5c2634053;
        ulong b0 = q0 < y0 ? 1UL : 0, r1 = q1 - y1, b1 = (q1 < y1 ? 1UL : 0) + (r1 < b0 ? 1UL : 0);
        ulong r2 = q2 - y2, b2 = (q2 < y2 ? 1UL : 0) + (r2 < b1 ? 1UL : 0);
        target[4] = q0 - y0;
        target[5] = r1 - b0;
        target[6] = r2 - b1;
        target[7] = q3 - y3 - b2;
    }

    /// <summary>Whether a packed point is infinity.</summary>
    internal static bool IsInfinity(ulong* point) => Vector512.Load(point) == Vector512<ulong>.Zero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static V Row(ulong* points, uint entry) => Vector512.Load((long*)(points + 8UL * (entry >> 1)));

    private static void TransposePlain(ref V r0, ref V r1, ref V r2, ref V r3, ref V r4, ref V r5, ref V r6, ref V r7)
    {
        long* rows = stackalloc long[64];
        r0.Store(rows);
        r1.Store(rows + 8);
        r2.Store(rows + 16);
        r3.Store(rows + 24);
        r4.Store(rows + 32);
        r5.Store(rows + 40);
        r6.Store(rows + 48);
        r7.Store(rows + 56);
        Lanes.Transpose(rows, 8, rows, 8);
        r0 = Vector512.Load(rows);
        r1 = Vector512.Load(rows + 8);
        r2 = Vector512.Load(rows + 16);
        r3 = Vector512.Load(rows + 24);
        r4 = Vector512.Load(rows + 32);
        r5 = Vector512.Load(rows + 40);
        r6 = Vector512.Load(rows + 48);
        r7 = Vector512.Load(rows + 56);
    }
}

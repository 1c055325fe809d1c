using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZkAccel.Bn254;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Host form (four 64-bit words, R = 2^256, canonical) to device form and back.</summary>
internal static unsafe class Transfer
{
    private const int Block = Modulus.Block;

    /// <summary>target[i] = source[i]; the last block is filled up with zeros.</summary>
    internal static void FromHost(FieldKernels kernels, ReadOnlySpan<Fr> source, long* target)
    {
        fixed (Fr* first = source) FromWords(kernels, (ulong*)first, source.Length, target);
    }

    /// <summary>The same for elements of either field given as words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FromWords(FieldKernels kernels, ulong* words, long count, long* target)
    {
        long* factor = kernels.Modulus.Row(Modulus.RowFromPacked);
        long full = count / 8;
        for (long k = 0; k < full; k++)
        {
            Load8(words + k * 32, target + k * Block);
            kernels.Multiply(target + k * Block, target + k * Block, factor, 1);
        }

        if (count % 8 == 0) return;
        ulong* last = stackalloc ulong[32];
        new Span<ulong>(last, 32).Clear();
        for (long i = 0; i < count % 8 * 4; i++) last[i] = words[full * 32 + i];
        Load8(last, target + full * Block);
        kernels.Multiply(target + full * Block, target + full * Block, factor, 1);
    }

    /// <summary>target[i] = source[i], canonical.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void ToHost(FieldKernels kernels, long* source, Span<Fr> target)
    {
        long* block = stackalloc long[Block];
        ulong* words = stackalloc ulong[32];
        var rest = MemoryMarshal.Cast<Fr, ulong>(target);
        for (; rest.Length > 0; source += Block)
        {
            kernels.Multiply(block, source, kernels.Modulus.Row(Modulus.RowToPacked), 1);
            kernels.Canonical(block, 1);
            Store8(block, words);
            int count = Math.Min(rest.Length, 32);
            new ReadOnlySpan<ulong>(words, count).CopyTo(rest);
            rest = rest[count..];
        }
    }

    /// <summary>target[i] = source[i] modulo the prime; the last block is filled up with zeros.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void FromInt32(FieldKernels kernels, ReadOnlySpan<int> source, long* target)
    {
        long* p = kernels.Modulus.Row(Modulus.RowP);
        long* small = stackalloc long[8];
        for (; source.Length > 0; target += Block)
        {
            int count = Math.Min(source.Length, 8);
            for (int i = 0; i < 8; i++) small[i] = i < count ? source[i] : 0;
            source = source[count..];
            V x = Vector512.Load(small), sign = Vector512.ShiftRightArithmetic(x, 63);
            V c0 = x + (sign & Vector512.Load(p)), c1 = sign & Vector512.Load(p + 8), c2 = sign & Vector512.Load(p + 16), c3 = sign & Vector512.Load(p + 24), c4 = sign & Vector512.Load(p + 32);
            Lanes.Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
            FieldKernels.Store(target, c0, c1, c2, c3, c4);
            kernels.Multiply(target, target, kernels.Modulus.Row(Modulus.RowSquareR), 1);
        }
    }

    // Eight elements of four words into limbs, the values unchanged.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Load8(ulong* words, long* block)
    {
        if (!Avx512F.IsSupported)
        {
            for (int i = 0; i < 8; i++) Element.Split(words[4 * i], words[4 * i + 1], words[4 * i + 2], words[4 * i + 3], block + i, 8);
            return;
        }

        long* w = (long*)words;
        V a = Vector512.Load(w), b = Vector512.Load(w + 8), c = Vector512.Load(w + 16), d = Vector512.Load(w + 24);
        V low = Vector512.Create(0L, 4, 8, 12, 1, 5, 9, 13), high = Vector512.Create(2L, 6, 10, 14, 3, 7, 11, 15);
        V ab01 = Avx512F.PermuteVar8x64x2(a, low, b), ab23 = Avx512F.PermuteVar8x64x2(a, high, b);
        V cd01 = Avx512F.PermuteVar8x64x2(c, low, d), cd23 = Avx512F.PermuteVar8x64x2(c, high, d);
        Lanes.Unpack(
            Avx512F.Shuffle4x128(ab01, cd01, 0x44), Avx512F.Shuffle4x128(ab01, cd01, 0xee),
            Avx512F.Shuffle4x128(ab23, cd23, 0x44), Avx512F.Shuffle4x128(ab23, cd23, 0xee), block);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Store8(long* block, ulong* words)
    {
        Lanes.Pack(Vector512.Load(block), Vector512.Load(block + 8), Vector512.Load(block + 16), Vector512.Load(block + 24), Vector512.Load(block + 32), out V w0, out V w1, out V w2, out V w3);
        for (int i = 0; i < 8; i++)
        {
            words[4 * i] = (ulong)w0[i];
            words[4 * i + 1] = (ulong)w1[i];
            words[4 * i + 2] = (ulong)w2[i];
            words[4 * i + 3] = (ulong)w3[i];
        }
    }
}

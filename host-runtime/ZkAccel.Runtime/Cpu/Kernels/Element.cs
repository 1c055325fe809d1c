using System.Runtime.CompilerServices;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>One element at a time: five limbs of 52 bits, <c>stride</c> words apart (1 alone, 8 inside a block). Used for tables and edges.</summary>
internal static unsafe class Element
{
    internal const int Words = Modulus.Limbs;

    /// <summary>r = a * b / R, below 2p when a * b &lt; 84 p^2; strides of (r and a) and of b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Multiply(long* r, long* a, long* b, Modulus modulus, int stride, int strideB)
    {
        long* p = modulus.Table;
        const ulong mask = (ulong)Modulus.Mask;
        ulong b0 = (ulong)b[0], b1 = (ulong)b[strideB], b2 = (ulong)b[2 * strideB], b3 = (ulong)b[3 * strideB], b4 = (ulong)b[4 * strideB];
        ulong p0 = (ulong)p[0], p1 = (ulong)p[8], p2 = (ulong)p[16], p3 = (ulong)p[24], p4 = (ulong)p[32], inverse = (ulong)modulus.Inverse;
        UInt128 c0 = 0, c1 = 0, c2 = 0, c3 = 0, c4 = 0;
        for (int i = 0; i < Words; i++)
        {
            ulong x = (ulong)a[i * stride];
            c0 += Math.BigMul(x, b0);
            ulong q = ((ulong)c0 * inverse) & mask;
            c0 = (c0 + Math.BigMul(q, p0)) >> 52;
            c0 += c1 + Math.BigMul(x, b1) + Math.BigMul(q, p1);
            c1 = c2 + Math.BigMul(x, b2) + Math.BigMul(q, p2);
            c2 = c3 + Math.BigMul(x, b3) + Math.BigMul(q, p3);
            c3 = c4 + Math.BigMul(x, b4) + Math.BigMul(q, p4);
            c4 = 0;
        }

        c1 += c0 >> 52;
        c2 += c1 >> 52;
        c3 += c2 >> 52;
        c4 = c3 >> 52;
        r[0] = (long)((ulong)c0 & mask);
        r[stride] = (long)((ulong)c1 & mask);
        r[2 * stride] = (long)((ulong)c2 & mask);
        r[3 * stride] = (long)((ulong)c3 & mask);
        r[4 * stride] = (long)(ulong)c4;
    }

    /// <summary>r = a * b / R on packed elements.</summary>
    internal static void Multiply(long* r, long* a, long* b, Modulus modulus) => Multiply(r, a, b, modulus, 1, 1);

    /// <summary>The five limbs of four 64-bit words.</summary>
    internal static void Split(ulong w0, ulong w1, ulong w2, ulong w3, long* r, int stride = 1)
    {
        r[0] = (long)w0 & Modulus.Mask;
        r[stride] = (long)(w0 >> 52 | w1 << 12) & Modulus.Mask;
        r[2 * stride] = (long)(w1 >> 40 | w2 << 24) & Modulus.Mask;
        r[3 * stride] = (long)(w2 >> 28 | w3 << 36) & Modulus.Mask;
        r[4 * stride] = (long)(w3 >> 16);
    }

    /// <summary>A host scalar (R = 2^256) in device form.</summary>
    internal static void FromFr(Fr value, long* r) => FromWords((ulong*)&value, Modulus.Fr, r);

    /// <summary>A host coordinate in device form.</summary>
    internal static void FromFq(Fq value, long* r) => FromWords((ulong*)&value, Modulus.Fq, r);

    /// <summary>A device scalar as a host scalar.</summary>
    internal static Fr ToFr(long* value, int stride = 1)
    {
        Fr result = default;
        Pack(value, stride, Modulus.Fr, (ulong*)&result);
        return result;
    }

    /// <summary>A device coordinate as a host coordinate.</summary>
    internal static Fq ToFq(long* value, int stride = 1)
    {
        Fq result = default;
        Pack(value, stride, Modulus.Fq, (ulong*)&result);
        return result;
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void FromWords(ulong* words, Modulus modulus, long* r)
    {
        long* factor = stackalloc long[Words];
        modulus.Element(Modulus.RowFromPacked, factor);
        Split(words[0], words[1], words[2], words[3], r);
        Multiply(r, r, factor, modulus);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Pack(long* value, int stride, Modulus modulus, ulong* w)
    {
        long* factor = stackalloc long[Words];
        long* t = stackalloc long[Words];
        modulus.Element(Modulus.RowToPacked, factor);
        for (int i = 0; i < Words; i++) t[i] = value[i * stride];
        Multiply(t, t, factor, modulus);
        Canonical(t, modulus);
        w[0] = (ulong)t[0] | (ulong)t[1] << 52;
        w[1] = (ulong)t[1] >> 12 | (ulong)t[2] << 40;
        w[2] = (ulong)t[2] >> 24 | (ulong)t[3] << 28;
        w[3] = (ulong)t[3] >> 36 | (ulong)t[4] << 16;
    }

    /// <summary>[0, 2p) to [0, p).</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Canonical(long* t, Modulus modulus)
    {
        long* d = stackalloc long[Words];
        long borrow = 0;
        for (int i = 0; i < Words; i++)
        {
            long v = t[i] - modulus.Table[i * 8] + borrow;
            d[i] = v & Modulus.Mask;
            borrow = v >> 52;
        }

        if (borrow < 0) return;
        for (int i = 0; i < Words; i++) t[i] = d[i];
    }

    /// <summary>Copies one element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(long* target, int targetStride, long* source, int sourceStride)
    {
        for (int i = 0; i < Words; i++) target[i * targetStride] = source[i * sourceStride];
    }
}

using System.Runtime.InteropServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// The constants of one prime of 254 bits in the limb form of the CPU device: 5 limbs of 52 bits, Montgomery factor R = 2^260.
/// Rows of eight equal words lie in one aligned native table, so a kernel reads every constant as a plain vector load.
/// </summary>
internal sealed unsafe class Modulus
{
    internal const int Limbs = 5;

    /// <summary>Words of one block: eight elements, limb-major.</summary>
    internal const int Block = 40;

    internal const long Mask = (1L << 52) - 1;

    /// <summary>Bit patterns of 2^52 and 2^104 as doubles: the two magic addends of the multiply-add kernel.</summary>
    internal const long Magic52 = 0x4330000000000000, Magic104 = 0x4670000000000000;

    // Row numbers in the table (eight words a row).
    internal const int RowP = 0, Row2P = 5, RowPDouble = 10, RowInverse = 15, RowMask = 16, RowStart = 17, RowReduce = 27,
        RowOne = 32, RowFromPacked = 37, RowToPacked = 42, RowSquareR = 47, RowPlainOne = 52, Row4P = 57, Rows = 62;

    internal static readonly Modulus Fr = new(0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029);
    internal static readonly Modulus Fq = new(0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029);

    /// <summary>The table of rows, 64-byte aligned, alive as long as the process.</summary>
    internal readonly long* Table;

    /// <summary>-1/p mod 2^52.</summary>
    internal readonly long Inverse;

    private readonly ulong[] words;

    private Modulus(ulong w0, ulong w1, ulong w2, ulong w3)
    {
        words = [w0, w1, w2, w3];
        Table = (long*)NativeMemory.AlignedAlloc(Rows * 64, 64);
        Span<long> p = stackalloc long[5];
        Split(words, p);
        ulong inverse = w0;
        for (int i = 0; i < 6; i++) inverse *= 2 - w0 * inverse;
        Inverse = (long)(0 - inverse) & Mask;

        Span<long> t = stackalloc long[5];
        Put(RowP, p);
        Multiple(p, 2, t);
        Put(Row2P, t);
        Multiple(p, 4, t);
        Put(Row4P, t);
        for (int i = 0; i < 5; i++) Fill(RowPDouble + i, BitConverter.DoubleToInt64Bits(p[i]));
        Fill(RowInverse, Inverse);
        Fill(RowMask, Mask);
        for (int k = 0; k < 10; k++) Fill(RowStart + k, StartOfColumn(k));

        // Entry e of the reduction rows is floor(e * 2^253 / p) * p: what may be taken off a value in [e, e+1) * 2^253.
        for (int e = 0; e < 8; e++)
        {
            int q = 0;
            while (q < 8 && NotAbove(p, q + 1, e)) q++;
            Multiple(p, q, t);
            for (int i = 0; i < 5; i++) Table[(RowReduce + i) * 8 + e] = t[i];
        }

        Span<long> power = [1, 0, 0, 0, 0];
        Put(RowPlainOne, power);
        for (int i = 1; i <= 520; i++)
        {
            Twice(power, p);
            if (i == 256) Put(RowToPacked, power);
            if (i == 260) Put(RowOne, power);
            if (i == 264) Put(RowFromPacked, power);
            if (i == 520) Put(RowSquareR, power);
        }
    }

    /// <summary>The prime as four 64-bit words, least first.</summary>
    internal ReadOnlySpan<ulong> Words => words;

    internal long* Row(int row) => Table + row * 8;

    /// <summary>One element (five limbs) out of a splatted constant.</summary>
    internal void Element(int row, long* target)
    {
        for (int i = 0; i < 5; i++) target[i] = Table[(row + i) * 8];
    }

    // Column k of the product receives, besides its true summands, one magic addend from each multiply-add; the start value takes
    // them off. lo parts: pairs i+j = k of a*b and of q*p, less the pair j = 0 of q*p, which is never formed; hi parts: i+j = k-1.
    private static long StartOfColumn(int k)
    {
        static int Pairs(int x) => x is < 0 or > 8 ? 0 : x < 5 ? x + 1 : 9 - x;
        long lo = 2 * Pairs(k) - (k < 5 ? 1 : 0), hi = 2 * Pairs(k - 1);
        return unchecked(-(lo * Magic52 + hi * Magic104));
    }

    private static void Split(ReadOnlySpan<ulong> w, Span<long> t)
    {
        t[0] = (long)w[0] & Mask;
        t[1] = (long)(w[0] >> 52 | w[1] << 12) & Mask;
        t[2] = (long)(w[1] >> 40 | w[2] << 24) & Mask;
        t[3] = (long)(w[2] >> 28 | w[3] << 36) & Mask;
        t[4] = (long)(w[3] >> 16);
    }

    private static void Multiple(ReadOnlySpan<long> p, int q, Span<long> t)
    {
        long carry = 0;
        for (int i = 0; i < 5; i++)
        {
            UInt128 v = (UInt128)(ulong)p[i] * (ulong)q + (ulong)carry;
            t[i] = (long)(ulong)(v & (ulong)Mask);
            carry = (long)(ulong)(v >> 52);
        }
    }

    private static bool NotAbove(ReadOnlySpan<long> p, int q, int e)
    {
        Span<long> t = stackalloc long[5];
        Multiple(p, q, t);
        return t[4] < (long)e << 45;
    }

    private static void Twice(Span<long> a, ReadOnlySpan<long> p)
    {
        Span<long> d = stackalloc long[5];
        long carry = 0;
        for (int i = 0; i < 5; i++)
        {
            long v = 2 * a[i] + carry;
            a[i] = v & Mask;
            carry = v >> 52;
        }

        long borrow = 0;
        for (int i = 0; i < 5; i++)
        {
            long v = a[i] - p[i] + borrow;
            d[i] = v & Mask;
            borrow = v >> 52;
        }

        if (borrow == 0) d.CopyTo(a);
    }

    private void Put(int row, ReadOnlySpan<long> limbs)
    {
        for (int i = 0; i < 5; i++) Fill(row + i, limbs[i]);
    }

    private void Fill(int row, long value)
    {
        for (int lane = 0; lane < 8; lane++) Table[row * 8 + lane] = value;
    }
}

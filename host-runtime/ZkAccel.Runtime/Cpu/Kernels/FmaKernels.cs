using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using V = System.Runtime.Intrinsics.Vector512<long>;
using D = System.Runtime.Intrinsics.Vector512<double>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Products on AVX-512 without integer multiply-add: the fused multiply-add of doubles, rounded to zero, gives both halves of a
/// product of two 52-bit limbs. hi = fma(a, b, 2^104) has the bits of 2^104 plus floor(ab / 2^52); lo = fma(a, b, 2^104 + 2^52 - hi)
/// has the bits of 2^52 plus ab mod 2^52. Bit patterns are summed as integers; the columns start at minus the sum of the magic.
/// Both magic numbers end in 52 zero bits, so the low 52 bits of a column are right at every moment.
/// </summary>
internal sealed unsafe class FmaKernels(Modulus modulus) : FieldKernels(modulus)
{
    private const double Two104 = 20282409603651670423947251286016.0, Two52 = 4503599627370496.0;

    internal static bool IsSupported => Avx512F.IsSupported && Avx512DQ.IsSupported;

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Multiply(long* r, long* a, long* b, long n, long step = Block)
    {
        long* table = Modulus.Table;
        for (; n > 0; n--, r += Block, a += Block, b += step)
        {
            D b0 = Double(Vector512.Load(b)), b1 = Double(Vector512.Load(b + 8)), b2 = Double(Vector512.Load(b + 16)), b3 = Double(Vector512.Load(b + 24)), b4 = Double(Vector512.Load(b + 32));
            Product(Vector512.Load(a), Vector512.Load(a + 8), Vector512.Load(a + 16), Vector512.Load(a + 24), Vector512.Load(a + 32), b0, b1, b2, b3, b4, table, r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Scale(long* r, long* a, long* w, long n, long step)
    {
        long* table = Modulus.Table;
        for (; n > 0; n--, r += Block, a += Block, w += step)
        {
            D b0 = Vector512.Create((double)w[0]), b1 = Vector512.Create((double)w[1]), b2 = Vector512.Create((double)w[2]), b3 = Vector512.Create((double)w[3]), b4 = Vector512.Create((double)w[4]);
            Product(Vector512.Load(a), Vector512.Load(a + 8), Vector512.Load(a + 16), Vector512.Load(a + 24), Vector512.Load(a + 32), b0, b1, b2, b3, b4, table, r);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal override void Butterfly(long* x, long* y, long* w, long n)
    {
        long* table = Modulus.Table, p2 = table + Modulus.Row2P * 8;
        for (; n > 0; n--, x += Block, y += Block, w += 5)
        {
            V a0 = Vector512.Load(x), a1 = Vector512.Load(x + 8), a2 = Vector512.Load(x + 16), a3 = Vector512.Load(x + 24), a4 = Vector512.Load(x + 32);
            V b0 = Vector512.Load(y), b1 = Vector512.Load(y + 8), b2 = Vector512.Load(y + 16), b3 = Vector512.Load(y + 24), b4 = Vector512.Load(y + 32);
            // The difference needs no reduction: below 4p, and the product takes that times 2p.
            V d0 = a0 - b0 + Vector512.Load(p2), d1 = a1 - b1 + Vector512.Load(p2 + 8), d2 = a2 - b2 + Vector512.Load(p2 + 16), d3 = a3 - b3 + Vector512.Load(p2 + 24), d4 = a4 - b4 + Vector512.Load(p2 + 32);
            a0 += b0;
            a1 += b1;
            a2 += b2;
            a3 += b3;
            a4 += b4;
            Lanes.Reduce(ref a0, ref a1, ref a2, ref a3, ref a4, table);
            Store(x, a0, a1, a2, a3, a4);
            Lanes.Carry(ref d0, ref d1, ref d2, ref d3, ref d4);
            D w0 = Vector512.Create((double)w[0]), w1 = Vector512.Create((double)w[1]), w2 = Vector512.Create((double)w[2]), w3 = Vector512.Create((double)w[3]), w4 = Vector512.Create((double)w[4]);
            Product(d0, d1, d2, d3, d4, w0, w1, w2, w3, w4, table, y);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Double(V x) => Avx512DQ.ConvertToVector512Double(x);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static D Fma(D a, D b, D c) => Avx512F.FusedMultiplyAdd(a, b, c, FloatRoundingMode.ToZero);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Both(D a, D b, D magic, D both, ref V lo, ref V hi)
    {
        D h = Fma(a, b, magic);
        D l = Fma(a, b, both - h);
        hi += h.AsInt64();
        lo += l.AsInt64();
    }

    // a * b / R: a < 2^260 by limbs, a * b < 84 p^2, so the result is below 2p.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Product(V a0, V a1, V a2, V a3, V a4, D b0, D b1, D b2, D b3, D b4, long* table, long* r)
    {
        long* start = table + Modulus.RowStart * 8;
        V c0 = Vector512.Load(start), c1 = Vector512.Load(start + 8), c2 = Vector512.Load(start + 16), c3 = Vector512.Load(start + 24), c4 = Vector512.Load(start + 32);
        Row(Double(a0), b0, b1, b2, b3, b4, table, ref c0, ref c1, ref c2, ref c3, ref c4, Vector512.Load(start + 40));
        Row(Double(a1), b0, b1, b2, b3, b4, table, ref c0, ref c1, ref c2, ref c3, ref c4, Vector512.Load(start + 48));
        Row(Double(a2), b0, b1, b2, b3, b4, table, ref c0, ref c1, ref c2, ref c3, ref c4, Vector512.Load(start + 56));
        Row(Double(a3), b0, b1, b2, b3, b4, table, ref c0, ref c1, ref c2, ref c3, ref c4, Vector512.Load(start + 64));
        Row(Double(a4), b0, b1, b2, b3, b4, table, ref c0, ref c1, ref c2, ref c3, ref c4, Vector512.Load(start + 72));
        Lanes.Carry(ref c0, ref c1, ref c2, ref c3, ref c4);
        Store(r, c0, c1, c2, c3, c4);
    }

    // One limb of a and one step of the reduction; then the columns move down by one. The lowest column is a multiple of 2^52 once
    // q * p is added; that sum is never formed: its carry is (c0 + 2^52 - 1) >> 52.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Row(D a, D b0, D b1, D b2, D b3, D b4, long* table, ref V c0, ref V c1, ref V c2, ref V c3, ref V c4, V c5)
    {
        D magic = Vector512.Create(Two104), both = Vector512.Create(Two104 + Two52);
        V mask = Vector512.Create(Modulus.Mask);
        double* p = (double*)(table + Modulus.RowPDouble * 8);
        Both(a, b0, magic, both, ref c0, ref c1);
        D q = Double(Avx512DQ.MultiplyLow(c0, Vector512.Load(table + Modulus.RowInverse * 8)) & mask);
        Both(a, b1, magic, both, ref c1, ref c2);
        Both(a, b2, magic, both, ref c2, ref c3);
        Both(a, b3, magic, both, ref c3, ref c4);
        Both(a, b4, magic, both, ref c4, ref c5);
        c0 = Vector512.ShiftRightArithmetic(c0 + mask, 52);
        c1 += Fma(q, Vector512.Load(p), magic).AsInt64();
        Both(q, Vector512.Load(p + 8), magic, both, ref c1, ref c2);
        Both(q, Vector512.Load(p + 16), magic, both, ref c2, ref c3);
        Both(q, Vector512.Load(p + 24), magic, both, ref c3, ref c4);
        Both(q, Vector512.Load(p + 32), magic, both, ref c4, ref c5);
        c0 += c1;
        c1 = c2;
        c2 = c3;
        c3 = c4;
        c4 = c5;
    }
}

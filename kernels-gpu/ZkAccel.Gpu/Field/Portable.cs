using System.Runtime.CompilerServices;

namespace ZkAccel.Gpu;

/// <summary>
/// The field operations in plain C#, for devices without the chains of <see cref="FieldPtx"/>: OpenCL and ILGPU's own processor device. CIOS
/// (Koç, Acar, Kaliski 1996) over 32-bit limbs with 64-bit products, unrolled by hand because a loop over limbs needs an array.
/// </summary>
internal static class Portable<TField>
    where TField : unmanaged, IField<TField>
{
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField Multiply(TField a, TField b)
    {
        U256 x = a.Limbs, y = b.Limbs;
        var t = Reduce(AddProduct(default, x, y.L0));
        t = Reduce(AddProduct(t, x, y.L1));
        t = Reduce(AddProduct(t, x, y.L2));
        t = Reduce(AddProduct(t, x, y.L3));
        t = Reduce(AddProduct(t, x, y.L4));
        t = Reduce(AddProduct(t, x, y.L5));
        t = Reduce(AddProduct(t, x, y.L6));
        t = Reduce(AddProduct(t, x, y.L7));
        return Below(t.Low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField Square(TField a) => Multiply(a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField MulAdd(TField a, TField b, TField c, TField d) => SumOfProducts(a.Limbs, b.Limbs, c.Limbs, d.Limbs);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField MulSub(TField a, TField b, TField c, TField d) => SumOfProducts(a.Limbs, b.Limbs, c.Limbs, Complement(d.Limbs));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField Add(TField a, TField b)
    {
        U256 x = a.Limbs, y = b.Limbs;
        var c = (ulong)x.L0 + y.L0;
        var s0 = (uint)c;
        c = (c >> 32) + x.L1 + y.L1;
        var s1 = (uint)c;
        c = (c >> 32) + x.L2 + y.L2;
        var s2 = (uint)c;
        c = (c >> 32) + x.L3 + y.L3;
        var s3 = (uint)c;
        c = (c >> 32) + x.L4 + y.L4;
        var s4 = (uint)c;
        c = (c >> 32) + x.L5 + y.L5;
        var s5 = (uint)c;
        c = (c >> 32) + x.L6 + y.L6;
        var s6 = (uint)c;
        c = (c >> 32) + x.L7 + y.L7;
        var s7 = (uint)c;
        return Below(new U256(s0, s1, s2, s3, s4, s5, s6, s7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField Subtract(TField a, TField b)
    {
        U256 x = a.Limbs, y = b.Limbs, p = TField.Modulus;
        var d = (long)x.L0 - y.L0;
        var s0 = (uint)d;
        d = (d >> 32) + x.L1 - y.L1;
        var s1 = (uint)d;
        d = (d >> 32) + x.L2 - y.L2;
        var s2 = (uint)d;
        d = (d >> 32) + x.L3 - y.L3;
        var s3 = (uint)d;
        d = (d >> 32) + x.L4 - y.L4;
        var s4 = (uint)d;
        d = (d >> 32) + x.L5 - y.L5;
        var s5 = (uint)d;
        d = (d >> 32) + x.L6 - y.L6;
        var s6 = (uint)d;
        d = (d >> 32) + x.L7 - y.L7;
        var s7 = (uint)d;
        var borrow = (uint)(d >> 32);
        var c = (ulong)s0 + (p.L0 & borrow);
        s0 = (uint)c;
        c = (c >> 32) + s1 + (p.L1 & borrow);
        s1 = (uint)c;
        c = (c >> 32) + s2 + (p.L2 & borrow);
        s2 = (uint)c;
        c = (c >> 32) + s3 + (p.L3 & borrow);
        s3 = (uint)c;
        c = (c >> 32) + s4 + (p.L4 & borrow);
        s4 = (uint)c;
        c = (c >> 32) + s5 + (p.L5 & borrow);
        s5 = (uint)c;
        c = (c >> 32) + s6 + (p.L6 & borrow);
        s6 = (uint)c;
        c = (c >> 32) + s7 + (p.L7 & borrow);
        s7 = (uint)c;
        return TField.FromLimbs(new U256(s0, s1, s2, s3, s4, s5, s6, s7));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField Double(TField a) => Add(a, a);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TField Negate(TField a) => Subtract(TField.Zero, a);

    /// <summary>Twice p² fits: (2p² + 2^256 p) / 2^256 is below 2p, so that one subtraction reduces it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TField SumOfProducts(U256 a, U256 b, U256 c, U256 d)
    {
        var t = Reduce(AddProduct(AddProduct(default, a, b.L0), c, d.L0));
        t = Reduce(AddProduct(AddProduct(t, a, b.L1), c, d.L1));
        t = Reduce(AddProduct(AddProduct(t, a, b.L2), c, d.L2));
        t = Reduce(AddProduct(AddProduct(t, a, b.L3), c, d.L3));
        t = Reduce(AddProduct(AddProduct(t, a, b.L4), c, d.L4));
        t = Reduce(AddProduct(AddProduct(t, a, b.L5), c, d.L5));
        t = Reduce(AddProduct(AddProduct(t, a, b.L6), c, d.L6));
        t = Reduce(AddProduct(AddProduct(t, a, b.L7), c, d.L7));
        return Below(t.Low);
    }

    /// <summary>p - a, which is p for zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static U256 Complement(U256 a)
    {
        var p = TField.Modulus;
        var d = (long)p.L0 - a.L0;
        var s0 = (uint)d;
        d = (d >> 32) + p.L1 - a.L1;
        var s1 = (uint)d;
        d = (d >> 32) + p.L2 - a.L2;
        var s2 = (uint)d;
        d = (d >> 32) + p.L3 - a.L3;
        var s3 = (uint)d;
        d = (d >> 32) + p.L4 - a.L4;
        var s4 = (uint)d;
        d = (d >> 32) + p.L5 - a.L5;
        var s5 = (uint)d;
        d = (d >> 32) + p.L6 - a.L6;
        var s6 = (uint)d;
        d = (d >> 32) + p.L7 - a.L7;
        var s7 = (uint)d;
        return new U256(s0, s1, s2, s3, s4, s5, s6, s7);
    }

    /// <summary>t + a·b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Wide AddProduct(Wide t, U256 a, ulong b)
    {
        var c = a.L0 * b + t.Low.L0;
        var s0 = (uint)c;
        c = (c >> 32) + a.L1 * b + t.Low.L1;
        var s1 = (uint)c;
        c = (c >> 32) + a.L2 * b + t.Low.L2;
        var s2 = (uint)c;
        c = (c >> 32) + a.L3 * b + t.Low.L3;
        var s3 = (uint)c;
        c = (c >> 32) + a.L4 * b + t.Low.L4;
        var s4 = (uint)c;
        c = (c >> 32) + a.L5 * b + t.Low.L5;
        var s5 = (uint)c;
        c = (c >> 32) + a.L6 * b + t.Low.L6;
        var s6 = (uint)c;
        c = (c >> 32) + a.L7 * b + t.Low.L7;
        var s7 = (uint)c;
        return new Wide(new U256(s0, s1, s2, s3, s4, s5, s6, s7), t.High + (uint)(c >> 32));
    }

    /// <summary>(t + m·p) / 2^32 for the m that makes it whole.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Wide Reduce(Wide t)
    {
        var p = TField.Modulus;
        ulong m = t.Low.L0 * TField.NegInverse;
        var c = p.L0 * m + t.Low.L0;
        c = (c >> 32) + p.L1 * m + t.Low.L1;
        var s0 = (uint)c;
        c = (c >> 32) + p.L2 * m + t.Low.L2;
        var s1 = (uint)c;
        c = (c >> 32) + p.L3 * m + t.Low.L3;
        var s2 = (uint)c;
        c = (c >> 32) + p.L4 * m + t.Low.L4;
        var s3 = (uint)c;
        c = (c >> 32) + p.L5 * m + t.Low.L5;
        var s4 = (uint)c;
        c = (c >> 32) + p.L6 * m + t.Low.L6;
        var s5 = (uint)c;
        c = (c >> 32) + p.L7 * m + t.Low.L7;
        var s6 = (uint)c;
        c = (c >> 32) + t.High;
        return new Wide(new U256(s0, s1, s2, s3, s4, s5, s6, (uint)c), (uint)(c >> 32));
    }

    /// <summary>a mod p for a below 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static TField Below(U256 a)
    {
        var p = TField.Modulus;
        var d = (long)a.L0 - p.L0;
        var s0 = (uint)d;
        d = (d >> 32) + a.L1 - p.L1;
        var s1 = (uint)d;
        d = (d >> 32) + a.L2 - p.L2;
        var s2 = (uint)d;
        d = (d >> 32) + a.L3 - p.L3;
        var s3 = (uint)d;
        d = (d >> 32) + a.L4 - p.L4;
        var s4 = (uint)d;
        d = (d >> 32) + a.L5 - p.L5;
        var s5 = (uint)d;
        d = (d >> 32) + a.L6 - p.L6;
        var s6 = (uint)d;
        d = (d >> 32) + a.L7 - p.L7;
        var s7 = (uint)d;
        var less = d < 0;
        return TField.FromLimbs(new U256(
            less ? a.L0 : s0, less ? a.L1 : s1, less ? a.L2 : s2, less ? a.L3 : s3, less ? a.L4 : s4, less ? a.L5 : s5, less ? a.L6 : s6, less ? a.L7 : s7));
    }

    /// <summary>288 bits.</summary>
    private readonly struct Wide(U256 low, uint high)
    {
        public readonly U256 Low = low;
        public readonly uint High = high;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZkAccel.Bn254;

/// <summary>A 256-bit unsigned integer as four 64-bit limbs, least significant first.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Limbs(ulong l0, ulong l1, ulong l2, ulong l3)
{
    public readonly ulong L0 = l0, L1 = l1, L2 = l2, L3 = l3;

    public bool IsZero => (L0 | L1 | L2 | L3) == 0;

    /// <summary>Limb <paramref name="i"/>, 0 to 3.</summary>
    public ulong this[int i] => i switch { 0 => L0, 1 => L1, 2 => L2, _ => L3 };

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Equal(in Limbs a, in Limbs b) =>
        ((a.L0 ^ b.L0) | (a.L1 ^ b.L1) | (a.L2 ^ b.L2) | (a.L3 ^ b.L3)) == 0;

    public static bool Less(in Limbs a, in Limbs b)
    {
        if (a.L3 != b.L3) return a.L3 < b.L3;
        if (a.L2 != b.L2) return a.L2 < b.L2;
        if (a.L1 != b.L1) return a.L1 < b.L1;
        return a.L0 < b.L0;
    }

    /// <summary>a - b modulo 2^256; <paramref name="borrow"/> is 1 when a &lt; b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs Subtract(in Limbs a, in Limbs b, out ulong borrow)
    {
        borrow = 0;
        ulong d0 = SubtractWithBorrow(a.L0, b.L0, ref borrow);
        ulong d1 = SubtractWithBorrow(a.L1, b.L1, ref borrow);
        ulong d2 = SubtractWithBorrow(a.L2, b.L2, ref borrow);
        ulong d3 = SubtractWithBorrow(a.L3, b.L3, ref borrow);
        return new Limbs(d0, d1, d2, d3);
    }

    /// <summary>a + b modulo 2^256; <paramref name="carry"/> is the bit lost.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs Add(in Limbs a, in Limbs b, out ulong carry)
    {
        carry = 0;
        ulong s0 = AddWithCarry(a.L0, b.L0, ref carry);
        ulong s1 = AddWithCarry(a.L1, b.L1, ref carry);
        ulong s2 = AddWithCarry(a.L2, b.L2, ref carry);
        ulong s3 = AddWithCarry(a.L3, b.L3, ref carry);
        return new Limbs(s0, s1, s2, s3);
    }

    /// <summary>a when <paramref name="mask"/> is all ones, b when it is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Limbs Select(ulong mask, in Limbs a, in Limbs b) => new(
        b.L0 ^ (mask & (a.L0 ^ b.L0)), b.L1 ^ (mask & (a.L1 ^ b.L1)),
        b.L2 ^ (mask & (a.L2 ^ b.L2)), b.L3 ^ (mask & (a.L3 ^ b.L3)));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong AddWithCarry(ulong a, ulong b, ref ulong carry)
    {
        ulong s = a + b;
        ulong c = s < a ? 1UL : 0;
        ulong t = s + carry;
        carry = c + (t < s ? 1UL : 0);
        return t;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong SubtractWithBorrow(ulong a, ulong b, ref ulong borrow)
    {
        ulong d = a - b;
        ulong c = a < b ? 1UL : 0;
        ulong t = d - borrow;
        borrow = c + (d < borrow ? 1UL : 0);
        return t;
    }
}

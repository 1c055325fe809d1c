using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace ZkAccel.Bn254;

/// <summary>
/// Arithmetic modulo p in Montgomery form: x is stored as x * 2^256 mod p, always below p.
/// A product is CIOS (Koc, Acar, Kaliski 1996) without the carry word, which a modulus below 2^254 never needs:
/// 32 wide multiplications, 4 narrow ones.
/// </summary>
internal static partial class Montgomery<TModulus>
    where TModulus : struct, IModulus
{
    /// <summary>The modulus.</summary>
    public static Limbs P
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => new(TModulus.P0, TModulus.P1, TModulus.P2, TModulus.P3);
    }

    /// <summary>2^256 mod p: the number one.</summary>
    public static readonly Limbs R = PowerOfTwo(256);

    /// <summary>2^512 mod p: takes an integer into Montgomery form.</summary>
    public static readonly Limbs R2 = PowerOfTwo(512);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Add(in Limbs a, in Limbs b, out Limbs result) => result = ReduceOnce(Limbs.Add(a, b, out _));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Subtract(in Limbs a, in Limbs b, out Limbs result)
    {
        Limbs d = Limbs.Subtract(a, b, out ulong borrow);
        ulong mask = 0 - borrow;
        result = Limbs.Add(d, new Limbs(TModulus.P0 & mask, TModulus.P1 & mask, TModulus.P2 & mask, TModulus.P3 & mask), out _);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Negate(in Limbs a, out Limbs result) => result = a.IsZero ? a : Limbs.Subtract(P, a, out _);

    /// <summary>a * b / 2^256 mod p. <paramref name="a"/> is below p; <paramref name="b"/> may be any 256-bit integer.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Multiply(in Limbs a, in Limbs b, out Limbs result)
    {
        ulong a0 = a.L0, a1 = a.L1, a2 = a.L2, a3 = a.L3;
        ulong t0 = 0, t1 = 0, t2 = 0, t3 = 0;
        Round(a0, a1, a2, a3, b.L0, ref t0, ref t1, ref t2, ref t3);
        Round(a0, a1, a2, a3, b.L1, ref t0, ref t1, ref t2, ref t3);
        Round(a0, a1, a2, a3, b.L2, ref t0, ref t1, ref t2, ref t3);
        Round(a0, a1, a2, a3, b.L3, ref t0, ref t1, ref t2, ref t3);
        result = ReduceOnce(new Limbs(t0, t1, t2, t3));
    }

    /// <summary>t = (t + a * b_i + m * p) / 2^64 with m chosen so that the division is exact; t stays below 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Round(
        ulong a0, ulong a1, ulong a2, ulong a3, ulong bi, ref ulong t0, ref ulong t1, ref ulong t2, ref ulong t3)
    {
        ulong high = MultiplyAdd(a0, bi, t0, 0, out ulong low);
        ulong m = low * TModulus.NegInverse;
        ulong carry = MultiplyAdd(m, TModulus.P0, low, 0, out _);
        high = MultiplyAdd(a1, bi, t1, high, out low);
        carry = MultiplyAdd(m, TModulus.P1, low, carry, out t0);
        high = MultiplyAdd(a2, bi, t2, high, out low);
        carry = MultiplyAdd(m, TModulus.P2, low, carry, out t1);
        high = MultiplyAdd(a3, bi, t3, high, out low);
        carry = MultiplyAdd(m, TModulus.P3, low, carry, out t2);
        t3 = high + carry;
    }

    /// <summary>The high word of a * b + c + d, which fits two words.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyAdd(ulong a, ulong b, ulong c, ulong d, out ulong low)
    {
        ulong high = MultiplyHigh(a, b);
        ulong l = a * b;
        l += c;
        high += l < c ? 1UL : 0;
        l += d;
        high += l < d ? 1UL : 0;
        low = l;
        return high;
    }

    /// <summary>The high word of a * b. A second multiplication for the low one beats passing it through memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong MultiplyHigh(ulong a, ulong b) =>
        Bmi2.X64.IsSupported ? Bmi2.X64.MultiplyNoFlags(a, b) : Math.BigMul(a, b, out _);

    /// <summary>x mod p for x below 2p.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Limbs ReduceOnce(in Limbs x)
    {
        Limbs d = Limbs.Subtract(x, P, out ulong borrow);
        return Limbs.Select(0 - borrow, x, d);
    }

    private static Limbs PowerOfTwo(int exponent)
    {
        var x = new Limbs(1, 0, 0, 0);
        for (int i = 0; i < exponent; i++) Add(x, x, out x);
        return x;
    }
}

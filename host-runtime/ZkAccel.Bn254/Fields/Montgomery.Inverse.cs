using System.Numerics;

namespace ZkAccel.Bn254;

internal static partial class Montgomery<TModulus>
{
    /// <summary>The inverse by the binary extended Euclidean algorithm; about 500 shift or subtract steps. Variable time.</summary>
    /// <exception cref="DivideByZeroException">The element is zero.</exception>
    public static Limbs Inverse(in Limbs value)
    {
        if (value.IsZero) throw new DivideByZeroException("Zero has no inverse.");
        // Invariants modulo p: u = x * value, v = y * value; both odd at the loop head, gcd(u, v) = 1.
        Limbs u = value, v = P, x = new(1, 0, 0, 0), y = default;
        MakeOdd(ref u, ref x);
        while (!Limbs.Equal(u, v))
        {
            if (Limbs.Less(v, u))
            {
                u = Limbs.Subtract(u, v, out _);
                Subtract(x, y, out x);
                MakeOdd(ref u, ref x);
            }
            else
            {
                v = Limbs.Subtract(v, u, out _);
                Subtract(y, x, out y);
                MakeOdd(ref v, ref y);
            }
        }

        // x = (a * 2^256)^-1; two products by 2^512 give a^-1 * 2^256.
        Multiply(R2, x, out x);
        Multiply(R2, x, out x);
        return x;
    }

    /// <summary>Halves u until it is odd, and x modulo p along with it.</summary>
    private static void MakeOdd(ref Limbs u, ref Limbs x)
    {
        while ((u.L0 & 1) == 0)
        {
            int zeros = Math.Min(BitOperations.TrailingZeroCount(u.L0), MaxHalvings);
            u = ShiftRight(u, zeros, 0);
            // x + k p is divisible by 2^zeros for k = -x / p modulo 2^zeros; k p has at most 254 + zeros bits.
            ulong k = (x.L0 * TModulus.NegInverse) & ((1UL << zeros) - 1);
            ulong carry = MultiplyAdd(k, TModulus.P0, x.L0, 0, out ulong l0);
            carry = MultiplyAdd(k, TModulus.P1, x.L1, carry, out ulong l1);
            carry = MultiplyAdd(k, TModulus.P2, x.L2, carry, out ulong l2);
            carry = MultiplyAdd(k, TModulus.P3, x.L3, carry, out ulong l3);
            x = ReduceOnce(ShiftRight(new Limbs(l0, l1, l2, l3), zeros, carry));
        }
    }

    private const int MaxHalvings = 63;

    /// <summary>(high, x) / 2^n for n of 1 to 63.</summary>
    private static Limbs ShiftRight(in Limbs x, int n, ulong high) => new(
        (x.L0 >> n) | (x.L1 << (64 - n)), (x.L1 >> n) | (x.L2 << (64 - n)),
        (x.L2 >> n) | (x.L3 << (64 - n)), (x.L3 >> n) | (high << (64 - n)));
}

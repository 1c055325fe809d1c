using Core = ZkAccel.Bn254.Montgomery<ZkAccel.Bn254.FrModulus>;

namespace ZkAccel.Bn254;

public readonly partial struct Fr
{
    /// <summary>The largest k with 2^k dividing r - 1.</summary>
    public const int TwoAdicity = 28;

    private static readonly Fr[] Roots = ComputeRoots();

    /// <summary>5, the least generator of the multiplicative group: shifts a domain of powers of two to a disjoint coset.</summary>
    public static Fr CosetGenerator => FromUInt64(5);

    /// <summary>5^((r-1)/2^logN), a primitive 2^logN-th root of unity; each is the square of the next.</summary>
    /// <exception cref="ArgumentOutOfRangeException">logN is not in 0..28.</exception>
    public static Fr RootOfUnity(int logN)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logN);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logN, TwoAdicity);
        return Roots[logN];
    }

    /// <summary>
    /// The integer in the range of a long that this stands for, elements above r / 2 counting as negative;
    /// false when there is none.
    /// </summary>
    public bool TryToInt64(out long value)
    {
        Limbs x = Core.ToInteger(_value);
        if ((x.L1 | x.L2 | x.L3) == 0 && x.L0 <= long.MaxValue)
        {
            value = (long)x.L0;
            return true;
        }

        Limbs magnitude = Limbs.Subtract(Core.P, x, out _);
        bool fits = (magnitude.L1 | magnitude.L2 | magnitude.L3) == 0 && magnitude.L0 <= 1UL << 63;
        value = fits ? (long)(0 - magnitude.L0) : 0;
        return fits;
    }

    private static Fr[] ComputeRoots()
    {
        // (r - 1) / 2^28: r - 1 clears the low bit, the shift drops 28 zeros.
        Limbs p = Core.P;
        ulong[] exponent =
        [
            (p.L0 >> 28) | (p.L1 << 36), (p.L1 >> 28) | (p.L2 << 36), (p.L2 >> 28) | (p.L3 << 36), p.L3 >> 28,
        ];
        var roots = new Fr[TwoAdicity + 1];
        roots[TwoAdicity] = CosetGenerator.Pow(exponent);
        for (int i = TwoAdicity; i > 0; i--) roots[i - 1] = roots[i].Square();
        return roots;
    }
}

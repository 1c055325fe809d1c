using System.Globalization;
using System.Numerics;

namespace ZkAccel.Gpu.Tests;

/// <summary>A prime, its operations in plain integers, and values that reach every carry.</summary>
internal sealed record FieldSamples(string Name, BigInteger Prime)
{
    private static readonly BigInteger Two256 = BigInteger.One << 256;

    public static FieldSamples Fr { get; } =
        new("Fr", BigInteger.Parse("21888242871839275222246405745257275088548364400416034343698204186575808495617", CultureInfo.InvariantCulture));

    public static FieldSamples Fq { get; } =
        new("Fq", BigInteger.Parse("21888242871839275222246405745257275088696311157297823662689037894645226208583", CultureInfo.InvariantCulture));

    /// <summary>Other primes of 254 bits: the largest, whose limbs are nearly all ones, and the smallest, whose limbs are nearly all zero.</summary>
    public static IReadOnlyList<FieldSamples> All { get; } =
        [Fr, Fq, new("2^254 - 245", (BigInteger.One << 254) - 245), new("2^253 + 39", (BigInteger.One << 253) + 39)];

    public BigInteger R => Two256 % Prime;

    public BigInteger Inverse(BigInteger value) => BigInteger.ModPow(value, Prime - 2, Prime);

    public U256 Modulus => Limbs(Prime);

    /// <summary>The operation on Montgomery forms.</summary>
    public BigInteger Apply(FieldOperation operation, BigInteger[] x)
    {
        var inverse = Inverse(R);
        var value = operation switch
        {
            FieldOperation.Multiply => x[0] * x[1] * inverse,
            FieldOperation.Square => x[0] * x[0] * inverse,
            FieldOperation.Add => x[0] + x[1],
            FieldOperation.Subtract => x[0] - x[1],
            FieldOperation.Negate => -x[0],
            FieldOperation.Double => 2 * x[0],
            FieldOperation.MulAdd => (x[0] * x[1] + x[2] * x[3]) * inverse,
            _ => (x[0] * x[1] - x[2] * x[3]) * inverse,
        };
        return (value % Prime + Prime) % Prime;
    }

    /// <summary>The ends of the range, limbs of ones in every place, powers of two and their neighbours, the constants.</summary>
    public IReadOnlyList<BigInteger> Edges()
    {
        var values = new List<BigInteger> { 0, 1, 2, Prime - 1, Prime - 2, Prime / 2, Prime / 2 + 1, R, R * R % Prime, Prime - R };
        for (var limb = 0; limb < 8; limb++)
        {
            var ones = (BigInteger)uint.MaxValue << (32 * limb);
            values.AddRange([ones % Prime, (BigInteger.One << (32 * limb)) - 1, BigInteger.One << (32 * limb), Prime - 1 - ones % Prime]);
        }

        values.Add(((BigInteger.One << 253) - 1) % Prime);
        return [.. values.Select(value => (value % Prime + Prime) % Prime)];
    }

    /// <summary>Below the prime; a third of the limbs are all ones or all zero.</summary>
    public BigInteger Random(Random random)
    {
        var value = BigInteger.Zero;
        for (var limb = 0; limb < 8; limb++)
            value = value << 32 | random.Next(6) switch { 0 => 0, 1 => uint.MaxValue, _ => (uint)random.NextInt64(1L << 32) };
        return value % Prime;
    }

    public static U256 Limbs(BigInteger value)
    {
        uint Limb(int k) => (uint)(value >> (32 * k) & uint.MaxValue);
        return new U256(Limb(0), Limb(1), Limb(2), Limb(3), Limb(4), Limb(5), Limb(6), Limb(7));
    }

    public static BigInteger Integer(U256 v)
    {
        uint[] limbs = [v.L0, v.L1, v.L2, v.L3, v.L4, v.L5, v.L6, v.L7];
        return limbs.Reverse().Aggregate(BigInteger.Zero, (sum, limb) => sum << 32 | limb);
    }
}

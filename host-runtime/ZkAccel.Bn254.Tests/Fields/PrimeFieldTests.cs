using System.Globalization;
using System.Numerics;
using Xunit;

namespace ZkAccel.Bn254.Tests;

public class PrimeFieldTests
{
    internal static readonly BigInteger R = BigInteger.Parse(
        "21888242871839275222246405745257275088548364400416034343698204186575808495617", CultureInfo.InvariantCulture);

    internal static readonly BigInteger Q = BigInteger.Parse(
        "21888242871839275222246405745257275088696311157297823662689037894645226208583", CultureInfo.InvariantCulture);

    [Fact]
    public void Constants_follow_from_the_moduli()
    {
        Check<FrModulus>(R);
        Check<FqModulus>(Q);

        static void Check<T>(BigInteger p)
            where T : struct, IModulus
        {
            Assert.Equal(p, ToBig(Montgomery<T>.P));
            Assert.Equal(BigInteger.Pow(2, 256) % p, ToBig(Montgomery<T>.R));
            Assert.Equal(BigInteger.Pow(2, 512) % p, ToBig(Montgomery<T>.R2));
            Assert.Equal(ulong.MaxValue, unchecked(T.P0 * T.NegInverse));
            Assert.True(p < BigInteger.Pow(2, 254));
        }
    }

    [Fact]
    public void Laws_of_Fr() => FieldLaws.Check(Samples(R).Select(ToFr).ToArray());

    [Fact]
    public void Laws_of_Fq() => FieldLaws.Check(Samples(Q).Select(ToFq).ToArray());

    [Fact]
    public void Arithmetic_matches_integers_modulo_p()
    {
        var random = new Random(1);
        Compare<Fr>(R, ToFr, x => ToBig(x));
        Compare<Fq>(Q, ToFq, x => ToBig(x));

        void Compare<T>(BigInteger p, Func<BigInteger, T> to, Func<T, BigInteger> from)
            where T : struct, IField<T>
        {
            BigInteger[] edges = Samples(p);
            for (int i = 0; i < 4000; i++)
            {
                BigInteger a = i < edges.Length * edges.Length ? edges[i / edges.Length] : NextBelow(random, p);
                BigInteger b = i < edges.Length * edges.Length ? edges[i % edges.Length] : NextBelow(random, p);
                Assert.Equal((a + b) % p, from(to(a) + to(b)));
                Assert.Equal((a - b + p) % p, from(to(a) - to(b)));
                Assert.Equal(a * b % p, from(to(a) * to(b)));
                Assert.Equal(a * a % p, from(to(a).Square()));
                if (!a.IsZero) Assert.Equal(BigInteger.ModPow(a, p - 2, p), from(to(a).Inverse()));
            }
        }
    }

    [Fact]
    public void Powers_match_repeated_products()
    {
        Fr x = Fr.FromUInt64(7);
        Fr product = Fr.One;
        for (ulong e = 0; e < 70; e++)
        {
            Assert.Equal(product, x.Pow(e));
            product *= x;
        }

        Assert.Equal(Fr.One, Fr.Zero.Pow(0));
        Assert.Equal(Fr.One, x.Pow(ReadOnlySpan<ulong>.Empty));
        Assert.Equal(x.Pow(ulong.MaxValue) * x, x.Pow([0, 1]));
        Fq y = Fq.FromUInt64(11);
        Assert.Equal(ToFq(BigInteger.ModPow(11, BigInteger.Pow(2, 130) + 5, Q)), y.Pow([5, 0, 4]));
    }

    [Fact]
    public void Batch_inversion_keeps_zeros()
    {
        Fr[] values = [.. Enumerable.Range(0, 50).Select(i => i % 7 == 3 ? Fr.Zero : Fr.Random())];
        Fr[] inverted = [.. values];
        Fr.BatchInvert(inverted);
        for (int i = 0; i < values.Length; i++) Assert.Equal(values[i].IsZero ? Fr.Zero : values[i].Inverse(), inverted[i]);
        Fr.BatchInvert([]);
        Fr[] zeros = new Fr[3];
        Fr.BatchInvert(zeros);
        Assert.All(zeros, z => Assert.True(z.IsZero));
    }

    [Fact]
    public void Roots_of_unity_have_their_exact_order()
    {
        Assert.Equal(28, Fr.TwoAdicity);
        for (int k = 0; k <= Fr.TwoAdicity; k++)
        {
            Assert.Equal(ToFr(BigInteger.ModPow(5, (R - 1) >> k, R)), Fr.RootOfUnity(k));
            Assert.Equal(Fr.One, Fr.RootOfUnity(k).Pow(1UL << k));
            if (k > 0) Assert.Equal(-Fr.One, Fr.RootOfUnity(k).Pow(1UL << (k - 1)));
        }

        // 5 has no power of the 2-part in common with a coset shift: its order is not a power of two.
        Assert.NotEqual(Fr.One, Fr.CosetGenerator.Pow(1UL << Fr.TwoAdicity));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fr.RootOfUnity(29));
        Assert.Throws<ArgumentOutOfRangeException>(() => Fr.RootOfUnity(-1));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(-1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    [InlineData(-123456789012345)]
    public void Small_integers_round_trip(long value)
    {
        Fr x = Fr.FromInt64(value);
        Assert.Equal(ToFr((value % R + R) % R), x);
        Assert.True(x.TryToInt64(out long back));
        Assert.Equal(value, back);
    }

    [Fact]
    public void Integers_beyond_a_long_do_not_fit()
    {
        foreach (BigInteger x in new[] { BigInteger.Pow(2, 63), R - BigInteger.Pow(2, 63) - 1, BigInteger.Pow(2, 64), R / 2, R / 2 + 1, BigInteger.Pow(2, 200) })
            Assert.False(ToFr(x).TryToInt64(out _), x.ToString(CultureInfo.InvariantCulture));
    }

    [Fact]
    public void Random_elements_are_canonical_and_differ()
    {
        HashSet<Fr> seen = [.. Enumerable.Range(0, 200).Select(_ => Fr.Random())];
        Assert.Equal(200, seen.Count);
        Assert.Contains(seen, x => ToBig(x) > R / 2);
        Assert.Contains(seen, x => ToBig(x) < R / 2);
    }

    /// <summary>Edge integers of a modulus and a few others.</summary>
    internal static BigInteger[] Samples(BigInteger p)
    {
        var random = new Random(42);
        return
        [
            0, 1, 2, p - 1, p - 2, p / 2, p / 2 + 1, BigInteger.Pow(2, 256) % p, ulong.MaxValue, BigInteger.Pow(2, 192) - 1,
            BigInteger.Pow(2, 253), NextBelow(random, p), NextBelow(random, p), NextBelow(random, p),
        ];
    }

    internal static BigInteger NextBelow(Random random, BigInteger p)
    {
        var bytes = new byte[40];
        random.NextBytes(bytes);
        return new BigInteger(bytes, isUnsigned: true) % p;
    }

    internal static Fr ToFr(BigInteger x) => Fr.FromCanonical(LimbsOf(x));

    internal static Fq ToFq(BigInteger x) => Fq.FromCanonical(LimbsOf(x));

    internal static BigInteger ToBig(Fr x)
    {
        var limbs = new ulong[4];
        x.ToCanonical(limbs);
        return ToBig(new Limbs(limbs[0], limbs[1], limbs[2], limbs[3]));
    }

    internal static BigInteger ToBig(Fq x)
    {
        var limbs = new ulong[4];
        x.ToCanonical(limbs);
        return ToBig(new Limbs(limbs[0], limbs[1], limbs[2], limbs[3]));
    }

    internal static BigInteger ToBig(Limbs x) => x.L0 + ((BigInteger)x.L1 << 64) + ((BigInteger)x.L2 << 128) + ((BigInteger)x.L3 << 192);

    internal static ulong[] LimbsOf(BigInteger x) =>
        [.. Enumerable.Range(0, 4).Select(i => (ulong)(x >> (64 * i) & ulong.MaxValue))];
}

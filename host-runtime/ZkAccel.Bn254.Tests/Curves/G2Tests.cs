using System.Globalization;
using System.Numerics;
using Xunit;
using static ZkAccel.Bn254.Tests.PrimeFieldTests;

namespace ZkAccel.Bn254.Tests;

public class G2Tests
{
    private static readonly G2 Generator = new(G2Affine.Generator);

    private static readonly G2[] Samples = [G2.Infinity, Generator, -Generator, Generator.Double(), Generator * Fr.Random(), default];

    /// <summary>The order of the twist over r.</summary>
    private static readonly BigInteger Cofactor = 2 * Q - R;

    [Fact]
    public void Laws_of_the_group()
    {
        foreach (G2 a in Samples)
        {
            Assert.True((a + -a).IsInfinity);
            Assert.Equal(a, a + G2.Infinity);
            Assert.Equal(a + a, a.Double());
            Assert.True(a.ToAffine().IsOnCurve);
            Assert.True(a.ToAffine().IsInSubgroup);
            foreach (G2 b in Samples)
            {
                Assert.Equal(a + b, b + a);
                Assert.Equal(a + b, a + b.ToAffine());
                Assert.Equal(a + b, a.ToAffine() + b.ToAffine());
                Assert.Equal(a - b, a + -b);
                Assert.Equal(a == b, (a - b).IsInfinity);
                foreach (G2 c in Samples) Assert.Equal(a + b + c, a + (b + c));
            }
        }
    }

    [Fact]
    public void Scalars_act_linearly()
    {
        Fr a = Fr.Random(), b = Fr.Random();
        Assert.Equal(Generator * (a + b), Generator * a + Generator * b);
        Assert.Equal(-Generator, Generator * -Fr.One);
        Assert.Equal(Generator + Generator + Generator, Generator * Fr.FromUInt64(3));
        Assert.True(Generator.Multiply(LimbsOf(R)).IsInfinity);
    }

    [Fact]
    public void Twist_coefficient_is_three_over_nine_plus_u() =>
        Assert.Equal(new Fq2(ToFq(3), Fq.Zero), G2Affine.B * new Fq2(ToFq(9), Fq.One));

    [Fact]
    public void Frobenius_of_the_twist_multiplies_by_q()
    {
        G2 p = Generator * Fr.Random();
        Jacobian<Fq2> image = G2.Frobenius(Jacobian<Fq2>.FromAffine(p.ToAffine().X, p.ToAffine().Y));
        (Fq2 x, Fq2 y) = image.ToAffine();
        Assert.Equal((p * ToFr(Q % R)).ToAffine(), new G2Affine(x, y));
    }

    [Fact]
    public void Subgroup_test_agrees_with_multiplication_by_r()
    {
        for (int i = 0; i < 12; i++)
        {
            G2 point = PointOnTwist(i);
            Assert.False(point.Multiply(LimbsOf(R)).IsInfinity);
            Assert.False(point.ToAffine().IsInSubgroup);
            Assert.True(point.Multiply(LimbsOf(Cofactor)).ToAffine().IsInSubgroup);
            Assert.True(Times(point, Cofactor * R).IsInfinity);
        }
    }

    /// <summary>The cofactor's factors are public knowledge; points of those small orders would be an attack's material.</summary>
    [Theory]
    [InlineData("10069")]
    [InlineData("5864401")]
    [InlineData("1875725156269")]
    [InlineData("197620364512881247228717050342013327560683201906968909")]
    public void Points_of_each_prime_order_of_the_cofactor_are_outside(string text)
    {
        BigInteger order = BigInteger.Parse(text, CultureInfo.InvariantCulture);
        Assert.Equal(BigInteger.Zero, Cofactor % order);
        G2 point = Times(PointOnTwist(0), Cofactor * R / order);
        Assert.False(point.IsInfinity);
        Assert.True(Times(point, order).IsInfinity);
        Assert.True(point.ToAffine().IsOnCurve);
        Assert.False(point.ToAffine().IsInSubgroup);
        Assert.False((point + Generator).ToAffine().IsInSubgroup);
        var bytes = new byte[128];
        point.ToAffine().Encode(bytes);
        Assert.False(G2Affine.TryDecode(bytes, out _));
    }

    [Fact]
    public void Encoding_round_trips_with_the_imaginary_part_first()
    {
        var bytes = new byte[128];
        foreach (G2 p in Samples)
        {
            G2Affine a = p.ToAffine();
            a.Encode(bytes);
            Assert.True(G2Affine.TryDecode(bytes, out G2Affine back));
            Assert.Equal(a, back);
            Assert.True(Fq.TryFromBytesBigEndian(bytes.AsSpan(0, 32), out Fq imaginary));
            Assert.Equal(a.X.C1, imaginary);
        }

        Assert.Throws<ArgumentException>(() => G2Affine.Generator.Encode(new byte[127]));
    }

    [Fact]
    public void Bad_encodings_are_rejected()
    {
        var good = new byte[128];
        (Generator * Fr.Random()).ToAffine().Encode(good);
        Assert.False(G2Affine.TryDecode(good.AsSpan(1), out _));
        Assert.False(G2Affine.TryDecode([.. good, 0], out _));
        for (int bit = 0; bit < 1024; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(G2Affine.TryDecode(bad, out G2Affine p));
            Assert.True(p.IsInfinity);
        }

        byte[] swapped = [.. good[32..64], .. good[..32], .. good[96..], .. good[64..96]];
        Assert.False(G2Affine.TryDecode(swapped, out _));
        byte[] q = Q.ToByteArray(isUnsigned: true, isBigEndian: true);
        for (int part = 0; part < 4; part++)
        {
            var zeros = new byte[128];
            q.CopyTo(zeros, 32 * part);
            Assert.False(G2Affine.TryDecode(zeros, out _));
        }
    }

    private static G2 Times(G2 p, BigInteger k)
    {
        int limbs = (int)(k.GetBitLength() + 63) / 64;
        return p.Multiply([.. Enumerable.Range(0, limbs).Select(i => (ulong)(k >> (64 * i) & ulong.MaxValue))]);
    }

    /// <summary>A point of the twist, in no particular subgroup, from a seed.</summary>
    internal static G2 PointOnTwist(int seed)
    {
        var random = new Random(seed);
        while (true)
        {
            var x = new Fq2(ToFq(NextBelow(random, Q)), ToFq(NextBelow(random, Q)));
            if (TrySqrt(x.Square() * x + G2Affine.B, out Fq2 y)) return new G2(new G2Affine(x, y));
        }
    }

    private static bool TrySqrt(Fq2 a, out Fq2 root)
    {
        // With n = sqrt(c0^2 + c1^2): the real part of the root is sqrt((c0 + n)/2) or sqrt((c0 - n)/2). q = 3 mod 4.
        Fq n = Sqrt(a.C0.Square() + a.C1.Square());
        foreach (Fq t in new[] { n, -n })
        {
            Fq real = Sqrt((a.C0 + t) * ToFq(2).Inverse());
            if (real.IsZero) continue;
            root = new Fq2(real, a.C1 * real.Double().Inverse());
            if (root.Square() == a) return true;
        }

        root = default;
        return false;

        static Fq Sqrt(Fq v) => v.Pow(LimbsOf((Q + 1) / 4));
    }
}

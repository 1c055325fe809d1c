using Xunit;
using static ZkAccel.Bn254.Tests.PrimeFieldTests;

namespace ZkAccel.Bn254.Tests;

public class G1Tests
{
    private static readonly G1 Generator = new(G1Affine.Generator);

    private static readonly G1[] Samples = [G1.Infinity, Generator, -Generator, Generator.Double(), Generator * Fr.Random(), Generator * Fr.Random(), default];

    [Fact]
    public void Laws_of_the_group()
    {
        foreach (G1 a in Samples)
        {
            Assert.True((a + -a).IsInfinity);
            Assert.Equal(a, a + G1.Infinity);
            Assert.Equal(a, G1.Infinity + a);
            Assert.Equal(a + a, a.Double());
            Assert.Equal(a.GetHashCode(), (a + Generator - Generator).GetHashCode());
            Assert.True(a.ToAffine().IsOnCurve);
            foreach (G1 b in Samples)
            {
                Assert.Equal(a + b, b + a);
                Assert.Equal(a + b, a + b.ToAffine());
                Assert.Equal(a + b, a.ToAffine() + b.ToAffine());
                Assert.Equal(a - b, a + -b);
                Assert.Equal(a == b, (a - b).IsInfinity);
                foreach (G1 c in Samples) Assert.Equal(a + b + c, a + (b + c));
            }
        }
    }

    [Fact]
    public void Representations_of_one_point_are_equal()
    {
        G1 sum = Generator.Double() + Generator;
        G1 scaled = G1.FromJacobian(sum.X * ToFq(9), sum.Y * ToFq(27), sum.Z * ToFq(3));
        Assert.NotEqual(sum.X, scaled.X);
        Assert.Equal(sum, scaled);
        Assert.Equal((sum + sum).ToAffine(), (sum + scaled).ToAffine());
        Assert.True((sum - scaled).IsInfinity);
        Assert.True((scaled + -sum.ToAffine()).IsInfinity);
        Assert.Equal(sum.Double(), scaled + sum.ToAffine());
    }

    [Fact]
    public void Multiplication_is_linear_in_the_scalar()
    {
        G1 sum = G1.Infinity;
        for (int k = 0; k < 40; k++)
        {
            Assert.Equal(sum, Generator * Fr.FromInt64(k));
            Assert.Equal(-sum, Generator * Fr.FromInt64(-k));
            sum += G1Affine.Generator;
        }

        Fr a = Fr.Random(), b = Fr.Random();
        Assert.Equal(Generator * (a + b), Generator * a + Generator * b);
        Assert.Equal(Generator * (a * b), Generator * a * b);
        Assert.True((Generator * Fr.Zero).IsInfinity);
        Assert.True((G1.Infinity * a).IsInfinity);
        Assert.Equal(-Generator, Generator * -Fr.One);
    }

    [Fact]
    public void Batched_normalisation_matches_one_by_one()
    {
        var affine = new G1Affine[Samples.Length];
        G1.ToAffine(Samples, affine);
        for (int i = 0; i < Samples.Length; i++) Assert.Equal(Samples[i].ToAffine(), affine[i]);
        Assert.Throws<ArgumentException>(() => G1.ToAffine(Samples, new G1Affine[1]));
    }

    [Fact]
    public void Encoding_round_trips()
    {
        foreach (G1 p in Samples)
        {
            var bytes = new byte[64];
            p.ToAffine().Encode(bytes);
            Assert.True(G1Affine.TryDecode(bytes, out G1Affine back));
            Assert.Equal(p.ToAffine(), back);
        }

        Assert.Throws<ArgumentException>(() => G1Affine.Generator.Encode(new byte[63]));
    }

    [Fact]
    public void Bad_encodings_are_rejected()
    {
        var good = new byte[64];
        (Generator * Fr.Random()).ToAffine().Encode(good);
        Assert.False(G1Affine.TryDecode(good.AsSpan(1), out _));
        Assert.False(G1Affine.TryDecode([.. good, 0], out _));
        Assert.False(G1Affine.TryDecode([], out _));
        for (int bit = 0; bit < 512; bit++)
        {
            byte[] bad = [.. good];
            bad[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(G1Affine.TryDecode(bad, out G1Affine p));
            Assert.True(p.IsInfinity);
        }

        // q is 0 modulo q, but not a canonical 0.
        byte[] q = Q.ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(G1Affine.TryDecode([.. q, .. new byte[32]], out _));
        Assert.False(G1Affine.TryDecode([.. new byte[32], .. q], out _));
        // x + q encodes the same residue.
        byte[] shifted = (Q + 1).ToByteArray(isUnsigned: true, isBigEndian: true);
        Assert.False(G1Affine.TryDecode([.. shifted, .. new byte[31], 2], out _));
        Assert.True(G1Affine.TryDecode([.. new byte[31], 1, .. new byte[31], 2], out _));
    }
}

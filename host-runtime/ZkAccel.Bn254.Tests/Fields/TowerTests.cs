using System.Numerics;
using Xunit;
using static ZkAccel.Bn254.Tests.PrimeFieldTests;

namespace ZkAccel.Bn254.Tests;

public class TowerTests
{
    private static readonly Random Seeded = new(7);

    [Fact]
    public void Laws_of_Fq2() => FieldLaws.Check<Fq2>(
        [Fq2.Zero, Fq2.One, -Fq2.One, new(Fq.Zero, Fq.One), new(ToFq(9), Fq.One), RandomFq2(), RandomFq2(), RandomFq2()]);

    [Fact]
    public void Laws_of_Fq6() => FieldLaws.Check<Fq6>(
        [Fq6.Zero, Fq6.One, -Fq6.One, V, new(Fq2.Zero, Fq2.Zero, RandomFq2()), RandomFq6(), RandomFq6()]);

    [Fact]
    public void Laws_of_Fq12() => FieldLaws.Check<Fq12>(
        [Fq12.Zero, Fq12.One, -Fq12.One, W, new(Fq6.Zero, RandomFq6()), RandomFq12(), RandomFq12()]);

    [Fact]
    public void Adjoined_elements_satisfy_their_equations()
    {
        var u = new Fq2(Fq.Zero, Fq.One);
        var xi = new Fq2(ToFq(9), Fq.One);
        Assert.Equal(-Fq2.One, u.Square());
        Assert.Equal(new Fq6(xi, Fq2.Zero, Fq2.Zero), V * V * V);
        Assert.Equal(new Fq12(V, Fq6.Zero), W * W);
        Fq2 a = RandomFq2();
        Assert.Equal(a * xi, a.MultiplyByNonResidue());
        Fq6 b = RandomFq6();
        Assert.Equal(b * V, b.MultiplyByV());
        // xi has neither square nor cube roots, so the tower is one of fields.
        BigInteger order = Q * Q - 1;
        Assert.NotEqual(Fq2.One, Pow(xi, order / 2));
        Assert.NotEqual(Fq2.One, Pow(xi, order / 3));
    }

    [Fact]
    public void Sparse_products_match_full_ones()
    {
        Fq6 a = RandomFq6();
        Fq2 b0 = RandomFq2(), b1 = RandomFq2();
        Assert.Equal(a * new Fq6(b0, b1, Fq2.Zero), a.MultiplyBySparse(b0, b1));
        Fq12 f = RandomFq12();
        Assert.Equal(f * new Fq12(Fq6.One, new Fq6(b0, b1, Fq2.Zero)), f.MultiplyByLine(b0, b1));
    }

    [Fact]
    public void Frobenius_maps_are_powers_of_q()
    {
        Fq2 a = RandomFq2();
        Assert.Equal(Pow(a, Q), a.Conjugate());
        Fq12 f = RandomFq12();
        Assert.Equal(Pow(f, Q), f.Frobenius());
        Assert.Equal(f.Frobenius().Frobenius(), f.FrobeniusSquared());
        Fq12 six = f.FrobeniusSquared().FrobeniusSquared().FrobeniusSquared();
        Assert.Equal(six, f.Conjugate());
    }

    [Fact]
    public void Cyclotomic_shortcuts_match_general_ones()
    {
        Fq12 f = RandomFq12();
        f = f.Conjugate() * f.Inverse();
        f = f.FrobeniusSquared() * f;
        Assert.Equal(f.Square(), f.CyclotomicSquare());
        Assert.Equal(f.Inverse(), f.Conjugate());
        Assert.Equal(Pow(f, CurveParameter.X), f.CyclotomicPowX());
    }

    [Fact]
    public void Moduli_and_loop_digits_follow_from_the_curve_parameter()
    {
        BigInteger x = CurveParameter.X;
        Assert.Equal(Q, 36 * x * x * x * x + 36 * x * x * x + 24 * x * x + 6 * x + 1);
        Assert.Equal(R, 36 * x * x * x * x + 36 * x * x * x + 18 * x * x + 6 * x + 1);
        Assert.Equal(x, Value(CurveParameter.XDigits));
        Assert.Equal(6 * x + 2, Value(CurveParameter.AteDigits));

        static BigInteger Value(sbyte[] digits)
        {
            BigInteger sum = 0;
            for (int i = 0; i < digits.Length; i++)
            {
                sum += digits[i] * BigInteger.Pow(2, i);
                Assert.True(i == 0 || digits[i] * digits[i - 1] == 0);
            }

            Assert.Equal(1, digits[^1]);
            return sum;
        }
    }

    private static Fq6 V => new(Fq2.Zero, Fq2.One, Fq2.Zero);

    private static Fq12 W => new(Fq6.Zero, Fq6.One);

    internal static Fq2 RandomFq2() => new(ToFq(NextBelow(Seeded, Q)), ToFq(NextBelow(Seeded, Q)));

    internal static Fq6 RandomFq6() => new(RandomFq2(), RandomFq2(), RandomFq2());

    internal static Fq12 RandomFq12() => new(RandomFq6(), RandomFq6());

    internal static T Pow<T>(T value, BigInteger exponent)
        where T : struct, IField<T>
    {
        int limbs = (int)(exponent.GetBitLength() + 63) / 64;
        ulong[] e = [.. Enumerable.Range(0, limbs).Select(i => (ulong)(exponent >> (64 * i) & ulong.MaxValue))];
        return FieldAlgorithms.Pow(value, e);
    }
}

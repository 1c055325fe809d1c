using System.Numerics;
using Xunit;
using static ZkAccel.Bn254.Tests.PrimeFieldTests;

namespace ZkAccel.Bn254.Tests;

public class PairingTests
{
    private static readonly G1Affine P = G1Affine.Generator;
    private static readonly G2Affine Q2 = G2Affine.Generator;

    [Fact]
    public void Pairing_is_bilinear_and_not_trivial()
    {
        Gt e = Pairing.Pair(P, Q2);
        Assert.False(e.IsOne);
        Fr a = Fr.Random(), b = Fr.Random();
        Gt ab = e.Pow(a * b);
        Assert.Equal(ab, Pairing.Pair((P * a).ToAffine(), (Q2 * b).ToAffine()));
        Assert.Equal(ab, Pairing.Pair((P * (a * b)).ToAffine(), Q2));
        Assert.Equal(ab, Pairing.Pair(P, (Q2 * (a * b)).ToAffine()));
        Assert.NotEqual(ab, Pairing.Pair((P * a).ToAffine(), (Q2 * (b + Fr.One)).ToAffine()));
        G1Affine p2 = (P * Fr.Random()).ToAffine();
        Assert.Equal(Pairing.Pair(P, Q2) * Pairing.Pair(p2, Q2), Pairing.Pair((P + p2).ToAffine(), Q2));
        Assert.Equal(e.Inverse(), Pairing.Pair(-P, Q2));
        Assert.Equal(e.Inverse(), Pairing.Pair(P, -Q2));
        Assert.True((e * e.Inverse()).IsOne);
        Assert.Equal(e.Inverse(), e.Pow(-Fr.One));
        Assert.False(default(Gt).IsOne);
    }

    [Fact]
    public void Infinity_pairs_to_one()
    {
        Assert.True(Pairing.Pair(G1Affine.Infinity, Q2).IsOne);
        Assert.True(Pairing.Pair(P, G2Affine.Infinity).IsOne);
        Assert.True(Pairing.Check([G1Affine.Infinity, P], [Q2, G2Affine.Infinity]));
        Assert.False(Pairing.Check([G1Affine.Infinity, P], [Q2, Q2]));
        Assert.True(Pairing.Check([], ReadOnlySpan<G2Affine>.Empty));
    }

    [Fact]
    public void Checks_accept_relations_and_reject_others()
    {
        Fr a = Fr.Random(), b = Fr.Random();
        G1Affine pa = (P * a).ToAffine(), pab = (P * (a * b)).ToAffine(), minusPab = -pab;
        G2Affine qb = (Q2 * b).ToAffine();
        Assert.True(Pairing.Check([pa, minusPab], [qb, Q2]));
        Assert.True(Pairing.Check([minusPab, pa], [Q2, qb]));
        Assert.False(Pairing.Check([pa, pab], [qb, Q2]));
        Assert.False(Pairing.Check([pa, minusPab], [Q2, qb]));
        Assert.False(Pairing.Check([pa], [qb]));
        Assert.True(Pairing.Check([pa, minusPab], [new G2Prepared(qb), new G2Prepared(Q2)]));
        // a + b + c - (a + b + c) in four pairs.
        Assert.True(Pairing.Check([P, pa, pab, -((P + pa) + pab).ToAffine()], [Q2, Q2, Q2, Q2]));
        Assert.Throws<ArgumentException>(() => Pairing.Check([P], [Q2, Q2]));
    }

    [Fact]
    public void Final_exponentiation_is_the_power_it_stands_for()
    {
        BigInteger exponent = (BigInteger.Pow(Q, 12) - 1) / R;
        Assert.Equal(BigInteger.Zero, (BigInteger.Pow(Q, 12) - 1) % R);
        Fq12 f = TowerTests.RandomFq12();
        Assert.Equal(TowerTests.Pow(f, exponent), Pairing.FinalExponentiation(f));
        Assert.Equal(Fq12.Zero, Pairing.FinalExponentiation(Fq12.Zero));
    }

    /// <summary>The twin of the fast loop: affine points of the curve over Fq^12, lines with their vertical parts dropped.</summary>
    [Fact]
    public void Miller_loop_matches_one_in_affine_coordinates_over_the_whole_field()
    {
        G1Affine p = (P * Fr.Random()).ToAffine();
        G2Affine q = (Q2 * Fr.Random()).ToAffine();
        Assert.Equal(
            Pairing.FinalExponentiation(AffineMillerLoop(p, q)),
            Pairing.FinalExponentiation(Pairing.MillerLoop([p], [new G2Prepared(q)])));
    }

    private static Fq12 AffineMillerLoop(G1Affine p, G2Affine q)
    {
        (Fq12 X, Fq12 Y) at = (Embed(new Fq2(p.X, Fq.Zero)), Embed(new Fq2(p.Y, Fq.Zero)));
        var w = new Fq12(Fq6.Zero, Fq6.One);
        (Fq12 X, Fq12 Y) origin = (Embed(q.X) * w.Square(), Embed(q.Y) * w.Square() * w);
        (Fq12 X, Fq12 Y) t = origin;
        Fq12 f = Fq12.One;
        BigInteger length = 6 * (BigInteger)CurveParameter.X + 2;
        for (int bit = (int)length.GetBitLength() - 2; bit >= 0; bit--)
        {
            Fq12 slope = (t.X.Square().Double() + t.X.Square()) * t.Y.Double().Inverse();
            f = f.Square() * Step(ref t, t, slope);
            if (!(length >> bit).IsEven) f *= Step(ref t, origin, Chord(t, origin));
        }

        (Fq12 X, Fq12 Y) q1 = (origin.X.Frobenius(), origin.Y.Frobenius());
        (Fq12 X, Fq12 Y) q2 = (origin.X.FrobeniusSquared(), -origin.Y.FrobeniusSquared());
        f *= Step(ref t, q1, Chord(t, q1));
        return f * Step(ref t, q2, Chord(t, q2));

        Fq12 Step(ref (Fq12 X, Fq12 Y) t, (Fq12 X, Fq12 Y) s, Fq12 slope)
        {
            Fq12 line = at.Y - s.Y - slope * (at.X - s.X);
            Fq12 x = slope.Square() - t.X - s.X;
            t = (x, slope * (t.X - x) - t.Y);
            return line;
        }

        static Fq12 Chord((Fq12 X, Fq12 Y) a, (Fq12 X, Fq12 Y) b) => (b.Y - a.Y) * (b.X - a.X).Inverse();

        static Fq12 Embed(Fq2 value) => new(new Fq6(value, Fq2.Zero, Fq2.Zero), Fq6.Zero);
    }
}

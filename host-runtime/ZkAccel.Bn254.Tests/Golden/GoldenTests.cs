using System.Text.Json;
using Xunit;

namespace ZkAccel.Bn254.Tests;

/// <summary>Results of an independent implementation.</summary>
public class GoldenTests
{
    [Fact]
    public void Field_arithmetic()
    {
        JsonElement root = Vectors.Load("fields.json");
        Check("Fr", Vectors.Fr);
        Check("Fq", Vectors.Fq);

        void Check<T>(string name, Func<byte[], T> read)
            where T : struct, IField<T>
        {
            Assert.True(root.GetProperty(name).GetArrayLength() > 20);
            foreach (JsonElement c in root.GetProperty(name).EnumerateArray())
            {
                T a = read(c.Hex("a")), b = read(c.Hex("b"));
                Assert.Equal(read(c.Hex("sum")), a + b);
                Assert.Equal(read(c.Hex("difference")), a - b);
                Assert.Equal(read(c.Hex("product")), a * b);
                if (c.GetProperty("inverse").ValueKind == JsonValueKind.Null) Assert.True(a.IsZero);
                else Assert.Equal(read(c.Hex("inverse")), a.Inverse());
            }
        }
    }

    [Fact]
    public void Multiples_of_the_generators()
    {
        JsonElement root = Vectors.Load("curves.json");
        foreach (JsonElement c in root.GetProperty("g1").EnumerateArray())
            Assert.Equal(c.Hex("point"), (G1Affine.Generator * Vectors.Fr(c.Hex("scalar"))).ToAffine().Encode());
        foreach (JsonElement c in root.GetProperty("g2").EnumerateArray())
            Assert.Equal(c.Hex("point"), (G2Affine.Generator * Vectors.Fr(c.Hex("scalar"))).ToAffine().Encode());
    }

    [Fact]
    public void Linear_combinations()
    {
        foreach (JsonElement c in Vectors.Load("curves.json").GetProperty("sums").EnumerateArray())
        {
            G1Affine[] points = [.. c.GetProperty("points").EnumerateArray().Select(p => Vectors.G1(Convert.FromHexString(p.GetString()!)))];
            Fr[] scalars = [.. c.GetProperty("scalars").EnumerateArray().Select(k => Vectors.Fr(Convert.FromHexString(k.GetString()!)))];
            Assert.Equal(c.Hex("sum"), G1.LinearCombination(points, scalars).ToAffine().Encode());
        }
    }

    [Fact]
    public void Points_outside_the_subgroup_are_on_the_curve_and_rejected()
    {
        foreach (JsonElement c in Vectors.Load("curves.json").GetProperty("wrongSubgroup").EnumerateArray())
        {
            byte[] bytes = Convert.FromHexString(c.GetString()!);
            var point = new G2Affine(
                new Fq2(Vectors.Fq(bytes[32..64]), Vectors.Fq(bytes[..32])), new Fq2(Vectors.Fq(bytes[96..]), Vectors.Fq(bytes[64..96])));
            Assert.True(point.IsOnCurve);
            Assert.False(point.IsInSubgroup);
            Assert.False(G2Affine.TryDecode(bytes, out _));
        }
    }

    /// <summary>
    /// The other implementation ends with the hard part of Fuentes-Castaneda, Knapp and Rodriguez-Henriquez (2011), which raises
    /// to 2x(6x^2 + 3x + 1) times the exponent; ours ends with the exponent itself.
    /// </summary>
    [Fact]
    public void Pairings_coefficient_by_coefficient()
    {
        Fr x = Fr.FromUInt64(CurveParameter.X);
        Fr factor = x.Double() * (Fr.FromInt64(6) * x.Square() + Fr.FromInt64(3) * x + Fr.One);
        foreach (JsonElement c in Vectors.Load("pairings.json").GetProperty("pairings").EnumerateArray())
        {
            Fq[] v = [.. c.GetProperty("result").EnumerateArray().Select(x => Vectors.Fq(Convert.FromHexString(x.GetString()!)))];
            var expected = new Fq12(
                new Fq6(new Fq2(v[0], v[1]), new Fq2(v[2], v[3]), new Fq2(v[4], v[5])),
                new Fq6(new Fq2(v[6], v[7]), new Fq2(v[8], v[9]), new Fq2(v[10], v[11])));
            Assert.Equal(expected, Pairing.Pair(Vectors.G1(c.Hex("g1")), Vectors.G2(c.Hex("g2"))).Pow(factor).Value);
        }
    }
}

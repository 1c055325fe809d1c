using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover.Tests;

public class QuotientTests
{
    [Fact]
    public void The_top_of_a_product_is_the_product_of_tops()
    {
        // Four polynomials of degree n + 3 and a lower one: the 13 highest coefficients, against the schoolbook product.
        const int n = 32;
        Fr[][] polynomials = [.. Enumerable.Range(0, 4).Select(_ => Enumerable.Range(0, n + 4).Select(_ => Fr.Random()).ToArray())];
        Fr omega = Fr.RootOfUnity(5), constant = Fr.Random();
        Fr[] product = [Fr.One];
        foreach (Fr[] p in polynomials) product = Multiply(product, p);
        Fr[] shifted = [.. polynomials[0].Select((c, i) => c * omega.Pow((ulong)i))];
        Fr[] second = Multiply(Multiply(Multiply(shifted, polynomials[1]), polynomials[2]), polynomials[2]);
        Fr[] low = Multiply(polynomials[0], polynomials[3]);
        for (int i = 0; i < product.Length; i++) product[i] = (constant * product[i]) - second[i] + (i < low.Length ? low[i] : Fr.Zero);

        var columns = Enumerable.Range(0, 4).ToDictionary(
            i => new Column(ColumnKind.Hi, i), i => polynomials[i].Reverse().Take(TopSeries.Terms).ToArray());
        var environment = new TopEnvironment(new ConstantPool(new CircuitConstants(new Profile(1, 1), 3, 2, 1, 2), Challenges.FromSeed(1)), columns, omega, n);
        TopSeries P(int i) => environment.Here(new Column(ColumnKind.Hi, i));
        var scalar = new TopSeries(0, [constant, .. new Fr[TopSeries.Terms - 1]]);
        TopSeries all = M(scalar, M(M(P(0), P(1)), M(P(2), P(3))));
        all = TopEnvironment.Subtract(all, M(M(environment.Next(new Column(ColumnKind.Hi)), P(1)), M(P(2), P(2))));
        all = TopEnvironment.Add(M(P(0), P(3)), all);
        Assert.Equal(4, all.Grade);
        for (int i = 0; i < TopSeries.Terms; i++) Assert.Equal(product[^(i + 1)], all.Coefficients[i]);
        Assert.Throws<InvalidOperationException>(() => all.Quotient());
        Assert.Throws<InvalidOperationException>(() => P(0).Quotient());

        TopSeries M(TopSeries a, TopSeries b) => TopEnvironment.Multiply(a, b);
    }

    [Fact]
    public void The_inverse_of_a_vandermonde_matrix_undoes_it()
    {
        Fr[] points = [Fr.Random(), Fr.Random(), Fr.Random()];
        Fr[][] inverse = ProofSession.InverseVandermonde(points);
        for (int k = 0; k < 3; k++)
        {
            for (int j = 0; j < 3; j++)
            {
                Fr sum = Fr.Zero;
                for (int i = 0; i < 3; i++) sum += inverse[k][i] * points[i].Pow((ulong)j);
                Assert.Equal(k == j ? Fr.One : Fr.Zero, sum);
            }
        }
    }

    [Theory]
    [InlineData(1, 1, WeightMode.Fixed, 14)]
    [InlineData(4, 16, WeightMode.Committed, 24)]
    [InlineData(2, 3, WeightMode.Private, 18)]
    public void Few_columns_are_held_on_a_coset(int slots, int lanes, WeightMode weights, int most)
    {
        var profile = new Profile(slots, lanes, weights);
        using IAccelerator device = Accelerators.Open("reference");
        using var programs = new ProgramSet(device, profile);
        Assert.Equal(Enumerable.Range(0, ConstraintList.Count(profile)), ConstraintList.ByColumns(profile).Order());
        Column[][] reads = [.. programs.Combined.Select(p => p.Columns.ToArray())];
        int held = Enumerable.Range(0, reads.Length).Max(k => reads[..(k + 1)].SelectMany(c => c).Intersect(reads[k..].SelectMany(c => c)).Count());
        Assert.InRange(held, 1, most);
        Assert.InRange(2 * held, 1, reads.SelectMany(c => c).Distinct().Count() + slots);
    }

    private static Fr[] Multiply(Fr[] a, Fr[] b)
    {
        var product = new Fr[a.Length + b.Length - 1];
        for (int i = 0; i < a.Length; i++)
        {
            for (int j = 0; j < b.Length; j++) product[i + j] += a[i] * b[j];
        }

        return product;
    }
}

using Xunit;
using static ZkAccel.Bn254.Tests.PrimeFieldTests;

namespace ZkAccel.Bn254.Tests;

public class G1MultiplicationTests
{
    private static readonly G1 Generator = new(G1Affine.Generator);

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(33)]
    public void Linear_combination_matches_a_plain_sum(int count)
    {
        (G1Affine[] points, Fr[] scalars) = Mixed(count);
        Assert.Equal(PlainSum(points, scalars), G1.LinearCombination(points, scalars));
        Assert.Throws<ArgumentException>(() => G1.LinearCombination(points, new Fr[count + 1]));
    }

    [Fact]
    public void Linear_combination_of_every_edge_scalar()
    {
        G1Affine p = (Generator * Fr.Random()).ToAffine();
        foreach (Fr k in EdgeScalars)
        {
            Assert.Equal(new G1(p) * k, G1.LinearCombination([p], [k]));
            Assert.True(G1.LinearCombination([p, -p], [k, k]).IsInfinity);
            Assert.Equal((new G1(p) * k).Double(), G1.LinearCombination([p, p], [k, k]));
            Assert.True(G1.LinearCombination([G1Affine.Infinity], [k]).IsInfinity);
        }
    }

    [Fact]
    public void Generator_multiples_match_plain_products()
    {
        Fr[] scalars = [.. EdgeScalars, .. Enumerable.Range(0, 30).Select(_ => Fr.Random())];
        var result = new G1Affine[scalars.Length];
        G1.MultiplyGenerator(scalars, result);
        for (int i = 0; i < scalars.Length; i++) Assert.Equal((Generator * scalars[i]).ToAffine(), result[i]);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(4)]
    [InlineData(7)]
    [InlineData(11)]
    [InlineData(12)]
    public void Every_window_of_the_table_gives_the_same_points(int window)
    {
        G1Affine basePoint = (Generator * Fr.Random()).ToAffine();
        var result = new G1Affine[EdgeScalars.Length];
        new FixedBaseTable(basePoint, window).Multiply(EdgeScalars, result);
        for (int i = 0; i < result.Length; i++) Assert.Equal((basePoint * EdgeScalars[i]).ToAffine(), result[i]);
    }

    [Fact]
    public void Many_generator_multiples_report_progress_and_stop_when_asked()
    {
        const int count = 3 * FixedBaseTable.BlockLength + 5;
        Fr[] scalars = [.. Enumerable.Range(1, count).Select(i => Fr.FromInt64(i))];
        var result = new G1Affine[count];
        var seen = new System.Collections.Concurrent.ConcurrentBag<double>();
        G1.MultiplyGenerator(scalars, result, new Collect(seen));
        Assert.Equal(1.0, seen.Max());
        Assert.Equal(4, seen.Count);
        G1 sum = Generator;
        for (int i = 1; i < count; i++)
        {
            Assert.Equal(result[i], (result[i - 1] + G1Affine.Generator).ToAffine());
            sum += Generator;
        }

        Assert.Equal(sum.ToAffine(), result[^1]);
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => G1.MultiplyGenerator(scalars, result, null, cancelled.Token));
        Assert.Throws<ArgumentException>(() => G1.MultiplyGenerator(scalars, new G1Affine[1]));
        G1.MultiplyGenerator([], []);
    }

    private sealed class Collect(System.Collections.Concurrent.ConcurrentBag<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }

    private static readonly Fr[] EdgeScalars =
    [
        .. Samples(R).Select(ToFr), Fr.FromInt64(15), Fr.FromInt64(16), Fr.FromInt64(17), Fr.FromInt64(31), Fr.FromInt64(32),
        Fr.FromInt64(-16), Fr.FromUInt64(1UL << 59), Fr.FromUInt64(0xf800_0000_0000_0000),
    ];

    private static (G1Affine[] Points, Fr[] Scalars) Mixed(int count)
    {
        var points = new G1Affine[count];
        var scalars = new Fr[count];
        for (int i = 0; i < count; i++)
        {
            points[i] = i % 8 == 5 ? G1Affine.Infinity : (Generator * Fr.Random()).ToAffine();
            scalars[i] = EdgeScalars[i % EdgeScalars.Length];
        }

        return (points, scalars);
    }

    private static G1 PlainSum(G1Affine[] points, Fr[] scalars)
    {
        G1 sum = G1.Infinity;
        for (int i = 0; i < points.Length; i++) sum += points[i] * scalars[i];
        return sum;
    }
}

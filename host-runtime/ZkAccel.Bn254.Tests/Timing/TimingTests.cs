using System.Diagnostics;
using System.Globalization;
using Xunit;

namespace ZkAccel.Bn254.Tests;

/// <summary>
/// Prints the costs that the README quotes and holds the two that a verifier is made of under generous bounds. Run alone:
/// <c>dotnet run -c Release -- --filter-class ZkAccel.Bn254.Tests.TimingTests --show-live-output on</c>.
/// </summary>
[Trait("Lane", "long")]
public class TimingTests(ITestOutputHelper output)
{
    [Fact]
    public void Costs_of_fields_and_groups()
    {
        Fq a = Fq.Random(), b = Fq.Random();
        Report("product in Fq, dependent", 1_000_000, () => a *= b);
        Report("inverse in Fq", 5_000, () => a = a.Inverse() + b);
        G1Affine point = (G1Affine.Generator * Fr.Random()).ToAffine();
        G1 sum = point * Fr.Random();
        Fr scalar = Fr.Random();
        Report("G1 mixed addition", 100_000, () => sum += point);
        Report("G1 doubling", 100_000, () => sum = sum.Double());
        Report("G1 times Fr", 300, () => sum *= scalar);
        Assert.True(sum.ToAffine().IsOnCurve);
        Fr[] scalars = [.. Enumerable.Range(0, 1 << 15).Select(_ => Fr.Random())];
        var points = new G1Affine[scalars.Length];
        double all = Report("G1.MultiplyGenerator, 2^15 scalars, all cores", 1, () => G1.MultiplyGenerator(scalars, points));
        Assert.True(all / scalars.Length * Environment.ProcessorCount < 100e-6);
    }

    [Fact]
    public void Costs_of_a_verifier()
    {
        G1Affine p = (G1Affine.Generator * Fr.Random()).ToAffine();
        G1Affine[] left = [p, -p];
        G2Affine[] right = [G2Affine.Generator, G2Affine.Generator];
        G2Prepared[] prepared = [new(right[0]), new(right[1])];
        Report("pairing check, 2 pairs", 100, () => Assert.True(Pairing.Check(left, right)));
        double check = Report("pairing check, 2 prepared pairs", 100, () => Assert.True(Pairing.Check(left, prepared)));
        Report("subgroup test of G2", 300, () => Assert.True(right[0].IsInSubgroup));
        G1Affine[] points = [.. Enumerable.Range(0, 60).Select(_ => (G1Affine.Generator * Fr.Random()).ToAffine())];
        Fr[] scalars = [.. points.Select(_ => Fr.Random())];
        double combination = Report("G1.LinearCombination, 60 points", 30, () => G1.LinearCombination(points, scalars));
        Assert.True(check + combination < 0.05, "a verifier's group work");
    }

    /// <summary>Best of five warm runs, in seconds a call.</summary>
    private double Report(string what, int calls, Action action)
    {
        double best = double.MaxValue;
        for (int run = -3; run < 5; run++)
        {
            long start = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++) action();
            double seconds = Stopwatch.GetElapsedTime(start).TotalSeconds / calls;
            if (run >= 0) best = Math.Min(best, seconds);
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{what,-48} {best * 1e6,12:F3} us"));
        return best;
    }
}

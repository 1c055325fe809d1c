using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Zkml.Tests.Quantise;

public class RoundingTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(40)]
    public void Adaptive_rounding_changes_outputs_less_than_rounding_to_nearest(int size)
    {
        var random = new Random(size);
        var (covariance, samples) = Correlated(random, size);
        var rounding = new WeightRounding(covariance, size);
        double adaptive = 0, nearest = 0;
        for (var o = 0; o < 20; o++)
        {
            double[] w = [.. Enumerable.Range(0, size).Select(_ => (random.NextDouble() * 12) - 6)];
            var q = new int[size];
            rounding.Round(w, 127, q);
            Assert.All(q.Zip(w), p => Assert.True(Math.Abs(p.First) <= 127));
            adaptive += Error(samples, w, q);
            nearest += Error(samples, w, [.. w.Select(x => (int)Math.Floor(x + 0.5))]);
        }

        Assert.True(size == 1 ? adaptive == nearest : adaptive < 0.6 * nearest, $"{adaptive} against {nearest}");
    }

    [Fact]
    public void Integers_stay_within_the_bound_and_uncorrelated_inputs_give_the_nearest()
    {
        double[] identity = [1, 0, 0, 0, 1, 0, 0, 0, 1];
        var q = new int[3];
        new WeightRounding(identity, 3).Round([1.4, -2.6, 9.9], 5, q);
        Assert.Equal([1, -3, 5], q);
        new WeightRounding(new double[9], 3).Round([0.4, 0.6, -0.6], 5, q); // inputs that never vary
        Assert.Equal([0, 1, -1], q);
    }

    [Fact]
    public void Moments_are_those_of_the_patches_and_do_not_depend_on_threads()
    {
        var s = new Small();
        var graph = s.Graph(s.Conv(s.Relu(s.Conv(s.Input(1, 2, 6, 5), 4, 3, stride: 2, pad: 1)), 4, 2, groups: 2));
        Tensor[][] samples = [.. Enumerable.Range(0, 12).Select(_ => new[] { new Tensor(graph.Inputs[0].Shape, s.Random(60)) })];
        var (one, two) = (Moments.Collect(graph, samples, 1), Moments.Collect(graph, samples, 2));
        var (node, moments) = one.First();
        Assert.Equal(18, moments.Mean[0].Length);
        Assert.Equal(2, one.Last().Value.Covariance.Length);
        foreach (var (n, m) in one)
        {
            for (var g = 0; g < m.Mean.Length; g++)
            {
                Assert.Equal(m.Mean[g], two[n].Mean[g]);
                Assert.Equal(m.Covariance[g], two[n].Covariance[g]);
            }
        }

        // The centre tap of channel 0 of the first convolution, at all 3 x 3 places: pixels (0,2,4) x (0,2,4).
        double[] pixels = [.. samples.SelectMany(x => Enumerable.Range(0, 9).Select(i => (double)x[0].Floats[(i / 3 * 2 * 5) + (i % 3 * 2)]))];
        Assert.Equal(pixels.Average(), moments.Mean[0][4], 1e-9);
        Assert.Equal(pixels.Average(p => p * p) - Math.Pow(pixels.Average(), 2), moments.Covariance[0][(4 * 18) + 4], 1e-9);
    }

    [Fact]
    public void Channels_that_stay_small_get_finer_steps_where_only_convolutions_read_them()
    {
        var s = new Small();
        var x = s.Input(1, 1, 8, 8);
        var w = GraphBuilder.Constant("w", new Tensor(new Shape(2, 1, 1, 1), [1, 0.01f]));
        var window = new ZkAccel.Zkml.Graphs.Operators.Window(8, 8, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 8, 8);
        var y = s.Relu(s.Emit(new ZkAccel.Zkml.Graphs.Operators.Conv(window, 1), [1, 2, 8, 8], x, w));
        var model = s.Check(s.Conv(y, 3, 3), 0.02, options: QuantisationOptions.Int8 with { Unsigned = true, Shift = 14 });
        var scales = model.Values[((IntConv)model.Nodes[2]).X].Scales;
        Assert.Equal(2, scales.Length);
        Assert.InRange(scales[0] / scales[1], 15, 17);
    }

    private static (double[] Covariance, double[][] Samples) Correlated(Random random, int size)
    {
        double[][] mix = [.. Enumerable.Range(0, size).Select(_ => Gaussian(size))];
        double[][] samples = [.. Enumerable.Range(0, 400).Select(_ => Gaussian(size)).Select(z => mix.Select((m, k) => z[k] * 0.1 + m.Zip(z).Take(3).Sum(p => p.First * p.Second)).ToArray())];
        var c = new double[size * size];
        foreach (var x in samples)
        {
            for (var i = 0; i < c.Length; i++) c[i] += x[i / size] * x[i % size] / samples.Length;
        }

        return (c, samples);

        double[] Gaussian(int n) => [.. Enumerable.Range(0, n).Select(_ => Enumerable.Range(0, 12).Sum(_ => random.NextDouble()) - 6)];
    }

    private static double Error(double[][] samples, double[] w, int[] q) => samples.Average(x => Math.Pow(x.Select((v, k) => v * (w[k] - q[k])).Sum(), 2));
}

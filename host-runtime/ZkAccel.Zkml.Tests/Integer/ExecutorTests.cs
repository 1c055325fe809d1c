using System.Numerics;
using Xunit;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Tests.Integer;

public class ExecutorTests
{
    internal static InputQuantisation Plain(string name, int[] dims, long min, long max) =>
        new(name, dims, [.. Enumerable.Range(0, dims.Length)], dims, [1], [0], [min], [max], 17);

    internal static int[] Weights(Random random, int count, int max) => [.. Enumerable.Range(0, count).Select(_ => random.Next(-max, max + 1))];

    internal static long[] Sample(Random random, int count, long min, long max, int kind = 0) =>
        [.. Enumerable.Range(0, count).Select(_ => kind switch { 1 => min, 2 => max, 3 => random.Next(2) == 0 ? min : max, _ => random.NextInt64(min, max + 1) })];

    /// <summary>Runs both executors on random and extreme inputs: equal, and within the proven ranges.</summary>
    internal static void Compare(IntegerModel model, Random random)
    {
        var executor = new IntegerExecutor(model);
        for (var kind = 0; kind < 5; kind++)
        {
            long[][] inputs = [.. model.Inputs.Select((q, i) => Sample(random, model.Values[i].Count, q.Min[0], q.Max[0], kind))];
            var fast = executor.Run(inputs);
            var plain = PlainExecutor.Run(model, inputs);
            foreach (var value in model.Values)
            {
                Assert.Equal(plain[value.Id], fast[value.Id].Select(x => (BigInteger)x));
                Assert.All(fast[value.Id], x => Assert.InRange(x, value.Min, value.Max));
            }
        }
    }

    [Fact]
    public void Convolutions_agree_with_plain_sums_for_strides_pads_dilations_and_groups()
    {
        var random = new Random(1);
        for (var round = 0; round < 60; round++)
        {
            var wide = round % 4 == 3;
            var (groups, per, outPer) = (random.Next(1, 4), random.Next(1, 4), random.Next(1, 8));
            int C(int low, int high) => random.Next(low, high);
            var window = new Window(C(1, 4), C(1, 4), C(1, 4), C(1, 4), C(0, 3), C(0, 3), C(0, 3), C(0, 3), C(1, 3), C(1, 3));
            var b = new IntegerModelBuilder("conv", 8, wide ? 16 : 8, 16);
            var limit = wide ? 65535 : 255;
            var x = b.Input(Plain("x", [1, groups * per, C(6, 12), C(6, 12)], -limit, limit));
            var w = b.Weights("w", [groups * outPer, per, window.KernelHeight, window.KernelWidth], Weights(random, groups * outPer * per * window.KernelHeight * window.KernelWidth, b.MaxWeight));
            int? bias = round % 2 == 0 ? b.Bias("b", [.. Weights(random, groups * outPer, (1 << 30) - 1).Select(v => (long)v)]) : null;
            var y = b.Add(new IntConv(0, "conv", x, w, bias, window, groups), "y", 1);
            Compare(b.Build(y), random);
        }
    }

    [Theory]
    [InlineData(8, 255)]
    [InlineData(16, 65535)]
    public void Matrices_agree_with_plain_sums(int weightBits, int limit)
    {
        var random = new Random(2);
        foreach (var (k, m) in new[] { (1, 1), (7, 3), (64, 33), (100, 10) })
        {
            var b = new IntegerModelBuilder("gemm", 8, weightBits, 16);
            var vector = b.Input(Plain("x", [1, k], -limit, limit));
            var rows = b.Input(Plain("z", [1, 3, k], 0, limit));
            var columns = b.Input(Plain("u", [1, k, 2], -limit, limit));
            var w = b.Weights("w", [k, m], Weights(random, k * m, b.MaxWeight));
            var bias = b.Bias("b", [.. Weights(random, m, (1 << 30) - 1).Select(v => (long)v)]);
            var y = b.Add(new IntMatMul(0, "gemm", vector, w, bias), "y", 1);
            var z = b.Add(new IntMatMul(0, "matmul", rows, w, null), "zw", 1);
            var zu = b.Add(new IntMatMul2(0, "matmul2", rows, columns), "zu", 1);
            Compare(b.Build(y, z, zu), random);
        }
    }

    [Fact]
    public void Bounds_of_a_linear_layer_are_attained()
    {
        var b = new IntegerModelBuilder("tight", 8, 8, 8);
        var x = b.Input(Plain("x", [1, 3], -100, 127));
        var w = b.Weights("w", [3, 1], [5, -7, 11]);
        var y = b.Add(new IntMatMul(0, "gemm", x, w, b.Bias("b", [1000])), "y", 1);
        Assert.Equal((1000 - 5 * 100 - 7 * 127 - 11 * 100, 1000 + 5 * 127 + 7 * 100 + 11 * 127), (b[y].Min, b[y].Max));
        var run = new IntegerExecutor(b.Build(y));
        Assert.Equal(b[y].Max, run.Run([127L, -100, 127])[y][0]);
        Assert.Equal(b[y].Min, run.Run([-100L, 127, -100])[y][0]);
    }

    [Fact]
    public void Bounds_follow_channels_through_a_requantisation_and_a_flatten()
    {
        var b = new IntegerModelBuilder("classes", 8, 8, 8);
        var x = b.Input(Plain("x", [1, 1, 2, 2], 0, 255));
        var w = b.Weights("w", [2, 1, 1, 1], [100, 1]);
        var c = b.Add(new IntConv(0, "conv", x, w, null, new Window(1, 1), 1), "c", 1);
        var q = b.Add(new IntRequantise(0, "q", [new RequantiseTerm(c, [2, 256])], b.Table("clamp", v => Math.Clamp(v, 0, 255))), "q", 1);
        var f = b.Add(new IntReshape(0, "flatten", q, [1, 8]), "f", 1);
        var g = b.Add(new IntMatMul(0, "gemm", f, b.Weights("v", [8, 1], [1, 0, 0, 0, 0, 0, 0, 1]), null), "g", 1);
        Assert.Equal((0, 199 + 255), (b[g].Min, b[g].Max)); // (100 * 255 * 2 + 128) / 256 = 199; channel 1 reaches 255
        Compare(b.Build(g), new Random(3));
    }

    [Fact]
    public void A_convolution_is_not_multiplied_by_zero()
    {
        // Its circuit divides by the multiplier; of anything else a channel may be left out.
        var b = new IntegerModelBuilder("zero", 8, 8, 8);
        var x = b.Input(Plain("x", [1, 2, 2, 2], 0, 255));
        var c = b.Add(new IntConv(0, "conv", x, b.Weights("w", [2, 2, 1, 1], [1, 2, 3, 4]), null, new Window(1, 1), 1), "c", 1);
        var r = b.Add(new IntReshape(0, "reshape", c, [1, 2, 4]), "r", 1);
        var table = b.Table("clamp", v => Math.Clamp(v, 0, 255));
        foreach (var value in new[] { c, r })
        {
            var error = Assert.Throws<IntegerModelException>(() => b.Add(new IntRequantise(0, "q", [new RequantiseTerm(value, [2, 0])], table), "q", 1));
            Assert.Equal(IntegerModelError.Parameter, error.Error);
        }

        b.Add(new IntRequantise(0, "p", [new RequantiseTerm(x, [2, 0])], table), "p", 1);
    }

    [Fact]
    public void Pools_agree_with_plain_windows()
    {
        var random = new Random(4);
        for (var round = 0; round < 40; round++)
        {
            int R(int low, int high) => random.Next(low, high);
            int kh = R(1, 4), kw = R(1, 4);
            var window = new Window(kh, kw, R(1, 4), R(1, 4), R(0, kh), R(0, kw), R(0, kh), R(0, kw), R(1, 3), R(1, 3));
            var b = new IntegerModelBuilder("pool", 8, 8, 8);
            var x = b.Input(Plain("x", [1, R(1, 4), R(7, 10), R(7, 10)], -128, 127));
            var max = b.Add(new IntMaxPool(0, "max", x, window), "max", 1);
            var sum = b.Add(new IntSumPool(0, "sum", x, window), "sum", 1);
            var all = b.Add(new IntReduceSum(0, "mean", x, [2, 3]), "mean", 1);
            var some = b.Add(new IntReduceSum(0, "mean1", x, [1, 3]), "mean1", 1);
            Compare(b.Build(max, sum, all, some), random);
        }
    }

    [Fact]
    public void Wiring_agrees_with_coordinates()
    {
        var random = new Random(5);
        var b = new IntegerModelBuilder("wiring", 8, 8, 8);
        var x = b.Input(Plain("x", [1, 4, 6, 5], -128, 127));
        var one = b.Input(Plain("s", [1, 4, 1, 1], 0, 127));
        var t = b.Add(new IntTranspose(0, "t", x, [0, 2, 3, 1]), "t", 1);
        var u = b.Add(new IntTranspose(0, "u", x, [0, 1, 3, 2]), "u", 1);
        var s = b.Add(new IntSlice(0, "s", x, [0, 3, 0, 4], [1, -1, 2, -2], [1, 3, 3, 2]), "s", 1);
        var p = b.Add(new IntPad(0, "p", x, [0, 2, 0, 1], [0, 3, 1, 0]), "p", 1);
        var e = b.Add(new IntExpand(0, "e", one, [1, 4, 6, 5]), "e", 1);
        var c = b.Add(new IntConcat(0, "c", 1, [x, e, x]), "c", 1);
        var d = b.Add(new IntConcat(0, "d", 3, [x, e]), "d", 1);
        var r = b.Add(new IntReshape(0, "r", c, [1, 6, 60]), "r", 1);
        var m = b.Add(new IntMul(0, "m", x, e), "m", 1);
        var l = b.Add(new IntLinear(0, "l", [new(x, 3), new(e, -5)], b.Bias("k", [10, 20, -30, 40])), "l", 1);
        var l1 = b.Add(new IntLinear(0, "l1", [new(x, 1)], b.Bias("k1", [7])), "l1", 1);
        Compare(b.Build(t, u, s, p, e, c, d, r, m, l, l1), random);
    }

    [Theory]
    [InlineData(8)]
    [InlineData(16)]
    public void Requantisation_rounds_half_up_and_reads_the_table(int shift)
    {
        var b = new IntegerModelBuilder("requantise", shift, 8, 8);
        var half = 1L << (shift - 1);
        var x = b.Input(Plain("x", [1, 9], -3, 3));
        var y = b.Input(Plain("y", [1, 9], -3, 3));
        var q = b.Add(new IntRequantise(0, "q", [new(x, [half]), new(y, [1])], b.Table("identity", v => v)), "q", 1);
        var model = b.Build(q);
        var run = new IntegerExecutor(model).Run([-3, -2, -1, 0, 1, 2, 3, 1, -1], [0L, 0, 0, 0, 0, 0, 0, -1, -1]);
        Assert.Equal([-1, -1, 0, 0, 1, 1, 2, 0, -1], run[q]);
        Assert.Equal((-2, 2), (b[q].Min, b[q].Max));
        Assert.Equal((-2, 2), (model.Tables[0].DomainMin, model.Tables[0].DomainMax)); // no more than is needed, in four significant bits
        Compare(model, new Random(6));
    }

    [Fact]
    public void Softmax_divides_exactly()
    {
        var random = new Random(7);
        foreach (var axis in new[] { 1, 2 })
        {
            var b = new IntegerModelBuilder("softmax", 8, 8, 8);
            var x = b.Input(Plain("x", [1, 5, 4], -127, 127));
            var table = b.Table("exp", v => (int)Math.Floor(Math.Exp(v / 16.0) * 4096 + 0.5));
            var p = b.Add(new IntSoftmax(0, "softmax", x, axis, table, 12), "p", 1.0 / 4096);
            var model = b.Build(p);
            Compare(model, random);
            var run = new IntegerExecutor(model).Run(Sample(random, 20, -127, 127));
            for (var r = 0; r < 20 / b[x].Dims[axis]; r++)
            {
                var sum = 0L;
                for (var i = 0; i < b[x].Dims[axis]; i++) sum += run[p][axis == 2 ? r * 4 + i : i * 4 + r];
                Assert.InRange(sum, 4096 - 3, 4096 + 3);
            }
        }
    }

    [Fact]
    public void An_input_out_of_range_or_of_wrong_length_is_refused()
    {
        var b = new IntegerModelBuilder("input", 8, 8, 8);
        var x = b.Input(Plain("x", [1, 2], -5, 5));
        var executor = new IntegerExecutor(b.Build(b.Add(new IntLinear(0, "l", [new(x, 1)], null), "y", 1)));
        Assert.Equal(IntegerModelError.Input, Assert.Throws<IntegerModelException>(() => executor.Run([6L, 0])).Error);
        Assert.Equal(IntegerModelError.Input, Assert.Throws<IntegerModelException>(() => executor.Run([0L])).Error);
        Assert.Equal(IntegerModelError.Input, Assert.Throws<IntegerModelException>(() => executor.Run([0L, 0], [0L, 0])).Error);
        Assert.Equal(IntegerModelError.Input, Assert.Throws<IntegerModelException>(() => executor.Run([float.NaN, 0f])).Error);
        Assert.Equal([5L, -5], executor.Run([float.PositiveInfinity, -1e30f])[x]);
    }

    [Fact]
    public void Input_quantisation_permutes_rounds_half_up_and_clamps_element_by_element()
    {
        var q = new InputQuantisation("x", [1, 2, 3], [0, 2, 1], [1, 3, 2], [0.5], [1, 0, 1, 0, 1, 0], [-4], [3, 3, 3, 3, 3, 2], 8);
        Assert.Equal([-2L, 1, 3, -1, 1, 2], q.Quantise([0, 2.75f, 1.25f, 0.25f, -0.75f, 9]));
    }

    [Fact]
    public void Clamped_inputs_are_counted_with_the_farthest_unless_the_model_clamps_them_itself()
    {
        var q = new InputQuantisation("x", [1, 4], [0, 1], [1, 4], [0.5], [0], [-4], [4], 4);
        Assert.Equal([4L, -4, 4, 0], q.Quantise([2.2f, -7, 3, 0.1f], out var clamping)); // 2.2 rounds into the range
        Assert.Equal(new InputClamping("x", 4, 2, -7, 5), clamping);
        q.Quantise([2, -2, 1, 0], out clamping);
        Assert.Equal(0, clamping.Clamped);
        (q with { ModelClamps = true }).Quantise([2.2f, -7, 3, 0.1f], out clamping);
        Assert.Equal(0, clamping.Clamped);

        var b = new IntegerModelBuilder("input", 8, 8, 8);
        var x = b.Input(q);
        new IntegerExecutor(b.Build(x)).Run([[9f, 0, 0, -3]], out var all);
        Assert.Equal([new InputClamping("x", 4, 2, 9, 7)], all);
    }
}

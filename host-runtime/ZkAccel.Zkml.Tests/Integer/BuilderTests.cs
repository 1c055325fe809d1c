using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Tests.Integer;

public class BuilderTests
{
    private static IntegerModelBuilder New(int shift = 8, int weightBits = 8, int activationBits = 8) => new("m", shift, weightBits, activationBits);

    private static void Refused(IntegerModelError error, Action action) => Assert.Equal(error, Assert.Throws<IntegerModelException>(action).Error);

    [Theory]
    [InlineData(7, 8, 8)]
    [InlineData(17, 8, 8)]
    [InlineData(8, 1, 8)]
    [InlineData(8, 17, 8)]
    [InlineData(8, 8, 1)]
    [InlineData(8, 8, 17)]
    public void Parameters_out_of_range_are_refused(int shift, int weightBits, int activationBits) =>
        Refused(IntegerModelError.Parameter, () => New(shift, weightBits, activationBits));

    [Fact]
    public void Weights_and_biases_out_of_range_are_refused()
    {
        var b = New();
        b.Weights("w", [2], [127, -127]);
        Refused(IntegerModelError.Parameter, () => b.Weights("w", [1], [128]));
        Refused(IntegerModelError.Parameter, () => b.Weights("w", [1], [-128]));
        Refused(IntegerModelError.Parameter, () => b.Weights("w", [1], [int.MinValue]));
        Refused(IntegerModelError.Shape, () => b.Weights("w", [2, 2], [1]));
        Refused(IntegerModelError.Shape, () => b.Weights("w", [0], []));
        b.Bias("b", [(1L << 30) - 1, -(1L << 30) + 1]);
        Refused(IntegerModelError.Parameter, () => b.Bias("b", [1L << 30]));
        Refused(IntegerModelError.Parameter, () => b.Bias("b", [long.MinValue]));
    }

    [Fact]
    public void Wide_values_may_not_enter_products_pools_or_softmax()
    {
        var b = New();
        var x = b.Input(ExecutorTests.Plain("x", [1, 1, 2, 2], -5, 5));
        var wide = b.Add(new IntMul(0, "square", x, x), "wide", 1);
        var w = b.Weights("w", [1, 1, 1, 1], [3]);
        var v = b.Weights("v", [2, 1], [3, 4]);
        var t = b.Table("t", i => 1);
        var wired = b.Add(new IntSlice(0, "s", wide, [0, 0, 0, 0], [1, 1, 1, 1], [1, 1, 1, 2]), "wired", 1);
        foreach (var id in new[] { wide, wired })
        {
            Refused(IntegerModelError.NotNarrow, () => b.Add(new IntConv(0, "n", id, w, null, new Window(1, 1), 1), "y", 1));
            Refused(IntegerModelError.NotNarrow, () => b.Add(new IntMatMul(0, "n", id, v, null), "y", 1));
            Refused(IntegerModelError.NotNarrow, () => b.Add(new IntMatMul2(0, "n", id, x), "y", 1));
            Refused(IntegerModelError.NotNarrow, () => b.Add(new IntMul(0, "n", x, id), "y", 1));
            Refused(IntegerModelError.NotNarrow, () => b.Add(new IntMaxPool(0, "n", id, new Window(1, 1)), "y", 1));
            Refused(IntegerModelError.NotNarrow, () => b.Add(new IntSoftmax(0, "n", id, 3, t, 12), "y", 1));
        }
    }

    [Fact]
    public void References_to_nothing_are_refused()
    {
        var b = New();
        var x = b.Input(ExecutorTests.Plain("x", [1, 2], -5, 5));
        Refused(IntegerModelError.Reference, () => b.Add(new IntLinear(0, "n", [new(1, 1)], null), "y", 1));
        Refused(IntegerModelError.Reference, () => b.Add(new IntLinear(0, "n", [new(-1, 1)], null), "y", 1));
        Refused(IntegerModelError.Reference, () => b.Add(new IntLinear(0, "n", [], null), "y", 1));
        Refused(IntegerModelError.Reference, () => b.Add(new IntMatMul(0, "n", x, 0, null), "y", 1));
        Refused(IntegerModelError.Reference, () => b.Add(new IntLinear(0, "n", [new(x, 1)], 0), "y", 1));
        Refused(IntegerModelError.Reference, () => b.Add(new IntRequantise(0, "n", [new(x, [1])], 0), "y", 1));
        Refused(IntegerModelError.Reference, () => b.Build());
        Refused(IntegerModelError.Reference, () => b.Build(5));
        b.Add(new IntLinear(0, "n", [new(x, 1)], null), "y", 1);
        Refused(IntegerModelError.Reference, () => b.Input(ExecutorTests.Plain("late", [1], 0, 1)));
    }

    [Fact]
    public void Shapes_that_do_not_fit_are_refused()
    {
        var b = New();
        var x = b.Input(ExecutorTests.Plain("x", [1, 2, 4, 4], -5, 5));
        var y = b.Input(ExecutorTests.Plain("y", [1, 2, 4, 3], -5, 5));
        var w = b.Weights("w", [2, 2, 3, 3], new int[36]);
        var t = b.Table("t", i => 1);
        var nodes = new IntNode[]
        {
            new IntConv(0, "n", x, w, null, new Window(3, 2), 1),
            new IntConv(0, "n", x, w, null, new Window(3, 3), 2),
            new IntConv(0, "n", x, w, null, new Window(3, 3, DilationHeight: 2), 1),
            new IntConv(0, "n", x, w, b.Bias("b", [1]), new Window(3, 3), 1),
            new IntMatMul2(0, "n", y, x),
            new IntLinear(0, "n", [new(x, 1), new(y, 1)], null),
            new IntMul(0, "n", x, y),
            new IntMaxPool(0, "n", x, new Window(1, 1, PadTop: 1)),
            new IntReduceSum(0, "n", x, [4]),
            new IntReshape(0, "n", x, [1, 31]),
            new IntTranspose(0, "n", x, [0, 1, 1, 3]),
            new IntSlice(0, "n", x, [0, 0, 0, 3], [1, 1, 1, 1], [1, 2, 4, 2]),
            new IntSlice(0, "n", x, [0, 0, 0, 0], [1, 1, 1, -1], [1, 2, 4, 2]),
            new IntConcat(0, "n", 1, [x, y]),
            new IntPad(0, "n", x, [0, 0, 0, -1], [0, 0, 0, 0]),
            new IntExpand(0, "n", x, [1, 4, 4, 4]),
            new IntRequantise(0, "n", [new(x, [1, 2, 3])], t),
            new IntSoftmax(0, "n", x, 4, t, 12),
        };
        foreach (var n in nodes) Refused(IntegerModelError.Shape, () => b.Add(n, "z", 1));
        Refused(IntegerModelError.Shape, () => b.Add(new IntMul(0, "n", x, x), "z", 1, 2, 3));
        Refused(IntegerModelError.Parameter, () => b.Add(new IntSumPool(0, "n", x, new Window(0, 1)), "z", 1));
        Refused(IntegerModelError.Parameter, () => b.Add(new IntSumPool(0, "n", x, new Window(1, 1, 0)), "z", 1));
        Refused(IntegerModelError.Parameter, () => b.Add(new IntLinear(0, "n", [new(x, long.MinValue)], null), "z", 1));
        Refused(IntegerModelError.Parameter, () => b.Add(new IntLinear(0, "n", [new(x, 1)], null), "z", double.NaN));
        Refused(IntegerModelError.Parameter, () => b.Add(new IntSoftmax(0, "n", x, 1, b.Table("negative", i => -1), 12), "z", 1));
    }

    [Fact]
    public void Ranges_that_do_not_fit_name_the_layer_and_what_to_change()
    {
        var b = New(shift: 8, activationBits: 16);
        var x = b.Input(ExecutorTests.Plain("x", [1, 2], -65535, 65535));
        var table = b.Table("clamp[0,255]", v => Math.Clamp(v, 0, 255));
        var fits = b.Add(new IntRequantise(0, "fits", [new(x, [256])], table), "y", 1);
        Assert.Equal((0, 255), (b[fits].Min, b[fits].Max));
        var e = Assert.Throws<IntegerModelException>(() => b.Add(new IntRequantise(0, "conv7", [new(x, [300])], table), "y", 1));
        Assert.Equal((IntegerModelError.TableDomain, "conv7"), (e.Error, e.Node));
        Assert.Contains("fewer activation bits", e.Message, StringComparison.Ordinal);
        var wide = b.Add(new IntLinear(0, "l", [new(x, 1L << 40)], null), "wide", 1);
        Refused(IntegerModelError.Overflow, () => b.Add(new IntLinear(0, "l2", [new(wide, 1L << 40)], null), "wider", 1));
        Refused(IntegerModelError.Overflow, () => b.Add(new IntRequantise(0, "r", [new(wide, [1L << 40])], table), "wider", 1));
    }

    [Fact]
    public void Tables_of_one_name_are_shared_and_cover_all_users()
    {
        var b = New();
        var x = b.Input(ExecutorTests.Plain("x", [1, 2], -100, 3));
        var y = b.Input(ExecutorTests.Plain("y", [1, 2], 5, 300));
        int t = b.Table("t", v => v), u = b.Table("t", v => v);
        Assert.Equal(t, u);
        b.Add(new IntRequantise(0, "a", [new(x, [256])], t), "a", 1);
        var last = b.Add(new IntRequantise(0, "b", [new(y, [256])], u), "b", 1);
        var model = b.Build(last);
        Assert.Equal((-104, 319), (model.Tables[0].DomainMin, model.Tables[0].DomainMax)); // four significant bits: -100 and 301 - 1
        Assert.Equal(Enumerable.Range(-104, 424), model.Tables[0].Outputs);
    }
}

using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Tests.Onnx;

namespace ZkAccel.Zkml.Tests.Graphs;

/// <summary>Operators that move elements, pool, reduce or fold: small cases worked out by hand.</summary>
public sealed class ShapeOperatorTests
{
    private static readonly float[] Six = [1, 2, 3, 4, 5, 6];

    [Fact]
    public void Slice_counts_from_the_end_and_backwards()
    {
        float[] Run(long start, long end, long step) => new TestModel().Input("x", 1, 6).Integers("s", start).Integers("e", end).Integers("a", -1).Integers("t", step)
            .Node("Slice", ["x", "s", "e", "a", "t"], "y").Output("y").Run(Six).Floats.ToArray();
        Assert.Equal([2, 3], Run(1, 3, 1));
        Assert.Equal([5, 6], Run(-2, long.MaxValue, 1));
        Assert.Equal([6, 4, 2], Run(-1, long.MinValue, -2));
        Assert.Equal([1, 4], Run(0, 100, 3));
    }

    [Fact]
    public void Movement_operators_place_each_element()
    {
        Assert.Equal([1, 4, 2, 5, 3, 6], new TestModel().Input("x", 2, 3).Node("Transpose", ["x"], "y").Output("y").Run(Six).Floats.ToArray());
        Assert.Equal([9, 1, 2, 9, 4, 5], new TestModel().Input("x", 2, 3).Integers("p", 0, 1, 0, -1).Constant("v", [9]).Node("Pad", ["x", "p", "v"], "y").Output("y").Run(Six).Floats.ToArray());
        Assert.Equal([3, 1, 6, 4], new TestModel().Input("x", 2, 3).Integers("i", -1, 0).Node("Gather", ["x", "i"], "y", ("axis", 1)).Output("y").Run(Six).Floats.ToArray());
        Assert.Equal([1, 2, 3, 7, 4, 5, 6, 8], new TestModel().Input("x", 2, 3).Constant("c", [7, 8], 2, 1).Node("Concat", ["x", "c"], "y", ("axis", -1)).Output("y").Run(Six).Floats.ToArray());
        Assert.Equal([1, 1, 2, 2], new TestModel().Input("x", 2, 1).Integers("s", 2, 2).Node("Expand", ["x", "s"], "y").Output("y").Run([1, 2]).Floats.ToArray());
        var split = new TestModel().Input("x", 2, 3).Integers("s", 1, 2).Node("Split", ["x", "s"], ["a", "b"], ("axis", 1)).Node("Add", ["a", "b"], "y").Output("y").Run(Six);
        Assert.Equal([3, 4, 9, 10], split.Floats.ToArray());
    }

    [Fact]
    public void Pools_round_up_and_count_padding_as_they_are_told()
    {
        float[] Run(string op, params (string, object)[] a) => new TestModel(19).Input("x", 1, 1, 6).Node(op, ["x"], "y", [("kernel_shape", new[] { 2 }), .. a]).Output("y").Run(Six).Floats.ToArray();
        Assert.Equal([2, 4, 6], Run("MaxPool", ("strides", new[] { 2 })));
        Assert.Equal([1, 3, 5, 6], Run("MaxPool", ("strides", new[] { 2 }), ("pads", new[] { 1, 1 })));
        Assert.Equal([2, 5], Run("MaxPool", ("strides", new[] { 3 })));
        Assert.Equal([2, 6], Run("MaxPool", ("strides", new[] { 4 }), ("ceil_mode", 1)));
        Assert.Equal([1, 2.5f, 4.5f, 6], Run("AveragePool", ("strides", new[] { 2 }), ("pads", new[] { 1, 1 })));
        Assert.Equal([0.5f, 2.5f, 4.5f, 3], Run("AveragePool", ("strides", new[] { 2 }), ("pads", new[] { 1, 1 }), ("count_include_pad", 1)));
        Assert.Equal([2, 3, 4, 5], Run("AveragePool", ("dilations", new[] { 2 })));
        Assert.Equal([3.5f], new TestModel().Input("x", 1, 1, 2, 3).Node("GlobalAveragePool", ["x"], "y").Output("y").Run(Six).Floats.ToArray());
        Assert.Equal([6f], new TestModel().Input("x", 1, 1, 2, 3).Node("GlobalMaxPool", ["x"], "y").Output("y").Run(Six).Floats.ToArray());
    }

    [Fact]
    public void Reductions_take_axes_from_where_the_operator_set_has_them()
    {
        Assert.Equal([6, 15], new TestModel(13).Input("x", 2, 3).Integers("a", 1).Node("ReduceSum", ["x", "a"], "y", ("keepdims", 0)).Output("y").Run(Six).Floats.ToArray());
        Assert.Equal([2.5f, 3.5f, 4.5f], new TestModel(13).Input("x", 2, 3).Node("ReduceMean", ["x"], "y", ("axes", new[] { 0 })).Output("y").Run(Six).Floats.ToArray());
        Assert.Equal([3.5f], new TestModel(18).Input("x", 2, 3).Node("ReduceMean", ["x"], "y").Output("y").Run(Six).Floats.ToArray());
        Assert.Equal(ModelError.Attribute, new TestModel(18).Input("x", 2, 3).Node("ReduceMean", ["x"], "y", ("axes", new[] { 0 })).Output("y").Refused().Error);
    }

    [Fact]
    public void Softmax_runs_along_its_axis()
    {
        var y = new TestModel(13).Input("x", 2, 2).Node("Softmax", ["x"], "y", ("axis", 0)).Output("y").Run([0, 0, 0, MathF.Log(3)]);
        Assert.Equal([0.5f, 0.25f, 0.5f, 0.75f], y.Floats.ToArray().Select(v => MathF.Round(v, 6)));
        y = new TestModel(13).Input("x", 1, 2).Node("LogSoftmax", ["x"], "y").Output("y").Run([0, 200]);
        Assert.Equal([-200f, 0f], y.Floats.ToArray());
    }

    [Fact]
    public void Quantisation_rounds_half_to_even_and_saturates()
    {
        var y = new TestModel(13).Input("x", 1, 6).Constant("s", [2]).Node("QuantizeLinear", ["x", "s"], "q").Node("DequantizeLinear", ["q", "s"], "y").Output("y").Run([1, 3, 5, -9, 1000, 4]);
        Assert.Equal([0, 4, 4, 0, 510, 4], y.Floats.ToArray());
    }

    [Fact]
    public void A_shape_computation_folds_into_a_reshape()
    {
        var graph = new TestModel().Input("x", 1, 2, 3).Integers("zero", 0).Integers("minus", -1)
            .Node("Shape", ["x"], "s").Node("Gather", ["s", "zero"], "n").Node("Concat", ["n", "minus"], "t", ("axis", 0))
            .Node("Reshape", ["x", "t"], "r").Node("Relu", ["r"], "y").Output("y").Load();
        Assert.Equal(["Reshape", "Relu"], graph.Nodes.Select(n => n.OpType));
        Assert.Equal(new Shape(1, 6), graph.Outputs[0].Shape);
    }

    [Fact]
    public void What_no_output_needs_is_dropped_and_identities_leave_no_node()
    {
        var graph = new TestModel().Input("x", 1, 2).Node("Relu", ["x"], "h").Node("Tanh", ["h"], "dead").Node("Identity", ["h"], "i").Node("Dropout", ["i"], "y").Output("y").Load();
        Assert.Equal("Relu", Assert.Single(graph.Nodes).OpType);
        Assert.Equal("y", graph.Outputs[0].Name);
        Assert.Equal(2, graph.Values.Count);
        Assert.All(graph.Values, (v, i) => Assert.Equal(i, v.Id));
    }

    [Fact]
    public void Two_outputs_of_one_value_stay_two()
    {
        var graph = new TestModel().Input("x", 1, 2).Node("Relu", ["x"], "a").Node("Identity", ["a"], "b").Output("a").Output("b").Load();
        Assert.Equal(["a", "b"], graph.Outputs.Select(o => o.Name));
        Assert.IsType<Reshape>(graph.Outputs[1].Producer);
    }

    [Fact]
    public void A_slope_for_each_channel_becomes_arithmetic()
    {
        var y = new TestModel().Input("x", 1, 2, 2).Constant("s", [0.5f, 0.25f], 2, 1).Node("PRelu", ["x", "s"], "y").Output("y").Run([1, -2, -4, 3]);
        Assert.Equal([1, -1, -1, 3], y.Floats.ToArray());
    }

    [Fact]
    public void An_integer_input_that_divides_by_zero_is_an_error_with_coordinates()
    {
        var graph = new TestModel().Input("x", ElementType.Int64, 2).Integers("six", 6, 6).Node("Div", ["six", "x"], "y").Output("y").Load();
        Assert.Equal([3, -2], FloatExecutor.Run(graph, [new Tensor(new Shape(2), [2L, -3])])[0].Integers.ToArray());
        var e = Assert.Throws<ModelException>(() => FloatExecutor.Run(graph, [new Tensor(new Shape(2), [1L, 0])]));
        Assert.Equal((ModelError.Range, "Div_y"), (e.Error, e.Node));
    }

    [Theory]
    [InlineData("Concat", "axis")]
    [InlineData("MaxPool", "kernel_shape")]
    [InlineData("Cast", "to")]
    public void A_missing_attribute_is_named(string op, string attribute)
    {
        var e = new TestModel().Input("x", 1, 2, 3).Node(op, ["x"], "y").Output("y").Refused();
        Assert.Equal(ModelError.Attribute, e.Error);
        Assert.Contains(attribute, e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_wrong_inner_declaration_is_refused()
    {
        var e = new TestModel().Input("x", 1, 2).Node("Relu", ["x"], "h").Node("Tanh", ["h"], "y").Declare("h", 1, 3).Output("y").Refused();
        Assert.Equal(ModelError.Shape, e.Error);
        Assert.Contains("declared shape [1,3], computed shape [1,2]", e.Message, StringComparison.Ordinal);
    }
}

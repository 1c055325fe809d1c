using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Zkml.Tests.Quantise;

public class FusionTests
{
    private static string Kinds(IntegerModel m) => string.Join(' ', m.Nodes.Select(n => n.GetType().Name[3..]));

    [Fact]
    public void Batch_norm_relu_and_residual_become_one_requantisation()
    {
        var s = new Small();
        var x = s.Relu(s.Conv(s.Input(1, 3, 8, 8), 4, 3, pad: 1));
        var y = s.Same(new BatchNormalization([.. s.Random(4).Select(v => (double)v)], [1, 2, 3, 4]), s.Conv(x, 4, 3, pad: 1));
        var model = s.Check(s.Relu(s.Same(new Binary(BinaryKind.Add), y, x)), 0.05, options: QuantisationOptions.Int8 with { Shift = 14 });
        Assert.Equal("Conv Requantise Conv Requantise", Kinds(model));
        var last = (IntRequantise)model.Nodes[3];
        Assert.Equal(4, last.Terms.Max(t => t.Multipliers.Length));
        Assert.Equal(2, last.Terms.Length);
    }

    [Fact]
    public void Two_products_meet_in_one_requantisation()
    {
        var s = new Small();
        var x = s.Relu(s.Conv(s.Input(1, 2, 6, 6), 3, 3));
        var model = s.Check(s.Relu(s.Same(new Binary(BinaryKind.Sub), s.Conv(x, 5, 1), s.Conv(x, 5, 3, pad: 1))));
        Assert.Equal("Conv Requantise Conv Conv Requantise", Kinds(model));
    }

    [Fact]
    public void Functions_of_one_variable_become_one_table_whatever_their_graph()
    {
        var s = new Small();
        var x = s.Gemm(s.Input(1, 8), 6);
        var silu = s.Same(new Binary(BinaryKind.Mul), x, s.Function("Sigmoid", v => 1 / (1 + Math.Exp(-v)), x));
        var model = s.Check(s.Gemm(silu, 3));
        Assert.Equal("MatMul Requantise MatMul", Kinds(model));

        s = new Small();
        x = s.Gemm(s.Input(1, 8), 6);
        var erf = s.Function("Erf", SpecialFunctions.Erf, s.Same(new Binary(BinaryKind.Div), x, Small.Constant(1.4142135f)));
        var gelu = s.Same(new Binary(BinaryKind.Mul), s.Same(new Binary(BinaryKind.Mul), x, s.Same(new Binary(BinaryKind.Add), erf, Small.Constant(1))), Small.Constant(0.5f));
        Assert.Equal("MatMul Requantise MatMul", Kinds(s.Check(s.Gemm(gelu, 3))));
    }

    [Fact]
    public void A_product_with_several_readers_is_computed_once()
    {
        var s = new Small();
        var x = s.Gemm(s.Input(1, 8), 6);
        var a = s.Gemm(s.Relu(x), 4);
        var b = s.Gemm(s.Function("Tanh", Math.Tanh, x), 4);
        var model = s.Check(s.Same(new Binary(BinaryKind.Add), a, b), 0.02);
        Assert.Equal(3, model.Nodes.Count(n => n is IntMatMul));
    }

    [Fact]
    public void Clamps_and_scales_fuse_into_the_table()
    {
        var s = new Small();
        var x = s.Conv(s.Input(1, 2, 4, 4), 3, 3);
        var relu6 = s.Function("Clip", v => Math.Clamp(v, -0.5, 0.75), x, -0.5, 0.75);
        var model = s.Check(s.Conv(s.Same(new Binary(BinaryKind.Mul), relu6, Small.Constant(-3)), 2, 1));
        Assert.Equal("Conv Requantise Conv", Kinds(model));
        Assert.InRange(model.Values[model.Nodes[1].Output].Scale * model.Values[model.Nodes[1].Output].Max, 1.49, 1.51);
    }

    [Fact]
    public void Pools_are_exact_sums_and_maxima()
    {
        var s = new Small();
        var x = s.Relu(s.Conv(s.Input(1, 2, 10, 10), 4, 3));
        var w = new ZkAccel.Zkml.Graphs.Operators.Window(8, 8, 2, 2, 2, 2, 1, 1, 0, 0, 0, 0, 4, 4);
        var max = s.Emit(new MaxPool(w), [1, 4, 4, 4], x);
        var mean = s.Emit(new AveragePool(w with { InHeight = 4, InWidth = 4, OutHeight = 2, OutWidth = 2 }, false), [1, 4, 2, 2], max);
        var all = s.Emit(new Reduce(ReduceKind.Mean, [2, 3]), [1, 4], mean);
        Assert.Equal("Conv Requantise MaxPool SumPool Requantise ReduceSum Reshape Requantise MatMul", Kinds(s.Check(s.Gemm(all, 3))));
    }

    [Fact]
    public void Wiring_moves_integers_and_keeps_functions_pending()
    {
        var s = new Small();
        var x = s.Relu(s.Conv(s.Input(1, 2, 6, 6), 4, 3));
        var t = s.Emit(new Transpose([0, 2, 3, 1]), [1, 4, 4, 4], x);
        var part = s.Emit(new Slice([0, 3, 0, 1], [1, -2, 1, 1]), [1, 2, 4, 3], t);
        var pad = s.Emit(new Pad([0, 1, 0, 0], 0), [1, 4, 4, 3], part);
        var c = s.Emit(new Concat(3), [1, 4, 4, 7], pad, t);
        var scaled = s.Same(new Binary(BinaryKind.Mul), c, Small.Constant(0.25f));
        Assert.Equal("Conv Requantise Transpose Slice Pad Concat Conv", Kinds(s.Check(s.Conv(scaled, 2, 3))));
    }

    [Fact]
    public void Parts_of_different_scales_are_requantised_before_they_are_joined()
    {
        var s = new Small();
        var x = s.Input(1, 2, 6, 6);
        var a = s.Relu(s.Conv(x, 3, 1));
        var b = s.Relu(s.Same(new Binary(BinaryKind.Mul), s.Conv(x, 2, 1), Small.Constant(7)));
        var model = s.Check(s.Conv(s.Emit(new Concat(1), [1, 5, 6, 6], a, b), 2, 3));
        Assert.Equal("Conv Requantise Conv Requantise Concat Conv", Kinds(model));
    }

    [Fact]
    public void Constants_for_each_element_and_factors_for_each_channel_are_exact_to_the_step()
    {
        var s = new Small();
        var x = s.Relu(s.Conv(s.Input(1, 3, 5, 5), 3, 3, pad: 1));
        var moved = s.Same(new Binary(BinaryKind.Add), x, s.Constant(-1, 1, 1, 3, 5, 5));
        var scaled = s.Same(new Binary(BinaryKind.Mul), moved, s.Constant(-2, 2, 1, 3, 1, 1));
        s.Check(s.Conv(scaled, 2, 3), 0.02);
    }

    [Fact]
    public void Products_of_activations_broadcast_and_multiply()
    {
        var s = new Small();
        var x = s.Relu(s.Conv(s.Input(1, 2, 5, 5), 3, 3));
        var gate = s.Function("Sigmoid", v => 1 / (1 + Math.Exp(-v)), s.Conv(s.Emit(new Reduce(ReduceKind.Mean, [2, 3]), [1, 3, 1, 1], x), 3, 1));
        var gated = s.Same(new Binary(BinaryKind.Mul), x, gate);
        s.Check(s.Conv(gated, 2, 3), 0.02);

        s = new Small();
        var q = s.Gemm(s.Input(4, 6), 5);
        var turned = s.Emit(new Transpose([1, 0]), [5, 4], q);
        s.Check(s.Emit(new MatMul(), [4, 4], q, turned), 0.02);
    }

    [Fact]
    public void Softmax_gives_probabilities()
    {
        var s = new Small();
        var model = s.Check(s.Same(new Softmax(false), s.Gemm(s.Input(1, 8), 5)), 0.02);
        Assert.Equal("MatMul Requantise Softmax", Kinds(model));
    }

    [Fact]
    public void Affine_maps_clips_and_transposes_behind_the_input_are_absorbed()
    {
        var s = new Small();
        var x = s.Emit(new Transpose([0, 3, 1, 2]), [1, 3, 4, 5], s.Input(1, 4, 5, 3));
        var y = s.Same(new Binary(BinaryKind.Div), s.Same(new Binary(BinaryKind.Sub), x, s.Constant(-1, 1, 3, 1, 1)), s.Constant(0.1f, 2, 3, 1, 1));
        var z = s.Function("Clip", v => Math.Clamp(v, -2, 1), y, -2, 1);
        var model = s.Check(s.Conv(z, 2, 3));
        Assert.Equal("Conv", Kinds(model));
        Assert.Equal([0, 3, 1, 2], model.Inputs[0].Permutation);
        Assert.Equal([1, 3, 4, 5], model.Inputs[0].Dims);
    }

    [Fact]
    public void Raw_features_of_very_different_size_get_a_scale_each()
    {
        var s = new Small();
        var x = s.Input(1, 3);
        var graph = s.Graph(s.Gemm(x, 2));
        var samples = Enumerable.Range(1, 20).Select(i => new[] { new Tensor(new Shape(1, 3), [i * 1e-3f, i * 5000f, (i % 2) - 0.5f]) }).ToArray();
        var model = Quantiser.Quantise(graph, Calibration.Collect(graph, samples), Small.Fine);
        Assert.Equal(3, model.Inputs[0].Scales.Length);
        Assert.InRange(model.Inputs[0].Quantise([0.02f, 0, 0])[0], 700, 1023);
        Assert.InRange(model.Inputs[0].Quantise([0, 0, 0.5f])[2], 700, 1023);
    }

    [Fact]
    public void Quantisation_nodes_give_the_scales_and_zero_points_move_to_zero()
    {
        var s = new Small();
        var input = s.Input(1, 2, 4, 4);
        var p = new QuantisationParameters([0.02f], [10], 0, ElementType.Int8);
        var x = s.Same(new DequantizeLinear(p), s.Same(new QuantizeLinear(p), input));
        var r = new QuantisationParameters([0.03f], [-128], 0, ElementType.Int8);
        var y = s.Same(new DequantizeLinear(r), s.Same(new QuantizeLinear(r), s.Relu(s.Conv(x, 3, 3))));
        var model = s.Check(s.Conv(y, 2, 1), 0.03);
        Assert.Equal("Conv Requantise Conv", Kinds(model));
        Assert.Equal((-138, 117), (model.Inputs[0].Min[0], model.Inputs[0].Max[0]));
        Assert.Equal(0.03f, (float)model.Values[model.Nodes[1].Output].Scale);
        Assert.Equal("clamp[0,255]", model.Tables[0].Name);
    }

    [Fact]
    public void What_integer_models_do_not_cover_is_refused_with_its_node()
    {
        var s = new Small();
        var x = s.Gemm(s.Input(1, 4), 4);
        var y = s.Same(new Binary(BinaryKind.Div), x, s.Same(new Binary(BinaryKind.Add), s.Gemm(x, 4), Small.Constant(100)));
        var e = Assert.Throws<ModelException>(() => s.Check(y));
        Assert.Equal(ModelError.Unsupported, e.Error);
        Assert.StartsWith("Binary", e.Node, StringComparison.Ordinal);
        Assert.Equal(ModelError.Unsupported, Assert.Throws<ModelException>(() => Log(new Small())).Error);

        static IntegerModel Log(Small s) => s.Check(s.Same(new Softmax(true), s.Gemm(s.Input(1, 4), 4)));
    }

    [Fact]
    public void Options_and_calibration_are_checked()
    {
        var s = new Small();
        var graph = s.Graph(s.Gemm(s.Input(1, 4), 4));
        var calibration = Calibration.Synthetic(graph);
        Assert.True(calibration.IsSynthetic);
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiser.Quantise(graph, calibration, new QuantisationOptions { Shift = 7 }));
        Assert.Throws<ArgumentOutOfRangeException>(() => Quantiser.Quantise(graph, calibration, new QuantisationOptions { Margin = double.NaN }));
        Assert.Throws<ArgumentException>(() => Calibration.Collect(graph, []));
        var bad = new Tensor(new Shape(1, 4), [1, float.PositiveInfinity, 0, 0]);
        Assert.Equal(ModelError.Range, Assert.Throws<ModelException>(() => Calibration.Collect(graph, [[bad]])).Error);
    }
}

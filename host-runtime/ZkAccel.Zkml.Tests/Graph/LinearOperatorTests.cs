using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Tests.Onnx;

namespace ZkAccel.Zkml.Tests.Graphs;

/// <summary>Convolution and matrix products against the sums that define them, on random and edge geometries.</summary>
public sealed class LinearOperatorTests
{
    [Fact]
    public void Convolution_is_its_defining_sum()
    {
        var random = new Random(1);
        for (var round = 0; round < 60; round++)
        {
            var groups = random.Next(1, 4);
            var (c, o) = (groups * random.Next(1, 4), groups * random.Next(1, 6));
            var (h, w, kh, kw) = (random.Next(1, 12), random.Next(1, 40), random.Next(1, 4), random.Next(1, 6));
            int[] strides = [random.Next(1, 4), random.Next(1, 4)], dilations = [random.Next(1, 3), random.Next(1, 3)];
            int[] pads = [random.Next(3), random.Next(3), random.Next(3), random.Next(3)];
            if (h + pads[0] + pads[2] < ((kh - 1) * dilations[0]) + 1 || w + pads[1] + pads[3] < ((kw - 1) * dilations[1]) + 1) continue;
            float[] weight = Values(random, o * (c / groups) * kh * kw), bias = Values(random, o), x = Values(random, c * h * w);
            var graph = new TestModel().Input("x", 1, c, h, w).Constant("w", weight, o, c / groups, kh, kw).Constant("b", bias, o)
                .Node("Conv", ["x", "w", "b"], "y", ("group", groups), ("strides", strides), ("dilations", dilations), ("pads", pads)).Output("y").Load();
            var y = FloatExecutor.Run(graph, [new Tensor(graph.Inputs[0].Shape, x)], threads: random.Next(1, 4))[0];
            var (oh, ow) = (y.Shape[2], y.Shape[3]);
            Assert.Equal(((h + pads[0] + pads[2] - ((kh - 1) * dilations[0]) - 1) / strides[0]) + 1, oh);
            for (var i = 0; i < y.Shape.Count; i++)
            {
                var (oc, oy, ox) = (i / (oh * ow), i / ow % oh, i % ow);
                double sum = bias[oc];
                for (var ic = 0; ic < c / groups; ic++)
                {
                    for (var ky = 0; ky < kh; ky++)
                    {
                        for (var kx = 0; kx < kw; kx++)
                        {
                            var (iy, ix) = ((oy * strides[0]) - pads[0] + (ky * dilations[0]), (ox * strides[1]) - pads[1] + (kx * dilations[1]));
                            if (iy < 0 || iy >= h || ix < 0 || ix >= w) continue;
                            var plane = (oc / (o / groups) * (c / groups)) + ic;
                            sum += (double)weight[(((((oc * (c / groups)) + ic) * kh) + ky) * kw) + kx] * x[(((plane * h) + iy) * w) + ix];
                        }
                    }
                }

                Assert.Equal(sum, y.Floats[i], 1e-4);
            }
        }
    }

    [Fact]
    public void Matrix_product_is_its_defining_sum_for_all_layouts()
    {
        var random = new Random(2);
        foreach (var m in new[] { 1, 2, 4, 5, 9 })
        {
            foreach (var n in new[] { 1, 7, 16, 33 })
            {
                foreach (var k in new[] { 1, 3, 16, 50 })
                {
                    for (var layout = 0; layout < 4; layout++)
                    {
                        float[] a = Values(random, 3 + (m * k)), b = Values(random, 2 + (k * n)), c = new float[5 + (m * n)];
                        var (ar, ac) = (layout & 1) == 0 ? (k, 1) : (1, m);
                        var (br, bc) = (layout & 2) == 0 ? (n, 1) : (1, k);
                        MatrixProduct.Run(m, n, k, a, 3, ar, ac, b, 2, br, bc, c, 5, threads: 2);
                        for (var i = 0; i < m * n; i++)
                        {
                            var sum = 0d;
                            for (var j = 0; j < k; j++) sum += (double)a[3 + (i / n * ar) + (j * ac)] * b[2 + (j * br) + (i % n * bc)];
                            Assert.Equal(sum, c[5 + i], 1e-4);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void Gemm_applies_its_factors_and_broadcasts_its_bias()
    {
        // 2 * A^T B^T + 3 * c with A = [[1,2],[3,4]], B = [[5,6],[7,8]], c a row.
        var y = new TestModel().Input("a", 2, 2).Constant("b", [5, 6, 7, 8], 2, 2).Constant("c", [1, 10], 2)
            .Node("Gemm", ["a", "b", "c"], "y", ("alpha", 2f), ("beta", 3f), ("transA", 1), ("transB", 1)).Output("y").Run([1, 2, 3, 4]);
        Assert.Equal([49, 92, 71, 122], y.Floats.ToArray());
    }

    [Fact]
    public void MatMul_broadcasts_its_leading_axes_and_takes_vectors()
    {
        var y = new TestModel().Input("a", 2, 1, 1, 2).Constant("b", [1, 2, 3, 4, 5, 6], 3, 2, 1).Node("MatMul", ["a", "b"], "y").Output("y").Run([1, 10, 100, 1000]);
        Assert.Equal(new Shape(2, 3, 1, 1), y.Shape);
        Assert.Equal([21, 43, 65, 2100, 4300, 6500], y.Floats.ToArray());
        y = new TestModel().Input("a", 1, 2).Constant("b", [3, 4], 2).Node("MatMul", ["a", "b"], "y").Output("y").Run([1, 10]);
        Assert.Equal(new Shape(1), y.Shape);
        Assert.Equal([43f], y.Floats.ToArray());
    }

    [Fact]
    public void Auto_pad_puts_the_odd_cell_where_it_says()
    {
        float[] Run(string mode) => new TestModel().Input("x", 1, 1, 4).Constant("w", [1, 10], 1, 1, 2)
            .Node("Conv", ["x", "w"], "y", ("auto_pad", mode)).Output("y").Run([1, 2, 3, 4]).Floats.ToArray();
        Assert.Equal([21, 32, 43, 4], Run("SAME_UPPER"));
        Assert.Equal([10, 21, 32, 43], Run("SAME_LOWER"));
        Assert.Equal([21, 32, 43], Run("VALID"));
    }

    [Fact]
    public void A_quantised_weight_folds_and_keeps_its_integers()
    {
        var model = new TestModel().Input("x", 1, 2).Constant("s", [0.5f, 2], 2);
        var q = new ZkAccel.Zkml.Onnx.Wire.TensorProto { Name = "q", DataType = (int)ElementType.Int8 };
        q.Int32Data.AddRange([1, -2, 3, 4]);
        q.Dims.AddRange([2, 2]);
        model.Proto.Graph.Initializer.Add(q);
        var graph = model.Node("DequantizeLinear", ["q", "s"], "w", ("axis", 0)).Node("MatMul", ["x", "w"], "y").Output("y").Load();
        var w = Assert.IsType<MatMul>(Assert.Single(graph.Nodes)).Right;
        Assert.Equal([0.5f, -1, 6, 8], w.Constant!.Floats.ToArray());
        Assert.Equal([1, -2, 3, 4], w.Quantised!.Integers.Integers.ToArray());
        Assert.Equal([0.5f, 2], w.Quantised.Scales);
    }

    [Fact]
    public void Linear_layers_refuse_what_does_not_fit()
    {
        TestModel Conv(int[] x, int[] w, params (string, object)[] a) => new TestModel().Input("x", x).Constant("w", new float[w.Aggregate(1, (p, d) => p * d)], w).Node("Conv", ["x", "w"], "y", a).Output("y");
        Assert.Equal(ModelError.Shape, Conv([1, 3], [2, 3]).Refused().Error);
        Assert.Equal(ModelError.Shape, Conv([1, 3, 4, 4], [2, 3, 3]).Refused().Error);
        Assert.Equal(ModelError.Shape, Conv([1, 3, 4, 4], [2, 2, 3, 3]).Refused().Error);
        Assert.Equal(ModelError.Shape, Conv([1, 1, 4, 4, 4], [1, 1, 3, 3, 3]).Refused().Error);
        Assert.Equal(ModelError.Attribute, Conv([1, 3, 4, 4], [2, 3, 3, 3], ("strides", new[] { 1 })).Refused().Error);
        Assert.Equal(ModelError.Attribute, Conv([1, 3, 2, 2], [2, 3, 3, 3]).Refused().Error);
        Assert.Equal(ModelError.Attribute, Conv([1, 3, 4, 4], [2, 3, 3, 3], ("auto_pad", "SAME")).Refused().Error);
        Assert.Equal(ModelError.Attribute, Conv([1, 3, 4, 4], [2, 3, 3, 3], ("auto_pad", "SAME_UPPER"), ("pads", new[] { 1, 1, 1, 1 })).Refused().Error);
        Assert.Equal(ModelError.Shape, new TestModel().Input("x", 1, 4, 1).Constant("w", [1, 2], 1, 2).Node("MatMul", ["x", "w"], "z").Node("Gemm", ["z", "w"], "y").Output("y").Refused().Error);
    }

    private static float[] Values(Random random, int count)
    {
        var v = new float[count];
        for (var i = 0; i < count; i++) v[i] = (random.NextSingle() * 2) - 1;
        return v;
    }
}

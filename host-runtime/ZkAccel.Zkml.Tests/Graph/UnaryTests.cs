using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Tests.Onnx;

namespace ZkAccel.Zkml.Tests.Graphs;

/// <summary>The table of functions of one variable against values computed independently to high precision.</summary>
public sealed class UnaryTests
{
    [Theory]
    [InlineData("Relu", -1.5, 0.0)]
    [InlineData("Sigmoid", 0.75, 0.679178699175393)]
    [InlineData("Tanh", 0.75, 0.6351489523872873)]
    [InlineData("Erf", 0.75, 0.7111556336535151)]
    [InlineData("Softplus", -3.0, 0.04858735157374196)]
    [InlineData("Softsign", -3.0, -0.75)]
    [InlineData("HardSwish", 1.5, 1.125)]
    [InlineData("Mish", -1.0, -0.3034014613283)]
    [InlineData("LeakyRelu", -2.0, -0.02)]
    [InlineData("Elu", -1.0, -0.632120558828558)]
    [InlineData("Celu", -1.0, -0.632120558828558)]
    [InlineData("Selu", -1.0, -1.1113307378125)]
    [InlineData("HardSigmoid", 1.0, 0.7)]
    [InlineData("ThresholdedRelu", 1.0, 0.0)]
    [InlineData("Shrink", 1.0, 1.0)]
    [InlineData("Gelu", 1.0, 0.841344746068543)]
    [InlineData("Round", 2.5, 2.0)]
    [InlineData("Sign", -2.5, -1.0)]
    [InlineData("Reciprocal", -2.5, -0.4)]
    public void A_function_has_its_value(string op, double x, double y)
    {
        var result = new TestModel(20).Input("x", 1, 1).Node(op, ["x"], "y").Output("y").Run([(float)x]);
        Assert.Equal(y, result.Floats[0], 1e-6);
    }

    [Fact]
    public void Erf_is_exact_to_1e_15_across_its_branches()
    {
        (double X, double Y)[] table = [(0, 0), (1e-10, 1.1283791670955126e-10), (0.5, 0.5204998778130465), (1, 0.8427007929497149), (2, 0.9953222650189527), (2.999, 0.9999777698314002), (3.001, 0.9999780483390822), (3.5, 0.9999992569016276), (5, 0.9999999999984626), (7, 1)];
        foreach (var (x, y) in table)
        {
            Assert.Equal(y, SpecialFunctions.Erf(x), 2e-15);
            Assert.Equal(-y, SpecialFunctions.Erf(-x), 2e-15);
        }
    }

    [Fact]
    public void Parameters_identify_the_function()
    {
        Unary Load(TestModel model) => Assert.IsType<Unary>(Assert.Single(model.Output("y").Load().Nodes));
        var clip = Load(new TestModel().Input("x", 1, 1).Constant("h", [6]).Node("Clip", ["x", "", "h"], "y"));
        Assert.Equal(("Clip", double.NegativeInfinity, 6.0), (clip.Kind, clip.Parameters[0], clip.Parameters[1]));
        var leaky = Load(new TestModel().Input("x", 1, 1).Node("LeakyRelu", ["x"], "y", ("alpha", 0.25f)));
        Assert.Equal(("LeakyRelu", 0.25), (leaky.Kind, leaky.Parameters[0]));
        var pow = Load(new TestModel().Input("x", 1, 1).Constant("e", [3]).Node("Pow", ["x", "e"], "y"));
        Assert.Equal(("Pow", 3.0, 8.0), (pow.Kind, pow.Parameters[0], pow.Function(2)));
    }

    [Fact]
    public void A_function_newer_than_the_operator_set_is_refused() =>
        Assert.Equal(ModelError.UnknownOperator, new TestModel(13).Input("x", 1, 1).Node("Gelu", ["x"], "y").Output("y").Refused().Error);

    [Fact]
    public void A_bound_that_depends_on_the_input_is_refused() =>
        Assert.Equal(ModelError.Unsupported, new TestModel().Input("x", 1, 1).Input("h", 1).Node("Clip", ["x", "", "h"], "y").Output("y").Refused().Error);
}

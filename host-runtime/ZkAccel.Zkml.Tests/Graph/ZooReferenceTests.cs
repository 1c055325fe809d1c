using System.Diagnostics;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Tests.Graphs;

/// <summary>The float executor against the outputs that onnxruntime gave for the zoo's models.</summary>
public sealed class ZooReferenceTests
{
    [Theory]
    [InlineData("tiny-mlp")]
    [InlineData("mlp-mnist")]
    [InlineData("credit-scoring")]
    [InlineData("lenet5-mnist")]
    [InlineData("resnet20-mnist")]
    [InlineData("resnet20-cifar10")]
    [InlineData("resnet20-cifar10-bn")]
    [InlineData("mlp-2m")]
    [InlineData("lenet5-mnist-qdq")]
    [InlineData("mlperf-resnet8")]
    [InlineData("mlperf-dscnn-kws")]
    [InlineData("mlperf-mobilenetv1-vww")]
    [InlineData("mlperf-autoencoder-ad")]
    [InlineData("conv1d-waves")]
    [InlineData("activations-mlp")]
    [InlineData("logistic-regression-tensor")]
    public void The_reference_output_is_met(string model)
    {
        var graph = ModelZoo.Load(model);
        var output = FloatExecutor.Run(graph, [ModelZoo.Reference(model, "input")]).Single();
        AssertClose(ModelZoo.Reference(model, "output"), output, 1e-4);
        var json = TensorFile.LoadInputs(graph, ModelZoo.PathOf(model, "input.json"));
        AssertClose(output, FloatExecutor.Run(graph, json).Single(), 1e-4);
    }

    [Fact]
    public void A_quantised_ResNet_agrees_with_its_reference_up_to_a_step_of_its_output()
    {
        // The reference runs it in integers, where a few of many roundings fall the other way.
        const float Step = 0.2591f;
        var graph = ModelZoo.Load("resnet20-cifar10-qdq");
        var expected = ModelZoo.Reference("resnet20-cifar10-qdq", "output").Floats.ToArray();
        var y = FloatExecutor.Run(graph, [ModelZoo.Reference("resnet20-cifar10-qdq", "input")])[0].Floats.ToArray();
        for (var i = 0; i < y.Length; i++) Assert.InRange(Math.Abs(y[i] - expected[i]), 0, Step);
        Assert.Equal(Array.IndexOf(expected, expected.Max()), Array.IndexOf(y, y.Max()));
    }

    [Theory]
    [InlineData("tiny-mlp", 500, 0.962)]
    [InlineData("activations-mlp", 500, 0.956)]
    [InlineData("conv1d-waves", 500, 0.998)]
    [InlineData("lenet5-mnist", 100, 0.98)]
    [InlineData("resnet20-cifar10-bn", 20, 0.85)]
    public void Preprocessed_test_samples_are_classified_as_published(string model, int count, double atLeast)
    {
        var graph = ModelZoo.Load(model);
        var (samples, labels) = ModelZoo.TestSet(model, graph, count);
        var right = 0;
        for (var i = 0; i < samples.Length; i++)
        {
            var y = FloatExecutor.Run(graph, [samples[i]])[0].Floats.ToArray();
            if (Array.IndexOf(y, y.Max()) == labels[i]) right++;
        }

        Assert.InRange((double)right / samples.Length, atLeast - 1e-9, 1);
    }

    [Fact]
    public void Threads_do_not_change_the_result()
    {
        var graph = ModelZoo.Load("resnet20-cifar10");
        var x = ModelZoo.Reference("resnet20-cifar10", "input");
        Assert.Equal(FloatExecutor.Run(graph, [x])[0].Floats, FloatExecutor.Run(graph, [x], threads: 3)[0].Floats);
    }

    [Fact]
    [Trait("Lane", "long")]
    public void ResNet20_runs_in_60_ms_on_one_core()
    {
        var graph = ModelZoo.Load("resnet20-cifar10");
        var x = ModelZoo.Reference("resnet20-cifar10", "input");
        var best = double.MaxValue;
        for (var i = 0; i < 40; i++)
        {
            var clock = Stopwatch.StartNew();
            FloatExecutor.Run(graph, [x]);
            best = Math.Min(best, clock.Elapsed.TotalMilliseconds);
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{best:f1} ms");
        Assert.InRange(best, 0, 60);
    }

    [Fact]
    public void Softmax_before_operator_set_13_flattens()
    {
        var graph = OnnxModel.Load(ModelZoo.PathOf("bad", "opset-semantics-softmax.onnx"));
        var y = FloatExecutor.Run(graph, [new Tensor(new Shape(1, 2, 3), [0f, 0, 0, 0, 0, 0])])[0];
        Assert.All(y.Floats.ToArray(), v => Assert.Equal(1f / 6, v, 1e-6f));
    }

    internal static void AssertClose(Tensor expected, Tensor actual, double tolerance)
    {
        Assert.Equal(expected.Shape, actual.Shape);
        var scale = expected.Floats.ToArray().Max(Math.Abs);
        for (var i = 0; i < expected.Shape.Count; i++)
            Assert.True(Math.Abs(expected.Floats[i] - actual.Floats[i]) <= tolerance * Math.Max(scale, 1e-6f), $"element {i}: {expected.Floats[i]} and {actual.Floats[i]}");
    }
}

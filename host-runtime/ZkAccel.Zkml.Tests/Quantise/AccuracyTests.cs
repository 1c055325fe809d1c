using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Quantise;
using Evaluation = ZkAccel.Zkml.Quantise.Evaluation;

namespace ZkAccel.Zkml.Tests.Quantise;

/// <summary>
/// Presets against float models, sample by sample, on real test sets. Even samples calibrate, the first 100 of them; a loss of half a point (int8) and a
/// tenth (int16) is allowed over all samples, more where a line says that the target is missed.
/// </summary>
public class AccuracyTests
{
    [Theory]
    [InlineData("tiny-mlp", 500, 0.99, 0.03)]
    [InlineData("credit-scoring", 500, 0.99, 0.03)]
    [InlineData("mlp-mnist", 300, 0.99, 0.03)]
    [InlineData("lenet5-mnist", 200, 1, 0.02)]
    [InlineData("resnet20-cifar10-bn", 16, 1, 0.06)]
    public void Int8_keeps_the_classes(string model, int samples, double agreement, double error) => Check(model, samples, QuantisationOptions.Int8, agreement, error, 0.5);

    [Theory]
    [InlineData("tiny-mlp", 500, 1, 0.003)]
    [InlineData("credit-scoring", 500, 0.998, 0.003)]
    [InlineData("mlp-mnist", 300, 1, 0.03)]
    [InlineData("lenet5-mnist", 200, 1, 0.003)]
    public void Int16_is_as_good_as_float(string model, int samples, double agreement, double error) => Check(model, samples, QuantisationOptions.Int16, agreement, error, 0.1);

    [Theory]
    [Trait("Lane", "long")]
    [InlineData("tiny-mlp", 0.99, 0.03)]
    [InlineData("credit-scoring", 0.99, 0.03)]
    [InlineData("mlp-mnist", 0.995, 0.05)]
    [InlineData("lenet5-mnist", 0.999, 0.02)]
    [InlineData("lenet5-mnist-qdq", 0.999, 0.03)]
    [InlineData("mlp-2m", 1, 0.02)]
    [InlineData("conv1d-waves", 0.995, 0.03)]
    [InlineData("resnet20-mnist", 1, 0.02)]
    [InlineData("resnet20-cifar10", 0.99, 0.05)]
    [InlineData("resnet20-cifar10-bn", 0.99, 0.05)]
    [InlineData("resnet20-cifar10-qdq", 0.98, 0.08)]
    [InlineData("mlperf-resnet8", 0.99, 0.15)]
    [InlineData("mlperf-dscnn-kws", 0.96, 0.3)]
    [InlineData("mlperf-mobilenetv1-vww", 1, 0.03)]
    [InlineData("mlperf-autoencoder-ad", 1, 0.06)]
    public void Int8_stays_within_half_a_point_on_all_samples(string model, double agreement, double error, double points = 0.5) =>
        Check(model, int.MaxValue, QuantisationOptions.Int8, agreement, error, points);

    [Theory]
    [Trait("Lane", "long")]
    [InlineData("tiny-mlp", 1, 0.003)]
    [InlineData("credit-scoring", 0.998, 0.01)]
    [InlineData("mlp-mnist", 1, 0.04)]
    [InlineData("lenet5-mnist", 1, 0.003)]
    [InlineData("lenet5-mnist-qdq", 1, 0.02)]
    [InlineData("mlp-2m", 1, 0.003)]
    [InlineData("conv1d-waves", 1, 0.01)]
    [InlineData("resnet20-mnist", 1, 0.005)]
    [InlineData("resnet20-cifar10", 1, 0.02)]
    [InlineData("resnet20-cifar10-bn", 1, 0.02)]
    [InlineData("resnet20-cifar10-qdq", 0.98, 0.06)]
    [InlineData("mlperf-resnet8", 0.995, 0.05)]
    [InlineData("mlperf-dscnn-kws", 1, 0.1)]
    [InlineData("mlperf-mobilenetv1-vww", 1, 0.003)]
    [InlineData("mlperf-autoencoder-ad", 1, 0.02)]
    public void Int16_stays_within_a_tenth_of_a_point_on_all_samples(string model, double agreement, double error, double points = 0.1) =>
        Check(model, int.MaxValue, QuantisationOptions.Int16, agreement, error, points);

    /// <summary>Checks a preset and writes its line of the table in doc/quantisation.md.</summary>
    private static void Check(string name, int count, QuantisationOptions options, double agreement, double error, double points)
    {
        var graph = ModelZoo.Load(name);
        var (samples, labels) = TestSets.Load(name, graph, count);
        bool[] calibrates = [.. samples.Select((_, i) => i % 2 == 0 && i < 200)];
        var calibration = Calibration.Collect(graph, [.. samples.Where((_, i) => calibrates[i])], 2);
        var model = Quantiser.Quantise(graph, calibration, options);
        var reference = Evaluation.Reference(graph, samples, 2);
        var all = Evaluation.Of(model, samples, reference, labels, 2);
        var held = Evaluation.Of(model, Held(samples), Held(reference), Held(labels), 2);
        var logN = CircuitCompiler.Compile(model, new Visibility()).Circuit.LogN;
        TestContext.Current.TestOutputHelper!.WriteLine(
            $"| {name} | {options.WeightBits} | {all.Samples} | {100 * all.FloatAccuracy:f1} | {100 * all.Accuracy:f1} | {100 * all.Agreement:f1} | {100 * all.MaxError / all.OutputRange:f2} "
            + $"| {held.Samples} | {100 * (held.Accuracy - held.FloatAccuracy):+0.0;-0.0;0.0} | {100 * held.Agreement:f1} | {Calibrator.TableRows(model)} | 2^{logN} |");
        Assert.True(all.Agreement >= agreement, $"agreement {all.Agreement}");
        Assert.True(held.Agreement >= agreement - 0.015, $"agreement on held-out samples {held.Agreement}");
        Assert.True(all.MaxError <= error * all.OutputRange, $"error {all.MaxError} of {all.OutputRange}");
        if (labels.Length > 0) Assert.True(all.LossInPoints <= points + 1e-9, $"loses {all.LossInPoints} points");
        var bytes = IntegerModelFile.ToBytes(model);
        Assert.Equal(bytes, IntegerModelFile.ToBytes(IntegerModelFile.FromBytes(bytes)));

        T[] Held<T>(T[] list) => [.. list.Where((_, i) => !calibrates[i])];
    }
}

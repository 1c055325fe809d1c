using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Zkml.Tests.Quantise;

public class CalibratorTests
{
    [Fact]
    public void The_preset_is_taken_where_it_reaches_the_target_else_the_cheapest_that_does()
    {
        var graph = ModelZoo.Load("tiny-mlp");
        var (samples, labels) = TestSets.Load("tiny-mlp", graph, 500);
        var calibration = Calibration.Collect(graph, samples[..32], 2);
        Assert.Equal(QuantisationOptions.Int8, Calibrator.Int8Candidates[0]);
        Assert.Equal(QuantisationOptions.Int16, Calibrator.Int16Candidates[0]);
        var preset = Calibrator.Search(calibration, Calibrator.Int8Candidates, CalibrationTarget.Int8, samples, labels, 2);
        Assert.True(preset.MeetsTarget);
        Assert.Equal(QuantisationOptions.Int8, Assert.Single(preset.Trials).Options);

        // A preset that misses: the others follow, cheapest first, up to one that reaches the target.
        var coarse = QuantisationOptions.Int8 with { WeightBits = 3, ActivationBits = 3 };
        var result = Calibrator.Search(calibration, [coarse, .. Calibrator.Int8Candidates], CalibrationTarget.Int8, samples, labels, 2);
        Assert.True(result.MeetsTarget);
        Assert.Equal(1 + Calibrator.Int8Candidates.Count, result.Trials.Count);
        Assert.Equal(result.Trials.Skip(1).Select(t => t.TableRows).Order(), result.Trials.Skip(1).Select(t => t.TableRows));
        var tried = result.Trials.Where(t => t.Evaluation is not null).ToArray();
        Assert.Equal(result.Options, tried[^1].Options);
        Assert.All(tried[..^1], t => Assert.False(CalibrationTarget.Int8.IsMet(t.Evaluation!)));

        var strict = Calibrator.Search(calibration, Calibrator.Int8Candidates, new CalibrationTarget(0, 1, 1e-6), samples, labels, 2);
        Assert.False(strict.MeetsTarget);
        Assert.All(strict.Trials, t => Assert.NotNull(t.Evaluation));
        Assert.Equal(strict.Trials.Min(t => Math.Max(0, t.Evaluation!.LossInPoints!.Value)), Math.Max(0, strict.Evaluation.LossInPoints!.Value));
    }

    [Fact]
    public void Candidates_that_do_not_fit_say_why_and_none_at_all_is_an_error()
    {
        var s = new Small();
        var graph = s.Graph(s.Gemm(s.Relu(s.Gemm(s.Input(1, 200), 50)), 4));
        var calibration = Calibration.Synthetic(graph);
        var huge = QuantisationOptions.Int16 with { ActivationBits = 16, Shift = 16, Unsigned = true };
        var result = Calibrator.Search(calibration, [huge, QuantisationOptions.Int8], CalibrationTarget.Int8, calibration.Samples, []);
        Assert.Equal(QuantisationOptions.Int8, result.Options);
        Assert.Contains("fewer activation bits", Assert.Single(result.Trials, t => t.Evaluation is null).Problem, StringComparison.Ordinal);
        Assert.Throws<IntegerModelException>(() => Calibrator.Search(calibration, [huge], CalibrationTarget.Int8, calibration.Samples, []));
        Assert.Throws<ArgumentException>(() => Calibrator.Search(calibration, [huge], CalibrationTarget.Int8, [], []));
        Assert.Throws<ArgumentException>(() => Calibrator.Search(calibration, [huge], CalibrationTarget.Int8, calibration.Samples, [1]));
    }

    [Fact]
    public void Ranges_end_where_cutting_and_rounding_cost_least()
    {
        var s = new Small();
        var graph = s.Graph(s.Gemm(s.Input(1, 1000), 2));
        var random = new Random(3);
        var samples = Enumerable.Range(0, 100).Select(i => new[] { new Tensor(new Shape(1, 1000), [.. Enumerable.Range(0, 1000).Select(k => i == 7 && k == 5 ? 8f : random.NextSingle())]) }).ToArray();
        var calibration = Calibration.Collect(graph, samples, 2);
        Assert.Equal(8, calibration.Magnitude(graph.Inputs[0]));
        Assert.InRange(calibration.BestMagnitude(graph.Inputs[0], 15), 0.8, 2); // with few steps one outlier in 10^5 is cut off
        Assert.Equal(8, calibration.BestMagnitude(graph.Inputs[0], 32767)); // with many it is kept
    }

    [Fact]
    public void Losses_agreement_and_errors_are_what_they_say()
    {
        var b = new IntegerModelBuilder("id", 8, 8, 8);
        var x = b.Input(new InputQuantisation("x", [1, 2], [0, 1], [1, 2], [1], [0], [-9], [9], 8));
        var model = b.Build(b.Add(new IntLinear(0, "l", [new(x, 1)], null), "y", 1));
        Tensor[][] samples = [.. new float[][] { [1, 2], [5, 4], [0, 3], [7, 1] }.Select(v => new[] { new Tensor(new Shape(1, 2), v) })];
        float[][] reference = [[1, 2], [4, 5], [0, 3], [7, 2.5f]];
        var e = Evaluation.Of(model, samples, reference, [1, 1, 0, 0]);
        Assert.Equal((4, 1.5, 7.0, 0.75, 0.75, 0.5, 25.0), (e.Samples, e.MaxError, e.OutputRange, e.Agreement, e.FloatAccuracy, e.Accuracy, e.LossInPoints));
    }
}

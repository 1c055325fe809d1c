using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Zkml.Tests.Quantise;

public class CalibratorTests
{
    [Fact]
    public void The_search_takes_the_cheapest_that_reaches_the_target()
    {
        var graph = ModelZoo.Load("tiny-mlp");
        var (samples, labels) = TestSets.Load("tiny-mlp", graph, 500);
        var calibration = Calibration.Collect(graph, samples[..32], 2);
        var result = Calibrator.Search(calibration, Calibrator.Int8Candidates, CalibrationTarget.Int8, samples, labels, 2);
        Assert.True(result.MeetsTarget);
        Assert.True(CalibrationTarget.Int8.IsMet(result.Evaluation));
        Assert.Equal(Calibrator.Int8Candidates.Count, result.Trials.Count);
        Assert.Equal(result.Trials.Select(t => t.TableRows).Order(), result.Trials.Select(t => t.TableRows));
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
    public void A_percentile_cuts_the_range_of_outliers()
    {
        var s = new Small();
        var graph = s.Graph(s.Gemm(s.Input(1, 4), 2));
        var samples = Enumerable.Range(0, 100).Select(i => new[] { new Tensor(new Shape(1, 4), [i / 100f, -i / 100f, 0.5f, i == 99 ? 1000 : 0]) }).ToArray();
        var calibration = Calibration.Collect(graph, samples, 2);
        Assert.Equal(1000, calibration.Magnitude(graph.Inputs[0], 1));
        Assert.InRange(calibration.Magnitude(graph.Inputs[0], 0.99), 0.9, 1.3);
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

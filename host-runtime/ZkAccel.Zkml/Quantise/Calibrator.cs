using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

/// <summary>What a quantised model has to reach on the evaluation samples.</summary>
/// <param name="LossInPoints">Points of accuracy that may be lost; without labels, points of agreement below 100.</param>
/// <param name="Agreement">Least agreement with the float model, 0 to 1.</param>
/// <param name="RelativeError">Largest |error| against the largest |output|; matters where outputs are no scores, too.</param>
public sealed record CalibrationTarget(double LossInPoints, double Agreement = 0, double RelativeError = double.PositiveInfinity)
{
    /// <summary>Half a point: what 8 bits are good for.</summary>
    public static CalibrationTarget Int8 { get; } = new(0.5);

    /// <summary>A tenth of a point: as good as float.</summary>
    public static CalibrationTarget Int16 { get; } = new(0.1);

    /// <summary>Whether an evaluation reaches this.</summary>
    public bool IsMet(Evaluation e)
    {
        ArgumentNullException.ThrowIfNull(e);
        const double rounding = 1e-9;
        var loss = e.LossInPoints ?? 100 * (1 - e.Agreement);
        return loss <= LossInPoints + rounding && e.Agreement >= Agreement - rounding && e.MaxError <= RelativeError * e.OutputRange;
    }
}

/// <summary>One combination of options that was tried.</summary>
/// <param name="Options">The options.</param>
/// <param name="TableRows">Rows of its tables and ranges together: what it costs at least.</param>
/// <param name="Evaluation">How it did; null where one before it reached the target, or it does not fit.</param>
/// <param name="Problem">Why it does not fit, or null.</param>
public sealed record CalibrationTrial(QuantisationOptions Options, long TableRows, Evaluation? Evaluation, string? Problem);

/// <summary>The outcome of a search.</summary>
/// <param name="Model">The first model that reaches the target, or the one that comes nearest.</param>
/// <param name="Options">Its options.</param>
/// <param name="Evaluation">How it did.</param>
/// <param name="MeetsTarget">Whether it reaches the target.</param>
/// <param name="Trials">The preset; where it misses the target also all other combinations, cheapest first.</param>
public sealed record CalibrationResult(IntegerModel Model, QuantisationOptions Options, Evaluation Evaluation, bool MeetsTarget, IReadOnlyList<CalibrationTrial> Trials);

/// <summary>
/// Takes the preset where it reaches a target on samples, else tries combinations of bits, shift and margin from cheap to dear until one does. The result's
/// evaluation is on the samples that chose it, so it flatters: measure on others before quoting it.
/// </summary>
public static class Calibrator
{
    /// <summary><see cref="QuantisationOptions.Int8"/>, then other shifts, margins, and all levels for non-negative activations.</summary>
    public static IReadOnlyList<QuantisationOptions> Int8Candidates { get; } =
        [.. from shift in new[] { 10, 12 }
            from unsigned in new[] { false, true }
            from margin in new[] { 1.25, 1.1, 1.5 }
            select QuantisationOptions.Int8 with { Shift = shift, Unsigned = unsigned, Margin = margin }];

    /// <summary><see cref="QuantisationOptions.Int16"/>, then more bits, another shift, another margin.</summary>
    public static IReadOnlyList<QuantisationOptions> Int16Candidates { get; } =
        [.. from activation in new[] { 11, 12, 13 }
            from shift in new[] { 15, 16 }
            from margin in new[] { 1.25, 1.5 }
            select QuantisationOptions.Int16 with { ActivationBits = activation, Shift = shift, Margin = margin }];

    /// <summary>Searches.</summary>
    /// <param name="calibration">Ranges, and the float model.</param>
    /// <param name="candidates">Options to try, for example <see cref="Int8Candidates"/>; the first is the preset.</param>
    /// <param name="target">What to reach.</param>
    /// <param name="samples">Evaluation samples: one tensor for each model input.</param>
    /// <param name="labels">Their classes, or empty.</param>
    /// <param name="threads">Samples that run side by side.</param>
    /// <exception cref="IntegerModelException">No candidate fits.</exception>
    public static CalibrationResult Search(
        Calibration calibration, IReadOnlyList<QuantisationOptions> candidates, CalibrationTarget target, IReadOnlyList<Tensor[]> samples, IReadOnlyList<long> labels, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(candidates);
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(labels);
        if (samples.Count == 0 || (labels.Count > 0 && labels.Count != samples.Count)) throw new ArgumentException("samples are missing, or not as many as labels", nameof(samples));
        var reference = Evaluation.Reference(calibration.Graph, samples, threads);
        var trials = new List<CalibrationTrial>();
        CalibrationResult? best = null;
        Evaluate([.. candidates.Take(1).Select(o => Try(calibration, o))]);
        if (best is not { MeetsTarget: true }) Evaluate([.. candidates.Skip(1).Select(o => Try(calibration, o)).OrderBy(t => t.Model is null).ThenBy(t => t.Trial.TableRows)]);
        return best is null
            ? throw new IntegerModelException(IntegerModelError.TableDomain, $"none of {trials.Count} combinations fits; the first: {trials.FirstOrDefault()?.Problem}")
            : best with { Trials = trials };

        void Evaluate((CalibrationTrial Trial, IntegerModel? Model)[] next)
        {
            foreach (var (trial, model) in next)
            {
                var e = model is null || best is { MeetsTarget: true } ? null : Evaluation.Of(model, samples, reference, labels, threads);
                trials.Add(trial with { Evaluation = e });
                if (e is null) continue;
                var met = target.IsMet(e);
                if (best is null || met || Rank(e).CompareTo(Rank(best.Evaluation)) < 0) best = new(model!, trial.Options, e, met, []);
            }
        }

        static (double, double, double) Rank(Evaluation e) => (Math.Max(0, e.LossInPoints ?? 0), 1 - e.Agreement, e.MaxError);
    }

    /// <summary>Rows of all tables of a model: activations, remainders of 2^T, and weights where they are range-checked.</summary>
    public static long TableRows(IntegerModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return model.Tables.Sum(t => (long)t.Outputs.Length) + (1L << model.Shift) + (1L << model.WeightBits);
    }

    private static (CalibrationTrial Trial, IntegerModel? Model) Try(Calibration calibration, QuantisationOptions options)
    {
        try
        {
            var model = Quantiser.Quantise(calibration.Graph, calibration, options);
            return (new CalibrationTrial(options, TableRows(model), null, null), model);
        }
        catch (IntegerModelException e)
        {
            return (new CalibrationTrial(options, 0, null, e.Message), null);
        }
    }
}

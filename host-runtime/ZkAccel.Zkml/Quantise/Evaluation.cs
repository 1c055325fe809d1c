using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

/// <summary>How an integer model compares with its float model on the same samples (first output).</summary>
/// <param name="Samples">Number of samples.</param>
/// <param name="MaxError">Largest |integer model - float model| over all output elements.</param>
/// <param name="OutputRange">Largest |float output|: what an error is to be compared with.</param>
/// <param name="Agreement">Part of the samples on which both give the same class: the largest output, or one output above 1/2; 1 where outputs are no scores.</param>
/// <param name="FloatAccuracy">Part of the labels that the float model hits, null without labels.</param>
/// <param name="Accuracy">Part of the labels that the integer model hits, null without labels.</param>
/// <param name="MeanSquaredError">Mean square of the difference over all output elements.</param>
public sealed record Evaluation(int Samples, double MaxError, double OutputRange, double Agreement, double? FloatAccuracy, double? Accuracy, double MeanSquaredError)
{
    /// <summary>Points of accuracy lost against the float model, negative where the integer model is better; null without labels.</summary>
    public double? LossInPoints => 100 * (FloatAccuracy - Accuracy);

    /// <summary>Outputs of the float model, to be compared with many integer models.</summary>
    /// <param name="graph">The float model.</param>
    /// <param name="samples">One tensor for each model input.</param>
    /// <param name="threads">Samples that run side by side.</param>
    public static float[][] Reference(Graph graph, IReadOnlyList<Tensor[]> samples, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(samples);
        var outputs = new float[samples.Count][];
        Parallel.For(0, outputs.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
            outputs[i] = FloatExecutor.Run(graph, samples[i])[0].FloatArray);
        return outputs;
    }

    /// <summary>Runs an integer model on samples and compares.</summary>
    /// <param name="model">The integer model.</param>
    /// <param name="samples">One tensor for each model input.</param>
    /// <param name="reference">Outputs of the float model, from <see cref="Reference"/>.</param>
    /// <param name="labels">Classes, or empty.</param>
    /// <param name="threads">Samples that run side by side.</param>
    public static Evaluation Of(IntegerModel model, IReadOnlyList<Tensor[]> samples, float[][] reference, IReadOnlyList<long> labels, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(samples);
        ArgumentNullException.ThrowIfNull(reference);
        ArgumentNullException.ThrowIfNull(labels);
        var executor = new IntegerExecutor(model);
        var outputs = new float[samples.Count][];
        var first = model.Outputs[0];
        Parallel.For(0, outputs.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            float[][] inputs = [.. samples[i].Select(t => t.FloatArray)];
            outputs[i] = executor.Dequantise(first, executor.Run(inputs)[first]);
        });
        double error = 0, range = 0, squares = 0;
        int agree = 0, hit = 0, floatHit = 0;
        var classes = labels.Count > 0 || reference[0].Length != samples[0][0].Shape.Count; // an autoencoder gives no scores
        for (var i = 0; i < outputs.Length; i++)
        {
            for (var j = 0; j < outputs[i].Length; j++)
            {
                var d = Math.Abs((double)outputs[i][j] - reference[i][j]);
                (error, range, squares) = (Math.Max(error, d), Math.Max(range, Math.Abs(reference[i][j])), squares + (d * d));
            }

            var (own, theirs) = (Class(outputs[i]), Class(reference[i]));
            if (own == theirs || !classes) agree++;
            if (labels.Count == 0) continue;
            if (own == labels[i]) hit++;
            if (theirs == labels[i]) floatHit++;
        }

        var n = (double)outputs.Length;
        return new Evaluation(
            outputs.Length, error, range, agree / n, labels.Count > 0 ? floatHit / n : null, labels.Count > 0 ? hit / n : null,
            squares / (n * outputs[0].Length));
    }

    private static int Class(float[] scores)
    {
        if (scores.Length == 1) return scores[0] > 0.5f ? 1 : 0;
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }
}

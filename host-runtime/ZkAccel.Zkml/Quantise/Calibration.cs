using System.Runtime.ExceptionServices;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;

namespace ZkAccel.Zkml.Quantise;

/// <summary>What the float model did on the calibration samples: the range of every value, and the samples' outputs.</summary>
public sealed class Calibration
{
    private const int Bins = 4096;

    private readonly float[] min, max;
    private readonly long[][] histograms;

    private Calibration(Graph graph, IReadOnlyList<Tensor[]> samples, float[] min, float[] max, long[][] histograms, bool synthetic) =>
        (Graph, Samples, this.min, this.max, this.histograms, IsSynthetic) = (graph, samples, min, max, histograms, synthetic);

    /// <summary>The model.</summary>
    public Graph Graph { get; }

    /// <summary>The samples: one tensor for each model input.</summary>
    public IReadOnlyList<Tensor[]> Samples { get; }

    /// <summary>True where no data was given: ranges then come from made-up inputs, and accuracy on real ones is not to be expected.</summary>
    public bool IsSynthetic { get; }

    /// <summary>Runs the float model on samples.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="samples">At least one sample: one tensor for each model input.</param>
    /// <param name="threads">Samples that run side by side.</param>
    public static Calibration Collect(Graph graph, IReadOnlyList<Tensor[]> samples, int threads = 1) => Collect(graph, samples, threads, synthetic: false);

    /// <summary>
    /// Ranges without data: inputs uniform in [0,1] and in [-1,1] from a fixed seed. Good enough to measure speed; real data is
    /// needed for accuracy.
    /// </summary>
    public static Calibration Synthetic(Graph graph, int samples = 8)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var random = new Random(1);
        var made = new Tensor[samples][];
        for (var s = 0; s < samples; s++)
        {
            var low = s % 2 == 0 ? 0 : -1;
            made[s] = [.. graph.Inputs.Select(v => v.ElementType.IsFloat()
                ? new Tensor(v.Shape, [.. Enumerable.Range(0, v.Shape.Count).Select(_ => low + ((1 - low) * random.NextSingle()))], v.ElementType)
                : new Tensor(v.Shape, new long[v.Shape.Count], v.ElementType))];
        }

        return Collect(graph, made, 1, synthetic: true);
    }

    private static Calibration Collect(Graph graph, IReadOnlyList<Tensor[]> samples, int threads, bool synthetic)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(samples);
        if (samples.Count == 0) throw new ArgumentException("calibration needs at least one sample", nameof(samples));
        var n = graph.Values.Count;
        var (min, max, histograms) = (new float[n], new float[n], new long[n][]);
        Array.Fill(min, float.PositiveInfinity);
        Array.Fill(max, float.NegativeInfinity);
        Visit(samples, threads, graph, (v, x) =>
        {
            var (low, high) = (float.PositiveInfinity, float.NegativeInfinity);
            foreach (var f in x)
            {
                if (!float.IsFinite(f)) throw new ModelException(ModelError.Range, $"calibration meets {f}: check the samples and how they are preprocessed", tensor: v.Name);
                (low, high) = (Math.Min(low, f), Math.Max(high, f));
            }

            lock (histograms) (min[v.Id], max[v.Id]) = (Math.Min(min[v.Id], low), Math.Max(max[v.Id], high));
        });
        Visit(samples, threads, graph, (v, x) =>
        {
            var top = Math.Max(Math.Abs(min[v.Id]), Math.Abs(max[v.Id]));
            var bins = new long[Bins];
            if (top > 0)
            {
                foreach (var f in x) bins[Math.Min(Bins - 1, (int)(Math.Abs(f) / top * Bins))]++;
            }

            lock (histograms)
            {
                histograms[v.Id] ??= new long[Bins];
                for (var i = 0; i < Bins; i++) histograms[v.Id][i] += bins[i];
            }
        });
        return new Calibration(graph, samples, min, max, histograms, synthetic);
    }

    /// <summary>Smallest value of a tensor.</summary>
    internal double Min(Value v) => min[v.Id];

    /// <summary>Largest value of a tensor.</summary>
    internal double Max(Value v) => max[v.Id];

    /// <summary>The magnitude below which the given part of a tensor's values lies; never 0.</summary>
    internal double Magnitude(Value v, double percentile)
    {
        var top = Math.Max(Math.Abs((double)min[v.Id]), Math.Abs((double)max[v.Id]));
        if (!(top > 0)) return 1e-6;
        if (percentile >= 1) return top;
        var counts = histograms[v.Id];
        var wanted = percentile * counts.Sum();
        var seen = 0L;
        for (var i = 0; i < Bins; i++)
        {
            if ((seen += counts[i]) >= wanted) return top * (i + 1) / Bins;
        }

        return top;
    }

    private static void Visit(IReadOnlyList<Tensor[]> samples, int threads, Graph graph, Action<Value, float[]> visit)
    {
        try
        {
            Parallel.ForEach(samples, new ParallelOptions { MaxDegreeOfParallelism = threads }, sample =>
                FloatExecutor.Run(graph, sample, (v, t) =>
                {
                    if (t.IsFloat) visit(v, t.FloatArray);
                }));
        }
        catch (AggregateException e) when (e.Flatten().InnerExceptions[0] is ModelException inner)
        {
            ExceptionDispatchInfo.Throw(inner);
        }
    }
}

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
    private readonly float[]?[] channels;
    private readonly Lazy<Dictionary<Node, Moments>> moments;

    private Calibration(Graph graph, IReadOnlyList<Tensor[]> samples, int threads, float[] min, float[] max, float[]?[] channels, long[][] histograms, bool synthetic)
    {
        (Graph, Samples, this.min, this.max, this.channels, this.histograms, IsSynthetic) = (graph, samples, min, max, channels, histograms, synthetic);
        moments = new(() => Quantise.Moments.Collect(graph, samples, threads));
    }

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
        var (min, max, channels, histograms) = (new float[n], new float[n], new float[]?[n], new long[n][]);
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

            if (v.Shape.Rank >= 3 && v.Shape[0] == 1) Raise(v, x);
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
        return new Calibration(graph, samples, threads, min, max, channels, histograms, synthetic);

        void Raise(Value v, float[] x)
        {
            var own = new float[v.Shape[1]];
            var size = x.Length / own.Length;
            for (var c = 0; c < own.Length; c++)
            {
                foreach (var f in x.AsSpan(c * size, size)) own[c] = Math.Max(own[c], Math.Abs(f));
            }

            lock (channels)
            {
                channels[v.Id] ??= new float[own.Length];
                for (var c = 0; c < own.Length; c++) channels[v.Id]![c] = Math.Max(channels[v.Id]![c], own[c]);
            }
        }
    }

    /// <summary>Smallest value of a tensor.</summary>
    internal double Min(Value v) => min[v.Id];

    /// <summary>Largest value of a tensor.</summary>
    internal double Max(Value v) => max[v.Id];

    /// <summary>Largest magnitude of an index of axis 1 of a tensor of at least three axes and a batch of 1.</summary>
    internal double ChannelMagnitude(Value v, int channel) => channels[v.Id]![channel];

    /// <summary>Largest magnitude of a tensor; never 0.</summary>
    internal double Magnitude(Value v) => Math.Max(Math.Abs((double)min[v.Id]), Math.Abs((double)max[v.Id])) is > 0 and var top ? top : 1e-6;

    /// <summary>
    /// The magnitude at which a tensor's values are best cut: the sum of squares of what is cut off and
    /// of what rounding to that many steps leaves (a twelfth of a squared step each; zeros are exact) is least.
    /// </summary>
    internal double BestMagnitude(Value v, double steps)
    {
        var top = Magnitude(v);
        var counts = histograms[v.Id];
        var rounded = counts.Sum() - counts[0];
        var (best, least) = (top, double.PositiveInfinity);
        for (var cut = top; cut > top / 16; cut *= 0.97)
        {
            var error = rounded * cut * cut / (steps * steps * 12);
            for (var i = (int)(cut / top * Bins); i < Bins; i++)
            {
                var beyond = Math.Max(0, (top * (i + 0.5) / Bins) - cut);
                error += counts[i] * beyond * beyond;
            }

            if (error < least) (best, least) = (cut, error);
        }

        return best;
    }

    /// <summary>What a product with constant weights reads, or null where the node is none.</summary>
    internal Moments? Moments(Node node) => moments.Value.GetValueOrDefault(node);

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

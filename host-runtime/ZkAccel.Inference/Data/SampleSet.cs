using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Inference;

/// <summary>Samples of a model's input, and labels where there are any.</summary>
/// <param name="Inputs">For each sample one tensor for each model input.</param>
/// <param name="Labels">The right class of each sample; null where unknown.</param>
public sealed record SampleSet(IReadOnlyList<Tensor[]> Inputs, IReadOnlyList<long>? Labels)
{
    /// <summary>
    /// Reads samples: a tensor file (<c>.npy</c>, <c>.pb</c>) of one sample or of a batch [N, ...], or an <c>input.json</c>; models of several
    /// inputs take one file for each.
    /// </summary>
    /// <param name="graph">The model.</param>
    /// <param name="paths">The files.</param>
    /// <param name="preprocessing">How stored values become floats.</param>
    /// <param name="labels">A tensor file of one label a sample; null for none.</param>
    /// <param name="limit">The most samples to take, from the first on.</param>
    /// <exception cref="ModelException">A file is refused, or does not fit the model.</exception>
    public static SampleSet Load(Graph graph, IReadOnlyList<string> paths, Preprocessing? preprocessing = null, string? labels = null, int limit = int.MaxValue)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(paths);
        preprocessing ??= Preprocessing.None;
        bool plain = paths.Count != 1 || graph.Inputs.Count != 1 || Path.GetExtension(paths[0]).Equals(".json", StringComparison.OrdinalIgnoreCase);
        List<Tensor[]> inputs = plain ? [TensorFile.LoadInputs(graph, [.. paths])] : Split(paths[0], TensorFile.Load(paths[0]), graph.Inputs[0], preprocessing, limit);
        return new SampleSet(inputs, labels is null ? null : LoadLabels(labels, inputs.Count));
    }

    private static List<Tensor[]> Split(string path, Tensor stored, Value input, Preprocessing preprocessing, int limit)
    {
        int size = input.Shape.Count;
        if (stored.Shape.Count % size != 0)
            throw new FileFormatException(path, $"has shape {stored.Shape}: its {stored.Shape.Count} values are no multiple of the {size} of the model's input {input.Shape}");
        if (size % preprocessing.Mean.Count != 0 || size % preprocessing.Deviation.Count != 0)
            throw new FileFormatException(path, $"the model's input {input.Shape} does not have {Math.Max(preprocessing.Mean.Count, preprocessing.Deviation.Count)} channels");
        int count = Math.Min(limit, stored.Shape.Count / size);
        var samples = new List<Tensor[]>(count);
        for (int n = 0; n < count; n++)
        {
            var values = new float[size];
            for (int i = 0; i < size; i++)
            {
                int at = (n * size) + i;
                values[i] = preprocessing.Apply(stored.IsFloat ? stored.Floats[at] : stored.Integers[at], i, size);
            }

            samples.Add([new Tensor(input.Shape, values, input.ElementType)]);
        }

        return samples;
    }

    private static long[] LoadLabels(string path, int count)
    {
        Tensor labels = TensorFile.Load(path);
        if (labels.IsFloat) throw new FileFormatException(path, $"holds {labels.Type}; labels are whole numbers: convert the data to int64");
        if (labels.Shape.Count < count) throw new FileFormatException(path, $"has {labels.Shape.Count} labels for {count} samples");
        return labels.Integers[..count].ToArray();
    }
}

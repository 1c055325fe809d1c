using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Inference;

/// <summary>A quantised model: what is proved. Comes from <see cref="Calibrate"/> or from a <c>.zkm</c> file.</summary>
public sealed class ZkModel
{
    private readonly IntegerExecutor _executor;

    /// <summary>Wraps an integer model.</summary>
    public ZkModel(IntegerModel integer)
    {
        ArgumentNullException.ThrowIfNull(integer);
        Integer = integer;
        _executor = new IntegerExecutor(integer);
    }

    /// <summary>The model in exact integers.</summary>
    public IntegerModel Integer { get; }

    /// <summary>Quantises a float model with the ranges that it shows on samples.</summary>
    /// <param name="graph">The float model, from <see cref="Zkml.Onnx.OnnxModel"/>.</param>
    /// <param name="samples">At least one sample: one tensor for each model input.</param>
    /// <param name="options">Widths and margins; 8 bits by default.</param>
    /// <exception cref="ModelException">An operator that integer models do not cover.</exception>
    /// <exception cref="IntegerModelException">A range does not fit; names the layer and what to change.</exception>
    public static ZkModel Calibrate(Graph graph, IReadOnlyList<Tensor[]> samples, QuantisationOptions? options = null) =>
        new(Quantiser.Quantise(graph, Calibration.Collect(graph, samples, Environment.ProcessorCount), options ?? QuantisationOptions.Int8));

    /// <summary>Reads a <c>.zkm</c> file.</summary>
    /// <exception cref="FileFormatException">The file cannot be read or is refused.</exception>
    public static ZkModel Load(string path)
    {
        try
        {
            return new ZkModel(IntegerModelFile.Load(path));
        }
        catch (Exception e) when (e is IntegerModelException or InputException)
        {
            throw new FileFormatException(path, e is InputException input ? input.Problem + (File.Exists(path) || Directory.Exists(path) ? "" : ": `zkaccel calibrate` makes it from an ONNX model") : e.Message, e);
        }
    }

    /// <summary>Writes a <c>.zkm</c> file, whole or not at all, readable by its owner only: it holds the weights.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public void Save(string path, CancellationToken cancellation = default) =>
        IntegerModelFile.Save(Integer, path, cancellation);

    /// <summary>Runs the model, exactly as a proof will show it.</summary>
    /// <param name="inputs">One array of floats for each model input, row-major.</param>
    /// <exception cref="IntegerModelException">An input has the wrong length or holds NaN.</exception>
    public ZkInference Run(params float[][] inputs)
    {
        long[][] values = _executor.Run(inputs, out InputClamping[] clamped);
        return Scored(values, [.. clamped.Where(c => c.Clamped > 0)]);
    }

    /// <summary>Writes a run with its inputs as JSON, whole or not at all, readable by its owner only.</summary>
    /// <exception cref="OutputException">The file cannot be written.</exception>
    public static void SaveRun(string path, float[][] inputs, ZkInference run, CancellationToken cancellation = default) =>
        RunFile.Save(path, inputs, run, cancellation);

    /// <summary>The run that a file of <see cref="SaveRun"/> says, right or wrong; null where the file holds inputs alone.</summary>
    /// <exception cref="FileFormatException">The file is refused, or belongs to another model.</exception>
    public ZkInference? TryReadRun(string path)
    {
        if (RunFile.TryLoad(path, Integer) is not { } run) return null;
        ZkInference inference = Scored(run.Values, []);
        return inference with { Inputs = run.Inputs, Scores = run.Outputs ?? inference.Scores };
    }

    /// <summary>Where the floats of a run from <see cref="TryReadRun"/> are not those of its integers, in a sentence; null where they agree.</summary>
    public string? FirstContradiction(ZkInference run)
    {
        ArgumentNullException.ThrowIfNull(run);
        for (int i = 0; i < Integer.Outputs.Count; i++)
        {
            float[] expected = _executor.Dequantise(Integer.Outputs[i], run.Values[Integer.Outputs[i]]), found = run.Scores[i];
            int at = found.AsSpan().CommonPrefixLength(expected);
            if (at < found.Length) return $"element {at} of output_data {i} is {Text(found[at])}; its integer stands for {Text(expected[at])}";
        }

        for (int i = 0; i < (run.Inputs?.Count ?? 0); i++)
        {
            long[] expected = Integer.Inputs[i].Quantise(run.Inputs![i], out _), found = run.Values[i];
            int at = found.AsSpan().CommonPrefixLength(expected);
            if (at < found.Length) return $"integer {at} of input '{Integer.Inputs[i].Name}' is {found[at]}; input_data gives {expected[at]}";
        }

        return null;

        static string Text(float value) => value.ToString(System.Globalization.CultureInfo.InvariantCulture);
    }

    /// <summary>The first element of a run that is not what the model gives for the run's inputs; null where there is none.</summary>
    /// <exception cref="IntegerModelException">An input is outside its range.</exception>
    public (string Layer, int Element, long Found, long Expected)? FirstDifference(ZkInference run)
    {
        ArgumentNullException.ThrowIfNull(run);
        long[][] expected = _executor.Run([.. run.Values.Take(Integer.Inputs.Count)]);
        for (int id = Integer.Inputs.Count; id < expected.Length; id++)
        {
            int at = run.Values[id].AsSpan().CommonPrefixLength(expected[id]);
            if (at < expected[id].Length) return (Integer.LayerOf(Integer.Values[id]), at, run.Values[id][at], expected[id][at]);
        }

        return null;
    }

    /// <summary>Reads the model's inputs: one <c>.npy</c> or <c>.pb</c> for each, or one <c>input.json</c> for all.</summary>
    /// <exception cref="ModelException">A file is refused, or does not fit the model.</exception>
    public Tensor[] ReadInputs(params IReadOnlyList<string> paths) =>
        TensorFile.LoadInputs([.. Integer.Inputs.Select(i => (i.Name, new Shape(i.SourceDims)))], paths);

    /// <summary>The elements of tensors as floats.</summary>
    public static float[][] Floats(IReadOnlyList<Tensor> tensors)
    {
        ArgumentNullException.ThrowIfNull(tensors);
        return [.. tensors.Select(t => t.IsFloat ? t.Floats.ToArray() : Array.ConvertAll(t.Integers.ToArray(), v => (float)v))];
    }

    /// <summary>Compiles the model to a circuit.</summary>
    /// <param name="visibility">What a verifier sees.</param>
    /// <param name="profile">Slots and lanes; null lets the cost model choose.</param>
    /// <param name="maxProofBytes">The longest proof that the cost model may choose, while a profile within it holds the model.</param>
    /// <param name="packing">Columns that share a commitment: 1, or 8 and more for verification on chain.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="LoweringException">A layer has no circuit, or the circuit is too large.</exception>
    public CompiledModel Compile(
        Visibility visibility, (int Slots, int Lanes)? profile = null, int maxProofBytes = CircuitCompiler.UsualProofBytes, int packing = 1,
        CancellationToken cancellation = default) =>
        CircuitCompiler.Compile(Integer, visibility, profile, maxProofBytes, packing, cancellation);

    private ZkInference Scored(long[][] values, InputClamping[] clamped) =>
        new(values, [.. Integer.Outputs.Select(id => _executor.Dequantise(id, values[id]))], clamped);
}

/// <summary>A run of a quantised model.</summary>
/// <param name="Values">Every integer tensor, by value id.</param>
/// <param name="Scores">The outputs as floats, in the model's order.</param>
/// <param name="Clamped">Inputs with elements outside the calibrated range: the run is about those moved to its end.</param>
public sealed record ZkInference(IReadOnlyList<long[]> Values, IReadOnlyList<float[]> Scores, IReadOnlyList<InputClamping> Clamped)
{
    /// <summary>The floats that a file gives for the inputs; null where the run was computed here, or the file gives none.</summary>
    public IReadOnlyList<float[]>? Inputs { get; init; }
}

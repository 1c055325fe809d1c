using Google.Protobuf;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml;

/// <summary>
/// Reads input and output tensors: ONNX TensorProto (<c>.pb</c>), NumPy (<c>.npy</c>) and EZKL's <c>input.json</c>. The files are
/// untrusted: sizes are checked before allocation and everything wrong gives a <see cref="ModelException"/>.
/// </summary>
public static class TensorFile
{
    private const long Limit = 1L << 30;

    /// <summary>Reads the inputs of a model, one file for each, or one <c>.json</c> for all. Shapes and types are the graph's.</summary>
    /// <exception cref="ModelException">A file is refused, or does not fit the model's input.</exception>
    public static Tensor[] LoadInputs(Graph graph, params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return LoadInputs(graph.Inputs, paths);
    }

    /// <summary>The same for binary32 inputs of which only names and shapes are known.</summary>
    /// <exception cref="ModelException">A file is refused, or does not fit an input.</exception>
    public static Tensor[] LoadInputs(IReadOnlyList<(string Name, Shape Shape)> inputs, params IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        return LoadInputs([.. inputs.Select(i => new Value(i.Name, i.Shape, ElementType.Float32))], paths);
    }

    /// <summary>Reads one tensor from a <c>.pb</c> or <c>.npy</c> file.</summary>
    /// <exception cref="ModelException">The file is refused.</exception>
    public static Tensor Load(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var bytes = CappedFile.Read(path, Limit);
        try
        {
            return Path.GetExtension(path).ToLowerInvariant() switch
            {
                ".pb" => FromProto(bytes),
                ".npy" => NumPy.Read(bytes),
                var other => throw new ModelException(ModelError.Unreadable, $"tensor files end in .pb, .npy or .json, not {ModelException.Quote(other)}"),
            };
        }
        catch (ModelException e)
        {
            throw e.In(path);
        }
    }

    private static Tensor[] LoadInputs(IReadOnlyList<Value> inputs, IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);
        if (paths.Count == 1 && paths[0].EndsWith(".json", StringComparison.OrdinalIgnoreCase)) return InputJson.Load(paths[0], inputs);
        if (paths.Count != inputs.Count)
            throw new ModelException(ModelError.Arity, $"{paths.Count} input files for a model with {inputs.Count} inputs");
        var tensors = new Tensor[paths.Count];
        for (var i = 0; i < tensors.Length; i++) tensors[i] = Fit(Load(paths[i]), inputs[i], paths[i]);
        return tensors;
    }

    /// <summary>Converts a tensor to a model input's shape and type, exactly or not at all.</summary>
    private static Tensor Fit(Tensor tensor, Value input, string path)
    {
        if (tensor.Shape != input.Shape)
        {
            // A file may leave out the batch dimension, or hold the values flat.
            if (tensor.Shape.Count != input.Shape.Count || (tensor.Shape.Rank != 1 && tensor.Shape.Rank != input.Shape.Rank - 1))
                throw new ModelException(ModelError.Shape, $"has shape {tensor.Shape}, the model's input is {input}", file: path);
            tensor = tensor.Reshape(input.Shape);
        }

        if (tensor.Type == input.ElementType) return tensor;
        if (tensor.IsFloat && input.ElementType.IsFloat()) return tensor.As(input.ElementType);
        if (tensor.IsFloat) throw new ModelException(ModelError.Type, $"holds {tensor.Type}, the model's input is {input}: convert the data to that type", file: path);
        if (input.ElementType.IsFloat())
            throw new ModelException(ModelError.Type, $"holds {tensor.Type}, the model's input is {input}: preprocess it to floats", file: path);
        var (min, max) = input.ElementType.Range();
        foreach (var v in tensor.Integers)
        {
            if (v < min || v > max) throw new ModelException(ModelError.Range, $"holds {v}, outside the range of the model's input {input}", file: path);
        }

        return tensor.As(input.ElementType);
    }

    private static Tensor FromProto(byte[] bytes)
    {
        try
        {
            var proto = TensorProto.Parser.WithDiscardUnknownFields(true).ParseFrom(bytes);
            return TensorDecoder.Decode(proto, proto.Name, external: null)!;
        }
        catch (InvalidProtocolBufferException e)
        {
            throw new ModelException(ModelError.Malformed, "not a TensorProto, or a truncated or damaged one", inner: e);
        }
    }
}

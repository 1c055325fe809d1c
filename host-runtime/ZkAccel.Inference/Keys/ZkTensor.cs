using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Inference;

/// <summary>What the integers of a public tensor mean.</summary>
/// <param name="Name">ONNX name.</param>
/// <param name="Role"><c>input</c> or <c>output</c>.</param>
/// <param name="Dims">Dimensions as in the model.</param>
/// <param name="Scales">float = integer · scale (+ offset): one, or one for each channel or element.</param>
/// <param name="Offsets">Offsets of an input, one or one for each element; null where there are none.</param>
public sealed record ZkTensor(string Name, string Role, int[] Dims, double[] Scales, double[]? Offsets = null)
{
    internal static ZkTensor[] Describe(CompiledModel compiled)
    {
        IntegerModel model = compiled.Model;
        var tensors = new ZkTensor[compiled.Circuit.PublicTensors.Length];
        for (int i = 0; i < tensors.Length; i++)
        {
            PublicTensor tensor = compiled.Circuit.PublicTensors[i];
            tensors[i] = Input(compiled, model, tensor) ?? Output(model, tensor)
                ?? throw new InvalidOperationException($"Public tensor {tensor.Name} is neither input nor output.");
        }

        return tensors;
    }

    /// <summary>The floats that integers of this tensor stand for.</summary>
    internal float[] ToFloats(ReadOnlySpan<long> values)
    {
        var floats = new float[values.Length];
        int inner = Math.Max(1, Scales.Length == 1 ? values.Length : values.Length / Scales.Length);
        for (int i = 0; i < floats.Length; i++)
        {
            double offset = Offsets is null ? 0 : Offsets[Offsets.Length == 1 ? 0 : i];
            floats[i] = (float)((values[i] * Scales[i / inner % Scales.Length]) + offset);
        }

        return floats;
    }

    private static ZkTensor? Input(CompiledModel compiled, IntegerModel model, PublicTensor tensor)
    {
        if (!compiled.Visibility.PublicInput) return null;
        for (int i = 0; i < model.Inputs.Count; i++)
        {
            InputQuantisation input = model.Inputs[i];
            if (model.Values[i].Name == tensor.Name) return new ZkTensor(tensor.Name, "input", input.Dims, input.Scales, input.Offsets);
        }

        return null;
    }

    private static ZkTensor? Output(IntegerModel model, PublicTensor tensor)
    {
        foreach (int id in model.Outputs)
        {
            IntValue value = model.Values[id];
            if (value.Name == tensor.Name) return new ZkTensor(tensor.Name, "output", value.Dims, value.Scales);
            if (tensor.Name.StartsWith(value.Name + "[", StringComparison.Ordinal))
                return new ZkTensor(tensor.Name, "output", [1, tensor.Count], value.Scales.Length == 1 ? value.Scales : [1]);
        }

        return null;
    }
}

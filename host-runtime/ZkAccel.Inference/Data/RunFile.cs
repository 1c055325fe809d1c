using System.Text.Json;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Inference;

/// <summary>
/// A run in a file: EZKL's <c>input_data</c> and <c>output_data</c> as floats, and every integer tensor of the model by value id, so that what
/// is checked is what the file says and not what this program would compute.
/// </summary>
internal static class RunFile
{
    private const string Values = "integer_values";
    private const long Limit = 1L << 30;

    public static void Save(string path, float[][] inputs, ZkInference run, CancellationToken cancellation)
    {
        var content = new Dictionary<string, object> { ["input_data"] = inputs, ["output_data"] = run.Scores, [Values] = run.Values };
        AtomicFile.Write(path, JsonSerializer.SerializeToUtf8Bytes(content), secret: true, cancellation);
    }

    /// <summary>The integers of a file, and the floats that it gives beside them; null where it holds inputs alone.</summary>
    public static (long[][] Values, float[][]? Inputs, float[][]? Outputs)? TryLoad(string path, IntegerModel model)
    {
        try
        {
            using JsonDocument json = JsonDocument.Parse(JsonFile.ReadBytes(path, Limit), new JsonDocumentOptions { MaxDepth = 16 });
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty(Values, out JsonElement list)) return null;
            if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != model.Values.Count)
                throw new FileFormatException(path, $"'{Values}' is no list of the {model.Values.Count} tensors of this model: run gen-witness again");
            var values = new long[model.Values.Count][];
            for (int id = 0; id < values.Length; id++) values[id] = Read(path, list[id], model.Values[id]);
            return (
                values, Floats(path, json.RootElement, "input_data", [.. model.Inputs.Select((_, i) => model.Values[i])]),
                Floats(path, json.RootElement, "output_data", [.. model.Outputs.Select(id => model.Values[id])]));
        }
        catch (JsonException e)
        {
            throw new FileFormatException(path, $"is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", e);
        }
    }

    private static float[][]? Floats(string path, JsonElement root, string property, IntValue[] tensors)
    {
        if (!root.TryGetProperty(property, out JsonElement lists)) return null;
        if (lists.ValueKind != JsonValueKind.Array || lists.GetArrayLength() != tensors.Length)
            throw new FileFormatException(path, $"'{property}' is no list of {tensors.Length} tensors: run gen-witness again");
        var floats = new float[tensors.Length][];
        for (int i = 0; i < floats.Length; i++)
        {
            if (lists[i].ValueKind != JsonValueKind.Array || lists[i].GetArrayLength() != tensors[i].Count)
                throw new FileFormatException(path, $"'{property}': '{tensors[i].Name}' is no list of {tensors[i].Count} numbers");
            floats[i] = new float[tensors[i].Count];
            int at = 0;
            foreach (JsonElement element in lists[i].EnumerateArray())
            {
                if (element.ValueKind != JsonValueKind.Number || !element.TryGetSingle(out floats[i][at]) || !float.IsFinite(floats[i][at]))
                    throw new FileFormatException(path, $"'{property}': element {at} of '{tensors[i].Name}' is no finite number");
                at++;
            }
        }

        return floats;
    }

    private static long[] Read(string path, JsonElement list, IntValue value)
    {
        if (list.ValueKind != JsonValueKind.Array || list.GetArrayLength() != value.Count)
            throw new FileFormatException(path, $"'{Values}': tensor {value.Id} ('{value.Name}') is no list of {value.Count} integers");
        var integers = new long[value.Count];
        int at = 0;
        foreach (JsonElement element in list.EnumerateArray())
        {
            if (element.ValueKind != JsonValueKind.Number || !element.TryGetInt64(out integers[at]))
                throw new FileFormatException(path, $"'{Values}': element {at} of tensor {value.Id} ('{value.Name}') is no integer");
            at++;
        }

        return integers;
    }
}

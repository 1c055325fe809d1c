using System.Text.Json;
using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml;

/// <summary>EZKL's input format: <c>{"input_data": [[flat values of input 0], ...], "output_data": ...}</c>. Other keys are skipped.</summary>
internal static class InputJson
{
    private const long Limit = 1L << 28;
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 16 };

    /// <summary>Reads the inputs of a model.</summary>
    /// <exception cref="ModelException">The file is refused, or does not fit the model.</exception>
    public static Tensor[] Load(string path, IReadOnlyList<Value> expected)
    {
        ModelException Fail(ModelError error, string problem, Exception? inner = null) => new(error, problem, file: path, inner: inner);

        try
        {
            using var json = JsonDocument.Parse(CappedFile.Read(path, Limit), Options);
            if (json.RootElement.ValueKind != JsonValueKind.Object || !json.RootElement.TryGetProperty("input_data", out var data) || data.ValueKind != JsonValueKind.Array)
                throw Fail(ModelError.Malformed, "has no \"input_data\" list of lists");
            if (data.GetArrayLength() > 0 && data[0].ValueKind == JsonValueKind.Number)
                throw Fail(ModelError.Malformed, "\"input_data\" is one flat list: put it into a list, [[...]], with a flat list for each of the model's inputs");
            if (data.GetArrayLength() != expected.Count)
                throw Fail(ModelError.Arity, $"\"input_data\" has {data.GetArrayLength()} lists, the model has {expected.Count} inputs");
            var inputs = new Tensor[expected.Count];
            for (var i = 0; i < inputs.Length; i++) inputs[i] = Read(data[i], expected[i], Fail);
            return inputs;
        }
        catch (JsonException e)
        {
            throw Fail(ModelError.Malformed, $"is not JSON: line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1}", e);
        }
    }

    private static Tensor Read(JsonElement list, Value input, Func<ModelError, string, Exception?, ModelException> fail)
    {
        if (list.ValueKind != JsonValueKind.Array) throw fail(ModelError.Malformed, "\"input_data\" must be a list of flat lists", null);
        if (list.GetArrayLength() > 0 && list[0].ValueKind == JsonValueKind.Array)
            throw fail(ModelError.Shape, $"\"input_data\" holds a nested list for the model's input {input}: flatten it to one list of {input.Shape.Count} numbers, the last dimension fastest", null);
        if (list.GetArrayLength() != input.Shape.Count)
            throw fail(ModelError.Shape, $"has {list.GetArrayLength()} values for the model's input {input} of {input.Shape.Count}", null);
        var floats = input.ElementType.IsFloat() ? new float[input.Shape.Count] : null;
        var integers = floats is null ? new long[input.Shape.Count] : null;
        var (min, max) = input.ElementType.Range();
        var at = 0;
        foreach (var e in list.EnumerateArray())
        {
            if (floats is not null)
            {
                if (e.ValueKind != JsonValueKind.Number || !e.TryGetSingle(out floats[at]) || !float.IsFinite(floats[at]))
                    throw fail(ModelError.Range, $"value {at} of the model's input {input} is not a finite number", null);
            }
            else if (e.ValueKind != JsonValueKind.Number || !e.TryGetInt64(out integers![at]) || integers[at] < min || integers[at] > max)
            {
                throw fail(ModelError.Range, $"value {at} of the model's input {input} is not an integer in its range", null);
            }

            at++;
        }

        return floats is not null ? new Tensor(input.Shape, floats, input.ElementType) : new Tensor(input.Shape, integers!, input.ElementType);
    }
}

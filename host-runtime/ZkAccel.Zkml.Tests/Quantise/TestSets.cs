using System.Text.Json;
using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml.Tests.Quantise;

/// <summary>Test sets of the model zoo as samples, with the two rules that ModelZoo does not know: NHWC inputs, and models without a set.</summary>
internal static class TestSets
{
    /// <summary>Up to <paramref name="count"/> samples, one tensor for each model input, and their labels.</summary>
    public static (Tensor[][] Samples, long[] Labels) Load(string model, Graph graph, int count)
    {
        if (!File.Exists(ModelZoo.PathOf(model, "testset/inputs.pb")))
            return ([.. Variations(TensorFile.Load(ModelZoo.PathOf(model, "test_data_set_0/input_0.pb")), Math.Min(count, 32)).Select(t => new[] { t })], []);
        var (samples, labels) = ModelZoo.TestSet(model, graph, count);
        using var json = JsonDocument.Parse(File.ReadAllBytes(ModelZoo.PathOf(model, "model.json")));
        if (json.RootElement.GetProperty("preprocess").GetString()!.Contains("transpose to NHWC", StringComparison.Ordinal))
            samples = Array.ConvertAll(samples, ToNhwc);
        return ([.. samples.Select(t => new[] { t })], model == "mlperf-autoencoder-ad" ? [] : labels);
    }

    private static Tensor ToNhwc(Tensor t)
    {
        var (h, w, c) = (t.Shape[1], t.Shape[2], t.Shape[3]);
        var x = new float[t.Shape.Count];
        for (var p = 0; p < h * w; p++)
        {
            for (var i = 0; i < c; i++) x[(p * c) + i] = t.Floats[(i * h * w) + p];
        }

        return new Tensor(t.Shape, x);
    }

    /// <summary>One sample shifted cyclically and scaled: inputs of a plausible kind where there is no test set.</summary>
    private static IEnumerable<Tensor> Variations(Tensor sample, int count)
    {
        for (var k = 0; k < count; k++)
        {
            var x = new float[sample.Shape.Count];
            var row = sample.Shape.Count / sample.Shape[1];
            for (var i = 0; i < x.Length; i++) x[i] = sample.Floats[(i + (k * row)) % x.Length] * (1 - (0.4f * (k % 5) / 4));
            yield return new Tensor(sample.Shape, x);
        }
    }
}

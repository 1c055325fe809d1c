using System.Text.Json;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Tests;

/// <summary>
/// The folder of real models, which the variable ZKACCEL_MODELS names. Tests that need it are skipped where it is absent.
/// </summary>
internal static class ModelZoo
{
    /// <summary>The folder; skips the calling test where there is none.</summary>
    public static string Root => ZooFolder.Root;

    /// <summary>Path of a file of a model.</summary>
    public static string PathOf(string model, string file = "model.onnx") => Path.Combine(Root, model, file);

    /// <summary>Loads a model.</summary>
    public static Graph Load(string model) => OnnxModel.Load(PathOf(model));

    /// <summary>Reference input or output i of test_data_set_0.</summary>
    public static Tensor Reference(string model, string what, int index = 0) =>
        TensorFile.Load(PathOf(model, $"test_data_set_0/{what}_{index}.pb"));

    /// <summary>
    /// Samples of testset/inputs.pb as model inputs, preprocessed in binary32 by the rule in model.json (u8 pixels divided by a
    /// number, or that less a mean over a deviation for each channel), and their labels (empty where there are none).
    /// </summary>
    public static (Tensor[] Samples, long[] Labels) TestSet(string model, Graph graph, int count)
    {
        var all = TensorFile.Load(PathOf(model, "testset/inputs.pb"));
        using var json = JsonDocument.Parse(File.ReadAllBytes(PathOf(model, "model.json")));
        var scale = Preprocess.Parse(json.RootElement.GetProperty("preprocess").GetString()!);
        var shape = graph.Inputs[0].Shape;
        count = Math.Min(count, all.Shape[0]);
        var samples = new Tensor[count];
        for (var s = 0; s < count; s++)
        {
            var x = new float[shape.Count];
            for (var i = 0; i < x.Length; i++)
            {
                var at = (s * x.Length) + i;
                x[i] = all.IsFloat ? all.Floats[at] : scale.Apply(all.Integers[at], shape, i);
            }

            samples[s] = new Tensor(shape, x);
        }

        var labels = PathOf(model, "testset/labels.pb");
        return (samples, File.Exists(labels) ? TensorFile.Load(labels).Integers[..count].ToArray() : []);
    }
}

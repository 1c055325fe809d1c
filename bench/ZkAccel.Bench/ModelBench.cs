using System.Diagnostics;
using ZkAccel.Plonk;
using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Bench;

/// <summary>A model from its ONNX file to verified proofs: 8-bit weights, committed; input hidden, output public.</summary>
internal static class ModelBench
{
    public static async Task<Figures> MeasureAsync(string name, string folder, ProofDevice? on = null)
    {
        long clock = Stopwatch.GetTimestamp();
        Graph graph = OnnxModel.Load(Path.Combine(folder, "model.onnx"));
        string[] files = Directory.GetFiles(Path.Combine(folder, "test_data_set_0"), "input_*.pb");
        Array.Sort(files, StringComparer.Ordinal);
        Tensor[] inputs = TensorFile.LoadInputs(graph, files);
        IntegerModel model = Quantiser.Quantise(graph, Calibration.Collect(graph, [inputs]), QuantisationOptions.Int8);
        CompiledModel compiled = CircuitCompiler.Compile(model, new Visibility());
        double compile = Stopwatch.GetElapsedTime(clock).TotalSeconds;

        float[][] floats = Array.ConvertAll(inputs, t => t.Floats.ToArray());
        var executor = new IntegerExecutor(model);
        return new Figures(name)
        {
            Proof = await ProofRun.MeasureAsync(compiled.Circuit, () => compiled.BuildWitness(executor.Run(floats)), compiled.WeightColumns(), compile, on),
        };
    }
}

using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Fuzz.Targets;

/// <summary>ONNX import, then calibration and quantisation of what is tiny.</summary>
internal sealed class OnnxTarget : IFuzzTarget
{
    private const int MaxNodes = 16, MaxElements = 1 << 10;

    public string Name => "onnx";

    public int EverydayRuns => 10_000;

    public IReadOnlyList<byte[]> Seeds => [SampleModels.Perceptron, SampleModels.Convolution];

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        try
        {
            Graph graph = OnnxModel.Load(new MemoryStream(bytes.ToArray()));
            if (graph.Nodes.Count > MaxNodes || graph.Values.Any(v => v.Shape.Count > MaxElements)) return true;
            Quantiser.Quantise(graph, Calibration.Synthetic(graph, 1), QuantisationOptions.Int8);
            return true;
        }
        catch (Exception e) when (e is ModelException or IntegerModelException)
        {
            return false;
        }
    }
}

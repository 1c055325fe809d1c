using System.Text;
using Google.Protobuf;
using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Tensors in files of one format, told by the extension.</summary>
internal abstract class TensorTarget : IFuzzTarget
{
    private static readonly Graph Model = OnnxModel.Load(new MemoryStream(SampleModels.Perceptron));

    public abstract string Name { get; }

    public abstract IReadOnlyList<byte[]> Seeds { get; }

    public int EverydayRuns => 10_000;

    public bool Run(ReadOnlySpan<byte> bytes) => Scratch.With($"input.{Name}", bytes, path =>
    {
        try
        {
            TensorFile.LoadInputs(Model, path);
            return true;
        }
        catch (ModelException)
        {
            return false;
        }
    });
}

/// <summary>NumPy arrays.</summary>
internal sealed class NumPyTarget : TensorTarget
{
    public override string Name => "npy";

    public override IReadOnlyList<byte[]> Seeds { get; } = [File(1, "<f4", "(1, 4)", 16), File(2, "<f8", "(4,)", 32), File(3, "<f2", "(4,)", 8)];

    private static byte[] File(byte version, string type, string shape, int size)
    {
        byte[] header = Encoding.ASCII.GetBytes($"{{'descr': '{type}', 'fortran_order': False, 'shape': {shape}, }}\n");
        byte[] length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return [0x93, .. "NUMPY"u8, version, 0, .. length, .. header, .. new byte[size]];
    }
}

/// <summary>ONNX TensorProto messages.</summary>
internal sealed class TensorProtoTarget : TensorTarget
{
    public override string Name => "pb";

    public override IReadOnlyList<byte[]> Seeds { get; } = [SampleModels.Floats("x", 1, 4).ToByteArray(), SampleModels.Listed("x", 1, -2, 3, 4).ToByteArray()];
}

/// <summary>Lists of numbers in JSON.</summary>
internal sealed class InputJsonTarget : TensorTarget
{
    public override string Name => "json";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        ["{\"input_data\": [[0.5, -1, 2e0, 3]]}"u8.ToArray(), "{\"output_data\": [[1]], \"input_data\": [[1, 2, 3, 4]], \"x\": {\"y\": null}}"u8.ToArray()];
}

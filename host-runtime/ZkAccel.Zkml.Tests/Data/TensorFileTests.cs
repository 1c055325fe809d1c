using System.Text;
using Google.Protobuf;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;
using ZkAccel.Zkml.Tests.Onnx;

namespace ZkAccel.Zkml.Tests.Data;

/// <summary>Tensor files: each format read, each defect named.</summary>
public sealed class TensorFileTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zkaccel-tensors").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Theory]
    [InlineData("<f4", "0000803f00000040", 1.0, 2.0)]
    [InlineData("<f8", "000000000000f03f0000000000000040", 1.0, 2.0)]
    [InlineData("|i1", "ff02", -1.0, 2.0)]
    [InlineData("|u1", "ff02", 255.0, 2.0)]
    [InlineData("<i2", "feff0200", -2.0, 2.0)]
    [InlineData("<i4", "feffffff02000000", -2.0, 2.0)]
    [InlineData("<i8", "feffffffffffffff0200000000000000", -2.0, 2.0)]
    public void NumPy_types_are_read(string descr, string data, double first, double second)
    {
        for (byte version = 1; version <= 3; version++)
        {
            var t = TensorFile.Load(Npy(descr, "(1, 2)", Convert.FromHexString(data), version));
            Assert.Equal(new Shape(1, 2), t.Shape);
            Assert.Equal((first, second), t.IsFloat ? (t.Floats[0], t.Floats[1]) : ((double)t.Integers[0], (double)t.Integers[1]));
        }
    }

    [Theory]
    [InlineData("<f4", "(3,)", ModelError.Data)]
    [InlineData("<f4", "(1,)", ModelError.Data)]
    [InlineData(">f4", "(2,)", ModelError.Type)]
    [InlineData("|O", "(2,)", ModelError.Type)]
    [InlineData("<f4", "(0,)", ModelError.Shape)]
    [InlineData("<f4", "(-2,)", ModelError.Malformed)]
    [InlineData("<f4", "(99999999999999999999,)", ModelError.Malformed)]
    [InlineData("<f4", "(4294967296, 4294967296)", ModelError.TooLarge)]
    [InlineData("<f4", "(1,1,1,1,1,1,1,1,2)", ModelError.TooLarge)]
    public void NumPy_defects_are_named(string descr, string shape, ModelError error) =>
        Refused(error, Npy(descr, shape, new byte[8]));

    [Fact]
    public void NumPy_frames_are_checked()
    {
        var good = File.ReadAllBytes(Npy("<f4", "(2,)", new byte[8]));
        for (var n = 1; n < good.Length; n++) Assert.Throws<ModelException>(() => TensorFile.Load(Write("cut.npy", good[..n])));
        Refused(ModelError.Malformed, Write("empty.npy", []));
        Refused(ModelError.Malformed, Write("version.npy", [.. good[..6], 4, .. good[7..]]));
        Refused(ModelError.Malformed, Write("length.npy", [.. good[..8], 255, 255, .. good[10..]]));
        Refused(ModelError.Unsupported, Npy("<f4", "(2,)", new byte[8], order: "True"));
    }

    [Fact]
    public void TensorProto_files_are_read_and_checked()
    {
        var proto = new TensorProto { DataType = (int)ElementType.UInt8, RawData = ByteString.CopyFrom(7, 8, 9) };
        proto.Dims.Add(3);
        Assert.Equal([7, 8, 9], TensorFile.Load(Write("a.pb", proto.ToByteArray())).Integers.ToArray());
        Refused(ModelError.Malformed, Write("cut.pb", proto.ToByteArray()[..^1]));
        proto.DataLocation = 1;
        Assert.Equal(ModelError.Data, Assert.Throws<ModelException>(() => TensorFile.Load(Write("both.pb", proto.ToByteArray()))).Error);
        proto.ClearRawData();
        Refused(ModelError.ExternalData, Write("external.pb", proto.ToByteArray()));
        Refused(ModelError.Unreadable, Path.Combine(folder, "absent.pb"));
        Refused(ModelError.Unreadable, Write("a.txt", [1]));
    }

    [Fact]
    public void Inputs_fit_the_model_or_are_refused()
    {
        var graph = new TestModel().Input("x", 1, 2).Node("Relu", ["x"], "y").Output("y").Load();
        Assert.Equal(new Shape(1, 2), TensorFile.LoadInputs(graph, Npy("<f4", "(2,)", new byte[8]))[0].Shape);
        Assert.Equal(ModelError.Shape, Assert.Throws<ModelException>(() => TensorFile.LoadInputs(graph, Npy("<f4", "(2, 1)", new byte[8]))).Error);
        Assert.Equal(ModelError.Type, Assert.Throws<ModelException>(() => TensorFile.LoadInputs(graph, Npy("<i4", "(2,)", new byte[8]))).Error);
        Assert.Equal(ModelError.Arity, Assert.Throws<ModelException>(() => TensorFile.LoadInputs(graph, "a.npy", "b.npy")).Error);
    }

    [Theory]
    [InlineData("{\"input_data\": [[1.5, -2e0]], \"output_data\": [[0]]}", null)]
    [InlineData("{\"input_data\": [[1.5]]}", ModelError.Shape)]
    [InlineData("{\"input_data\": [[1.5, 2], [3]]}", ModelError.Arity)]
    [InlineData("{\"input_data\": [[1.5, \"2\"]]}", ModelError.Range)]
    [InlineData("{\"input_data\": [[1.5, 1e99]]}", ModelError.Range)]
    [InlineData("{\"input_data\": [3]}", ModelError.Malformed)]
    [InlineData("{\"input_data\": 3}", ModelError.Malformed)]
    [InlineData("[1, 2]", ModelError.Malformed)]
    [InlineData("{\"input_data\": [[1.5, NaN]]}", ModelError.Malformed)]
    [InlineData("[[[[[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]]]]]", ModelError.Malformed)]
    [InlineData("", ModelError.Malformed)]
    public void Json_inputs_are_read_or_refused(string json, ModelError? error)
    {
        var graph = new TestModel().Input("x", 1, 2).Node("Relu", ["x"], "y").Output("y").Load();
        var path = Write("input.json", Encoding.UTF8.GetBytes(json));
        if (error is null) Assert.Equal([1.5f, -2f], TensorFile.LoadInputs(graph, path)[0].Floats.ToArray());
        else Assert.Equal(error, Assert.Throws<ModelException>(() => TensorFile.LoadInputs(graph, path)).Error);
    }

    private static void Refused(ModelError error, string path)
    {
        var e = Assert.Throws<ModelException>(() => TensorFile.Load(path));
        Assert.Equal(error, e.Error);
        Assert.StartsWith(path + ": ", e.Message, StringComparison.Ordinal);
    }

    private string Npy(string descr, string shape, byte[] data, byte version = 1, string order = "False")
    {
        var header = Encoding.UTF8.GetBytes($"{{'descr': '{descr}', 'fortran_order': {order}, 'shape': {shape}, }}   \n");
        var length = version == 1 ? BitConverter.GetBytes((ushort)header.Length) : BitConverter.GetBytes(header.Length);
        return Write("a.npy", [0x93, .. "NUMPY"u8, version, 0, .. length, .. header, .. data]);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}

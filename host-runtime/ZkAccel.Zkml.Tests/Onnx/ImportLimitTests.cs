using Google.Protobuf;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml.Tests.Onnx;

/// <summary>Hostile inputs beyond the collected files: small bytes that ask for large memory or time, files that are not files, damage.</summary>
public sealed class ImportLimitTests : IDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("zkaccel-models").FullName;

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public void Two_byte_messages_do_not_become_gigabytes_of_objects()
    {
        var graph = new byte[2 * (ImportLimits.Messages + 1)];
        for (var i = 0; i < graph.Length; i += 2) graph[i] = 0x0a;
        byte[] model = [0x3a, .. Varint(graph.Length), .. graph];
        var before = GC.GetAllocatedBytesForCurrentThread();
        Assert.Equal(ModelError.TooLarge, Assert.Throws<ModelException>(() => OnnxModel.Load(new MemoryStream(model))).Error);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 64 << 20);
    }

    [Fact]
    public void Folding_stops_at_its_budget_of_products()
    {
        // 4096 x 1024 x 4096 products would take minutes; the constants are expanded from one number.
        var e = new TestModel().Input("x", 4096, 4096).Constant("one", [1], 1, 1).Integers("a", 4096, 1024).Integers("b", 1024, 4096)
            .Node("Expand", ["one", "a"], "A").Node("Expand", ["one", "b"], "B").Node("MatMul", ["A", "B"], "C").Node("Add", ["x", "C"], "y").Output("y").Refused();
        Assert.Equal(ModelError.TooLarge, e.Error);
        Assert.Contains("folding", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_chain_of_thousands_of_folds_stops_at_its_budget_of_elements()
    {
        var model = new TestModel().Input("x", 1).Constant("one", [1], 1).Integers("s", 1 << 20).Node("Expand", ["one", "s"], "c0");
        for (var i = 0; i < 64; i++) model.Node("Add", [$"c{i}", "one"], $"c{i + 1}");
        Assert.Equal(ModelError.TooLarge, model.Node("Add", ["x", "c64"], "y").Output("y").Refused().Error);
    }

    [Fact]
    public void Folders_devices_and_absent_files_are_named()
    {
        Assert.Equal(ModelError.Unreadable, Assert.Throws<ModelException>(() => OnnxModel.Load(folder)).Error);
        Assert.Equal(ModelError.Unreadable, Assert.Throws<ModelException>(() => OnnxModel.Load(Path.Combine(folder, "absent.onnx"))).Error);
        if (File.Exists("/dev/zero")) Assert.Equal(ModelError.Empty, Assert.Throws<ModelException>(() => OnnxModel.Load("/dev/zero")).Error);
    }

    [Fact]
    public void External_data_is_read_beside_the_model_and_never_through_a_link_or_twice()
    {
        File.WriteAllBytes(Path.Combine(folder, "w.bin"), new byte[16]);
        Directory.CreateDirectory(Path.Combine(folder, "sub"));
        File.WriteAllBytes(Path.Combine(folder, "sub", "w.bin"), new byte[16]);
        Assert.Null(External("w.bin", "0"));
        Assert.Null(External("./sub/w.bin", "8"));
        Assert.Equal(ModelError.ExternalData, External("w.bin", "9")!.Error);
        Assert.Equal(ModelError.ExternalData, External("sub/../w.bin", "0")!.Error);
        Assert.Equal(ModelError.ExternalData, External("sub", "0")!.Error);
        Assert.Equal(ModelError.ExternalData, External("w.bin", "1e3")!.Error);
        Assert.Contains("overlap", External("w.bin", "0", tensors: 3)!.Message, StringComparison.Ordinal);
        if (OperatingSystem.IsWindows()) return;
        File.CreateSymbolicLink(Path.Combine(folder, "link.bin"), "/etc/passwd");
        Directory.CreateSymbolicLink(Path.Combine(folder, "etc"), "/etc");
        Assert.Contains("symbolic link", External("link.bin", "0")!.Message, StringComparison.Ordinal);
        Assert.Contains("symbolic link", External("etc/passwd", "0")!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void External_data_of_a_stream_is_refused()
    {
        var model = WithExternal("w.bin", "0", 1);
        Assert.Equal(ModelError.ExternalData, model.Refused().Error);
    }

    [Fact]
    public void Damaged_models_give_errors_and_nothing_else()
    {
        var random = new Random(3);
        byte[][] seeds =
        [
            new TestModel().Input("x", 1, 1, 6, 6).Constant("w", new float[18], 2, 1, 3, 3).Constant("b", [1, 2], 2).Node("Conv", ["x", "w", "b"], "c", ("pads", new[] { 1, 1, 1, 1 }))
                .Node("MaxPool", ["c"], "p", ("kernel_shape", new[] { 2, 2 })).Node("Flatten", ["p"], "y").Output("y").Proto.ToByteArray(),
            new TestModel().Input("x", 1, 4).Integers("s", 2, 2).Integers("a", 0).Integers("e", 1).Node("Reshape", ["x", "s"], "r").Node("Transpose", ["r"], "t")
                .Node("Slice", ["t", "a", "e", "a"], "z").Node("Softmax", ["z"], "y").Output("y").Proto.ToByteArray(),
        ];
        for (var round = 0; round < 20000; round++)
        {
            var bytes = (byte[])seeds[round % seeds.Length].Clone();
            for (var k = random.Next(1, 5); k > 0; k--) bytes[random.Next(bytes.Length)] = random.Next(3) == 0 ? (byte)random.Next(256) : (byte)(bytes[random.Next(bytes.Length)] ^ (1 << random.Next(8)));
            if (random.Next(4) == 0) bytes = bytes[..random.Next(bytes.Length)];
            try
            {
                Assert.NotEmpty(OnnxModel.Load(new MemoryStream(bytes)).Nodes);
            }
            catch (ModelException e)
            {
                Assert.DoesNotContain(e.Message, c => c is < ' ' or > '~');
            }
        }
    }

    private ModelException? External(string location, string offset, int tensors = 1)
    {
        var path = Path.Combine(folder, "model.onnx");
        File.WriteAllBytes(path, WithExternal(location, offset, tensors).Proto.ToByteArray());
        try
        {
            OnnxModel.Load(path);
            return null;
        }
        catch (ModelException e)
        {
            return e;
        }
    }

    private static TestModel WithExternal(string location, string offset, int tensors)
    {
        var model = new TestModel().Input("x", 1, 2);
        var last = "x";
        for (var i = 0; i < tensors; i++)
        {
            var t = new TensorProto { Name = $"w{i}", DataType = 1, DataLocation = 1 };
            t.Dims.Add(2);
            t.ExternalData.Add(new StringStringEntryProto { Key = "location", Value = location });
            t.ExternalData.Add(new StringStringEntryProto { Key = "offset", Value = offset });
            model.Proto.Graph.Initializer.Add(t);
            model.Node("Add", [last, $"w{i}"], last = $"y{i}");
        }

        return model.Output(last);
    }

    private static byte[] Varint(int value)
    {
        var bytes = new List<byte>();
        for (; value > 127; value >>= 7) bytes.Add((byte)(value | 128));
        return [.. bytes, (byte)value];
    }
}

using Google.Protobuf;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Onnx.Wire;
using ZkAccel.Zkml.Quantise;
using Kind = ZkAccel.Zkml.Onnx.Wire.AttributeProto.Types.AttributeType;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Tiny ONNX models that between them use most kinds of message and attribute.</summary>
internal static class SampleModels
{
    public static byte[] Perceptron { get; } = Model(
        [1, 4],
        [Floats("w", 4, 3), Floats("b", 3), Floats("k", 1, 3)],
        Node("Gemm", "h", ["x", "w", "b"], ("alpha", 1f)), Node("Relu", "r", ["h"]), Node("Mul", "m", ["r", "k"]), Node("Softmax", "y", ["m"], ("axis", 1)));

    public static byte[] Convolution { get; } = Model(
        [1, 1, 6, 6],
        [Floats("w", 2, 1, 3, 3), Floats("v", 8, 2), Integers("shape", 1, 8)],
        Node("Conv", "c", ["x", "w"], ("kernel_shape", new[] { 3, 3 }), ("strides", new[] { 1, 1 }), ("pads", new[] { 0, 0, 0, 0 }), ("auto_pad", "NOTSET")),
        Node("Sigmoid", "s", ["c"]), Node("MaxPool", "p", ["s"], ("kernel_shape", new[] { 2, 2 }), ("strides", new[] { 2, 2 })),
        Node("Transpose", "t", ["p"], ("perm", new[] { 0, 2, 3, 1 })), Node("Reshape", "f", ["t", "shape"]), Node("MatMul", "q", ["f", "v"]),
        Node("Concat", "u", ["q", "q"], ("axis", 1)), Node("ReduceMean", "y", ["u"], ("axes", new[] { 1 }), ("keepdims", 1)));

    /// <summary>The models as integers.</summary>
    public static IntegerModel Quantised(byte[] onnx)
    {
        Graph graph = OnnxModel.Load(new MemoryStream(onnx));
        return Quantiser.Quantise(graph, Calibration.Synthetic(graph, 2), QuantisationOptions.Int8);
    }

    private static byte[] Model(int[] input, TensorProto[] constants, params NodeProto[] nodes)
    {
        var proto = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "g" } };
        proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = 13 });
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(input.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        proto.Graph.Input.Add(new ValueInfoProto { Name = "x", Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)ElementType.Float32, Shape = shape } } });
        proto.Graph.Output.Add(new ValueInfoProto { Name = "y" });
        proto.Graph.Initializer.AddRange(constants);
        proto.Graph.Node.AddRange(nodes);
        return proto.ToByteArray();
    }

    private static NodeProto Node(string kind, string output, string[] inputs, params (string Name, object Value)[] attributes)
    {
        var node = new NodeProto { OpType = kind, Name = $"n{output}" };
        node.Input.AddRange(inputs);
        node.Output.Add(output);
        foreach ((string name, object value) in attributes)
        {
            var attribute = new AttributeProto { Name = name };
            switch (value)
            {
                case int i: (attribute.I, attribute.Type) = (i, Kind.Int); break;
                case float f: (attribute.F, attribute.Type) = (f, Kind.Float); break;
                case string s: (attribute.S, attribute.Type) = (ByteString.CopyFromUtf8(s), Kind.String); break;
                case int[] list: attribute.Ints.AddRange(list.Select(v => (long)v)); attribute.Type = Kind.Ints; break;
                default: throw new ArgumentException(value.GetType().Name, nameof(attributes));
            }

            node.Attribute.Add(attribute);
        }

        return node;
    }

    /// <summary>Raw data, as exporters write it.</summary>
    public static TensorProto Floats(string name, params int[] dims)
    {
        int count = dims.Aggregate(1, (a, b) => a * b);
        var data = new byte[count * sizeof(float)];
        for (int i = 0; i < count; i++) BitConverter.TryWriteBytes(data.AsSpan(i * sizeof(float)), ((i * 7 % 11) - 5) / 8f);
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Float32, RawData = ByteString.CopyFrom(data) };
        tensor.Dims.AddRange(dims.Select(d => (long)d));
        return tensor;
    }

    /// <summary>Packed floats in their own field.</summary>
    public static TensorProto Listed(string name, params float[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Float32 };
        tensor.Dims.Add(values.Length);
        tensor.FloatData.AddRange(values);
        return tensor;
    }

    /// <summary>Packed 64-bit integers.</summary>
    private static TensorProto Integers(string name, params long[] values)
    {
        var tensor = new TensorProto { Name = name, DataType = (int)ElementType.Int64 };
        tensor.Dims.Add(values.Length);
        tensor.Int64Data.AddRange(values);
        return tensor;
    }
}

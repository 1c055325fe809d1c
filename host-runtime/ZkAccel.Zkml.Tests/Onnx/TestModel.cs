using Google.Protobuf;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Onnx.Wire;
using Kind = ZkAccel.Zkml.Onnx.Wire.AttributeProto.Types.AttributeType;

namespace ZkAccel.Zkml.Tests.Onnx;

/// <summary>Writes small ONNX models: <c>new TestModel(13).Input("x", 1, 4).Constant("w", [..], 4, 3).Node("Gemm", ["x", "w"], "y").Output("y")</c>.</summary>
internal sealed class TestModel
{
    public TestModel(int opset = 13)
    {
        Proto = new ModelProto { IrVersion = 8, Graph = new GraphProto { Name = "g" } };
        Proto.OpsetImport.Add(new OperatorSetIdProto { Domain = "", Version = opset });
    }

    public ModelProto Proto { get; }

    public TestModel Input(string name, params int[] dims) => Input(name, ElementType.Float32, dims);

    public TestModel Input(string name, ElementType type, params int[] dims)
    {
        Proto.Graph.Input.Add(Info(name, type, dims));
        return this;
    }

    public TestModel Output(string name)
    {
        Proto.Graph.Output.Add(new ValueInfoProto { Name = name });
        return this;
    }

    public TestModel Declare(string name, params int[] dims)
    {
        Proto.Graph.ValueInfo.Add(Info(name, ElementType.Float32, dims));
        return this;
    }

    public TestModel Constant(string name, float[] values, params int[] dims)
    {
        var t = new TensorProto { Name = name, DataType = 1 };
        t.FloatData.AddRange(values);
        t.Dims.AddRange(dims.Select(d => (long)d));
        Proto.Graph.Initializer.Add(t);
        return this;
    }

    public TestModel Integers(string name, params long[] values)
    {
        var t = new TensorProto { Name = name, DataType = 7 };
        t.Int64Data.AddRange(values);
        t.Dims.Add(values.Length);
        Proto.Graph.Initializer.Add(t);
        return this;
    }

    public TestModel Node(string op, string[] inputs, string output, params (string Name, object Value)[] attributes) =>
        Node(op, inputs, [output], attributes);

    public TestModel Node(string op, string[] inputs, string[] outputs, params (string Name, object Value)[] attributes)
    {
        var n = new NodeProto { OpType = op, Name = $"{op}_{outputs[0]}" };
        n.Input.AddRange(inputs);
        n.Output.AddRange(outputs);
        foreach (var (name, value) in attributes)
        {
            var a = new AttributeProto { Name = name };
            switch (value)
            {
                case int i: (a.I, a.Type) = (i, Kind.Int); break;
                case float f: (a.F, a.Type) = (f, Kind.Float); break;
                case string s: (a.S, a.Type) = (ByteString.CopyFromUtf8(s), Kind.String); break;
                case int[] v: a.Ints.AddRange(v.Select(x => (long)x)); a.Type = Kind.Ints; break;
                case TensorProto t: (a.T, a.Type) = (t, Kind.Tensor); break;
                default: throw new ArgumentException(value.GetType().Name);
            }

            n.Attribute.Add(a);
        }

        Proto.Graph.Node.Add(n);
        return this;
    }

    public Graph Load() => OnnxModel.Load(new MemoryStream(Proto.ToByteArray()));

    /// <summary>Loads a model with float inputs, runs it, gives the first output.</summary>
    public Tensor Run(params float[][] inputs)
    {
        var graph = Load();
        return FloatExecutor.Run(graph, [.. inputs.Select((x, i) => new Tensor(graph.Inputs[i].Shape, x))])[0];
    }

    /// <summary>Loads a model that must be refused.</summary>
    public ModelException Refused() => Assert.Throws<ModelException>(Load);

    private static ValueInfoProto Info(string name, ElementType type, int[] dims)
    {
        var shape = new TensorShapeProto();
        shape.Dim.AddRange(dims.Select(d => new TensorShapeProto.Types.Dimension { DimValue = d }));
        return new ValueInfoProto { Name = name, Type = new TypeProto { TensorType = new TypeProto.Types.Tensor { ElemType = (int)type, Shape = shape } } };
    }
}

using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;
using Dim = ZkAccel.Zkml.Onnx.Wire.TensorShapeProto.Types.Dimension;

namespace ZkAccel.Zkml.Onnx;

/// <summary>Types and shapes that the file declares: read, and held against what shape inference finds.</summary>
internal sealed partial class GraphImport
{
    private static Dictionary<string, ValueInfoProto> Declared(GraphProto proto)
    {
        var declared = new Dictionary<string, ValueInfoProto>();
        foreach (var v in proto.ValueInfo)
        {
            if (!declared.TryAdd(v.Name, v)) throw new ModelException(ModelError.DuplicateName, "is declared twice in value_info", tensor: v.Name);
        }

        return declared;
    }

    private static (ElementType Type, IReadOnlyList<Dim>? Dims) Declaration(ValueInfoProto info, bool needShape)
    {
        ModelException Fail(ModelError error, string problem) => new(error, problem, tensor: info.Name);

        if (info.Type is null || info.Type.ValueCase == TypeProto.ValueOneofCase.None)
            return needShape ? throw Fail(ModelError.Type, "has no declared type") : (ElementType.None, null);
        if (info.Type.ValueCase != TypeProto.ValueOneofCase.TensorType)
        {
            var kind = info.Type.ValueCase.ToString().Replace("Type", "", StringComparison.Ordinal).ToLowerInvariant();
            throw Fail(ModelError.Type, $"is of a {kind} type: only dense tensors are supported");
        }

        var tensor = info.Type.TensorType;
        var type = ElementTypes.FromOnnx(tensor.ElemType);
        if (type == ElementType.None && (needShape || tensor.ElemType != 0))
            throw Fail(ModelError.Type, $"element type {ElementTypes.OnnxName(tensor.ElemType)} is not supported");
        if (tensor.Shape is null && needShape) throw Fail(ModelError.Shape, "has no declared shape: inputs need a static shape");
        return (type, tensor.Shape?.Dim);
    }

    private void CheckDeclared(ValueInfoProto info, Value value, NodeProto? node)
    {
        ModelException Fail(ModelError error, string problem) =>
            new(error, problem, node is null ? null : NodeReader.NameOf(node), node?.OpType, info.Name);

        var (type, dims) = Declaration(info, needShape: false);
        if (type != ElementType.None && type != value.ElementType)
            throw Fail(ModelError.Type, $"is declared {ElementTypes.OnnxName((int)type)}, computed {ElementTypes.OnnxName((int)value.ElementType)}");
        if (value.ElementType.IsFloat() && value.ElementType != ElementType.Float32)
            graph.Note($"the model uses {ElementTypes.OnnxName((int)value.ElementType)}; its constants are exact in binary32 and the float reference computes in binary32");
        if (dims is null) return;
        var fits = dims.Count == value.Shape.Rank;
        for (var i = 0; fits && i < dims.Count; i++)
            fits = dims[i].ValueCase != Dim.ValueOneofCase.DimValue || dims[i].DimValue == value.Shape[i];
        if (fits) return;
        var text = string.Join(',', dims.Select(d => d.ValueCase == Dim.ValueOneofCase.DimValue ? $"{d.DimValue}" : ModelException.Escape(d.DimParam)));
        throw Fail(ModelError.Shape, $"declared shape [{text}], computed shape {value.Shape}");
    }
}

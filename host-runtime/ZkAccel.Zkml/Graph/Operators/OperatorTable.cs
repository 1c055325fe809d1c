using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>The operators of the default ONNX domain that are supported: name, first operator set, reader.</summary>
internal static class OperatorTable
{
    private static readonly Dictionary<string, (int Since, Action<NodeReader> Read)> Operators = Build();

    /// <summary>All names, sorted, for messages.</summary>
    public static string Names { get; } = string.Join(", ", Operators.Keys.Order(StringComparer.Ordinal));

    /// <summary>An operator by its exact name.</summary>
    public static (int Since, Action<NodeReader> Read)? Find(string name) =>
        Operators.TryGetValue(name, out var entry) ? entry : null;

    /// <summary>An operator whose name differs by case only.</summary>
    public static string? Similar(string name) =>
        Operators.Keys.FirstOrDefault(k => string.Equals(k, name, StringComparison.OrdinalIgnoreCase));

    private static Dictionary<string, (int Since, Action<NodeReader> Read)> Build()
    {
        var table = new Dictionary<string, (int, Action<NodeReader>)>
        {
            ["Add"] = (1, n => Binary.Read(n, BinaryKind.Add)),
            ["AveragePool"] = (1, AveragePool.Read),
            ["BatchNormalization"] = (1, BatchNormalization.Read),
            ["Cast"] = (1, Cast.Read),
            ["Concat"] = (1, Concat.Read),
            ["Constant"] = (1, Constants.ReadConstant),
            ["ConstantOfShape"] = (9, Constants.ReadConstantOfShape),
            ["Conv"] = (1, Conv.Read),
            ["DequantizeLinear"] = (10, DequantizeLinear.Read),
            ["Div"] = (1, n => Binary.Read(n, BinaryKind.Div)),
            ["Dropout"] = (1, Constants.ReadDropout),
            ["Expand"] = (8, Expand.Read),
            ["Flatten"] = (1, Reshape.ReadFlatten),
            ["Gather"] = (1, Gather.Read),
            ["Gemm"] = (1, Gemm.Read),
            ["GlobalAveragePool"] = (1, AveragePool.ReadGlobal),
            ["GlobalMaxPool"] = (1, MaxPool.ReadGlobal),
            ["Identity"] = (1, Constants.ReadIdentity),
            ["LogSoftmax"] = (1, Softmax.Read),
            ["MatMul"] = (1, MatMul.Read),
            ["Max"] = (1, n => Binary.ReadMany(n, BinaryKind.Max)),
            ["MaxPool"] = (1, MaxPool.Read),
            ["Min"] = (1, n => Binary.ReadMany(n, BinaryKind.Min)),
            ["Mul"] = (1, n => Binary.Read(n, BinaryKind.Mul)),
            ["Pad"] = (2, Pad.Read),
            ["QuantizeLinear"] = (10, QuantizeLinear.Read),
            ["Range"] = (11, Constants.ReadRange),
            ["ReduceMax"] = (1, n => Reduce.Read(n, ReduceKind.Max, 18)),
            ["ReduceMean"] = (1, n => Reduce.Read(n, ReduceKind.Mean, 18)),
            ["ReduceMin"] = (1, n => Reduce.Read(n, ReduceKind.Min, 18)),
            ["ReduceProd"] = (1, n => Reduce.Read(n, ReduceKind.Prod, 18)),
            ["ReduceSum"] = (1, n => Reduce.Read(n, ReduceKind.Sum, 13)),
            ["Reshape"] = (5, Reshape.Read),
            ["Shape"] = (1, Constants.ReadShape),
            ["Size"] = (1, Constants.ReadSize),
            ["Slice"] = (10, Slice.Read),
            ["Softmax"] = (1, Softmax.Read),
            ["Split"] = (2, Slice.ReadSplit),
            ["Squeeze"] = (1, Reshape.ReadSqueeze),
            ["Sub"] = (1, n => Binary.Read(n, BinaryKind.Sub)),
            ["Transpose"] = (1, Transpose.Read),
            ["Unsqueeze"] = (1, Reshape.ReadUnsqueeze),
        };
        foreach (var (name, since, read) in UnaryTable.Entries) table.Add(name, (since, read));
        return table;
    }
}

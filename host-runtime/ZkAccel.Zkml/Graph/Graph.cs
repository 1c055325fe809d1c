namespace ZkAccel.Zkml.Graphs;

/// <summary>
/// An imported model: static shapes, nodes in an order in which every node follows its producers, constants folded, nothing
/// in it that no output needs. Every input and every output takes part: each output depends on an input, each input is read.
/// </summary>
public sealed class Graph
{
    internal Graph(string name, int opset, Value[] inputs, Value[] outputs, Node[] nodes, Value[] values, string[] notes) =>
        (Name, Opset, Inputs, Outputs, Nodes, Values, Notes) = (name, opset, inputs, outputs, nodes, values, notes);

    /// <summary>The graph's name in the file.</summary>
    public string Name { get; }

    /// <summary>Version of the default ONNX operator set the model was written for.</summary>
    public int Opset { get; }

    /// <summary>Model inputs, in the model's order.</summary>
    public IReadOnlyList<Value> Inputs { get; }

    /// <summary>Model outputs, in the model's order.</summary>
    public IReadOnlyList<Value> Outputs { get; }

    /// <summary>Nodes, producers first.</summary>
    public IReadOnlyList<Node> Nodes { get; }

    /// <summary>All values, by <see cref="Value.Id"/>: inputs, then constants and node outputs in order of use.</summary>
    public IReadOnlyList<Value> Values { get; }

    /// <summary>What the importer decided on its own (a symbolic batch taken as 1, nodes reordered, types computed in binary32).</summary>
    public IReadOnlyList<string> Notes { get; }
}

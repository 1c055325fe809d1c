using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml.Onnx;

/// <summary>One import: checks the model's frame, names its values, sorts its nodes, reads them one by one.</summary>
internal sealed partial class GraphImport(ModelProto model, ExternalData? external)
{
    private readonly Scope scope = new();
    private GraphBuilder graph = null!;

    /// <summary>The imported graph.</summary>
    /// <exception cref="ModelException">The model is refused.</exception>
    public Graph Run()
    {
        var opset = CheckFrame();
        var proto = model.Graph;
        graph = new GraphBuilder(proto.Name, opset);
        AddInputs(proto);
        var declared = Declared(proto);
        foreach (var node in NodeOrder.Sort(proto, graph))
        {
            var reader = Read(node);
            var outputs = reader.Finish();
            for (var i = 0; i < outputs.Length; i++)
            {
                if (outputs[i] is not { } v) continue;
                scope.Add(node.Output[i], v);
                if (declared.TryGetValue(node.Output[i], out var info)) CheckDeclared(info, v, node);
            }
        }

        var results = new List<(string, Value)>();
        foreach (var o in proto.Output)
        {
            var v = scope.Resolve(o.Name);
            CheckDeclared(o, v, node: null);
            results.Add((o.Name, v));
        }

        return graph.Build(results);
    }

    private NodeReader Read(NodeProto node)
    {
        ModelException Unknown(string problem) =>
            new(ModelError.UnknownOperator, $"{problem}; supported operators: {OperatorTable.Names}", NodeReader.NameOf(node), node.OpType);

        if (node.Domain is not ("" or "ai.onnx"))
            throw Unknown($"operator {ModelException.Escape(node.Domain)}:{ModelException.Escape(node.OpType)} is of a domain that is not supported");
        if (OperatorTable.Find(node.OpType) is not var (since, read))
        {
            var like = OperatorTable.Similar(node.OpType);
            throw Unknown($"operator name '{ModelException.Escape(node.OpType)}' is not supported{(like is null ? "" : $" (names are exact: {like} is)")}");
        }

        if (graph.Opset < since)
            throw Unknown($"operator {node.OpType} needs operator set {since}, the model imports {graph.Opset}");
        var reader = new NodeReader(node, graph, scope);
        read(reader);
        return reader;
    }

    private int CheckFrame()
    {
        ModelException Version(string problem) => new(ModelError.Version, problem);

        if (model.Graph is null) throw new ModelException(ModelError.Empty, "no graph: the file is an empty model, or not an ONNX model");
        if (!model.HasIrVersion) throw Version("ir_version is missing");
        if (model.IrVersion is < ImportLimits.MinIr or > ImportLimits.MaxIr)
            throw Version($"ir_version {model.IrVersion} is not supported: {ImportLimits.MinIr} to {ImportLimits.MaxIr} are");
        if (model.Functions.Count > 0)
            throw new ModelException(ModelError.Unsupported, $"model-local functions ({ModelException.Quote(model.Functions[0].Name)}) are not supported: inline them before export");
        long? opset = null;
        foreach (var o in model.OpsetImport)
        {
            if (o.Domain is not ("" or "ai.onnx")) continue;
            if (opset is { } seen && seen != o.Version) throw Version($"imports the default opset twice: {seen} and {o.Version}");
            opset = o.Version;
        }

        if (opset is null) throw Version("opset missing: the model imports no version of the default operator set");
        if (opset is < ImportLimits.MinOpset or > ImportLimits.MaxOpset)
            throw Version($"opset {opset} is not supported: {ImportLimits.MinOpset} to {ImportLimits.MaxOpset} are; convert the model");
        var g = model.Graph;
        if (g.Node.Count == 0 && g.Output.Count == 0) throw new ModelException(ModelError.Empty, "empty graph: no nodes and no outputs");
        if (g.Output.Count == 0) throw new ModelException(ModelError.ProvesNothing, "the graph has no outputs, so a proof would say nothing");
        if (g.Node.Count > ImportLimits.Nodes) throw new ModelException(ModelError.TooLarge, $"{g.Node.Count} nodes are above the size limit of {ImportLimits.Nodes}");
        if (g.Input.Count > ImportLimits.NodeEdges + g.Initializer.Count || g.Output.Count > ImportLimits.NodeEdges)
            throw new ModelException(ModelError.TooLarge, $"{g.Input.Count} inputs and {g.Output.Count} outputs are above the size limit of {ImportLimits.NodeEdges}");
        if (g.SparseInitializer.Count > 0) throw new ModelException(ModelError.Unsupported, "sparse initialisers are not supported: make them dense");
        return (int)opset;
    }

    private void AddInputs(GraphProto proto)
    {
        var constants = new HashSet<string>();
        foreach (var t in proto.Initializer)
        {
            if (t.Name.Length == 0) throw new ModelException(ModelError.UndefinedName, "an initialiser has no name");
            if (!constants.Add(t.Name)) throw new ModelException(ModelError.DuplicateName, "initialiser is given twice", tensor: t.Name);
            if (TensorDecoder.Decode(t, t.Name, external, allowEmpty: true) is not { } tensor)
            {
                scope.AddEmpty(t.Name);
                continue;
            }

            if (tensor.FirstNonFinite() is >= 0 and var bad)
                throw new ModelException(ModelError.Range, $"weight {ModelException.Escape(t.Name)}{tensor.Shape.Coordinates(bad)} is {GraphBuilder.Describe(tensor.Floats[bad])} (NaN and infinity cannot be proved)", tensor: t.Name);
            scope.Add(t.Name, GraphBuilder.Constant(t.Name, tensor));
        }

        var inputs = new HashSet<string>();
        var defaults = 0;
        foreach (var i in proto.Input)
        {
            if (i.Name.Length == 0) throw new ModelException(ModelError.UndefinedName, "a graph input has no name");
            if (!inputs.Add(i.Name)) throw new ModelException(ModelError.DuplicateName, "graph input is given twice", tensor: i.Name);
            if (constants.Contains(i.Name))
            {
                defaults++;
                if (scope.Find(i.Name) is { } v) CheckDeclared(i, v, node: null);
                continue;
            }

            var (type, dims) = Declaration(i, needShape: true);
            scope.Add(i.Name, graph.Input(i.Name, InputShape(i.Name, dims!), type));
        }

        if (defaults > 0) graph.Note($"{defaults} inputs have default values (initialisers) and are taken as constants");
        if (inputs.IsSubsetOf(constants)) throw new ModelException(ModelError.ProvesNothing, "the graph has no input, so a proof would say nothing");
    }

    private Shape InputShape(string name, IReadOnlyList<TensorShapeProto.Types.Dimension> dims)
    {
        if (dims.Count > ImportLimits.Rank)
            throw new ModelException(ModelError.TooLarge, $"rank {dims.Count} is above the size limit of {ImportLimits.Rank} dimensions", tensor: name);
        Span<long> sizes = stackalloc long[dims.Count];
        for (var i = 0; i < dims.Count; i++)
        {
            sizes[i] = dims[i].DimValue;
            if (dims[i].ValueCase == TensorShapeProto.Types.Dimension.ValueOneofCase.DimValue) continue;
            if (i > 0)
                throw new ModelException(ModelError.SymbolicDimension, $"dimension {i} is symbolic ({ModelException.Quote(dims[i].DimParam)}): only the batch may be; export the model with a fixed size", tensor: name);
            graph.Note($"symbolic batch dimension {ModelException.Quote(dims[i].DimParam)} of input {ModelException.Quote(name)} is taken as 1");
            sizes[i] = 1;
        }

        if (Dimensions.Check(sizes, out var shape) is var (error, problem)) throw new ModelException(error, problem, tensor: name);
        return shape;
    }
}

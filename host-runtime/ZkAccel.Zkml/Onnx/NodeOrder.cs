using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml.Onnx;

/// <summary>Checks that every name is written exactly once and sorts nodes (Kahn's algorithm, stable, without recursion).</summary>
internal static class NodeOrder
{
    /// <summary>The nodes, producers first, otherwise in file order.</summary>
    /// <exception cref="ModelException">A name is written twice or nowhere, there is a cycle, or a node is a control structure.</exception>
    public static List<NodeProto> Sort(GraphProto graph, GraphBuilder notes)
    {
        var producer = new Dictionary<string, int>();
        foreach (var t in graph.Initializer) producer[t.Name] = -1;
        foreach (var i in graph.Input) producer[i.Name] = -1;
        for (var n = 0; n < graph.Node.Count; n++)
        {
            CheckFrame(graph.Node[n]);
            foreach (var o in graph.Node[n].Output)
            {
                if (o.Length > 0 && !producer.TryAdd(o, n))
                    throw Fail(ModelError.DuplicateName, "is written twice: by this node and by another node, an input or an initialiser", graph.Node[n], o);
            }
        }

        var missing = new int[graph.Node.Count];
        var readers = new List<int>?[graph.Node.Count];
        for (var n = 0; n < graph.Node.Count; n++)
        {
            foreach (var i in graph.Node[n].Input)
            {
                if (i.Length == 0) continue;
                if (!producer.TryGetValue(i, out var p))
                    throw Fail(ModelError.UndefinedName, "is neither an input, an initialiser nor the output of a node", graph.Node[n], i);
                if (p < 0) continue;
                missing[n]++;
                (readers[p] ??= []).Add(n);
            }
        }

        foreach (var o in graph.Output)
        {
            if (!producer.ContainsKey(o.Name)) throw new ModelException(ModelError.UndefinedName, "is a graph output that nothing writes", tensor: o.Name);
        }

        if (graph.Output.DistinctBy(o => o.Name).Count() != graph.Output.Count)
            throw new ModelException(ModelError.DuplicateName, "a graph output is given twice");
        return Order(graph, missing, readers, notes);
    }

    private static List<NodeProto> Order(GraphProto graph, int[] missing, List<int>?[] readers, GraphBuilder notes)
    {
        var ready = new PriorityQueue<int, int>();
        for (var n = 0; n < missing.Length; n++)
        {
            if (missing[n] == 0) ready.Enqueue(n, n);
        }

        var order = new List<NodeProto>(missing.Length);
        var sorted = true;
        while (ready.TryDequeue(out var n, out _))
        {
            sorted &= n == order.Count;
            order.Add(graph.Node[n]);
            foreach (var r in readers[n] ?? [])
            {
                if (--missing[r] == 0) ready.Enqueue(r, r);
            }
        }

        if (order.Count < missing.Length)
            throw Fail(ModelError.Cycle, "is part of a cycle, or waits for one: it depends on its own output", graph.Node[Array.FindIndex(missing, m => m > 0)], null);
        if (!sorted) notes.Note("the order of nodes in the file is not topological; they were sorted");
        return order;
    }

    private static void CheckFrame(NodeProto node)
    {
        if (node.Input.Count > ImportLimits.NodeEdges || node.Output.Count > ImportLimits.NodeEdges || node.Attribute.Count > ImportLimits.NodeEdges)
            throw Fail(ModelError.TooLarge, $"has more than {ImportLimits.NodeEdges} inputs, outputs or attributes", node, null);
        foreach (var a in node.Attribute)
        {
            if (a.G is not null || a.Graphs.Count > 0)
                throw Fail(ModelError.UnknownOperator, $"control flow (a subgraph in attribute {ModelException.Quote(a.Name)}) is not supported: unroll it before export", node, null);
        }
    }

    private static ModelException Fail(ModelError error, string problem, NodeProto node, string? tensor) =>
        new(error, problem, NodeReader.NameOf(node), node.OpType, tensor);
}

namespace ZkAccel.Zkml.Graphs.Execution;

/// <summary>Runs a graph in binary32 (element-wise functions in binary64): the reference that quantisation is calibrated against.</summary>
public static class FloatExecutor
{
    /// <summary>Computes the outputs for one input.</summary>
    /// <param name="graph">The model.</param>
    /// <param name="inputs">One tensor for each of <see cref="Graph.Inputs"/>, of its shape and type.</param>
    /// <param name="observe">Called with every computed value, producers first; null for none.</param>
    /// <param name="threads">Threads a heavy operator may use; 1 where many samples run side by side.</param>
    /// <returns>One tensor for each of <see cref="Graph.Outputs"/>.</returns>
    /// <exception cref="ModelException">Integer arithmetic overflows or divides by zero on this input.</exception>
    /// <exception cref="ArgumentException">An input is missing or of another shape or type.</exception>
    public static Tensor[] Run(Graph graph, IReadOnlyList<Tensor> inputs, Action<Value, Tensor>? observe = null, int threads = 1)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != graph.Inputs.Count) throw new ArgumentException($"{inputs.Count} inputs, the model has {graph.Inputs.Count}", nameof(inputs));
        var values = new Tensor?[graph.Values.Count];
        for (var i = 0; i < inputs.Count; i++)
        {
            var (v, t) = (graph.Inputs[i], inputs[i]);
            if (t.Shape != v.Shape || t.Type != v.ElementType)
                throw new ArgumentException($"input {i} is {t.Type} {t.Shape}, the model's {v}", nameof(inputs));
            values[v.Id] = t;
            observe?.Invoke(v, t);
        }

        var last = LastUse(graph);
        for (var n = 0; n < graph.Nodes.Count; n++)
        {
            var node = graph.Nodes[n];
            var from = new Tensor[node.Inputs.Length];
            for (var i = 0; i < from.Length; i++) from[i] = node.Inputs[i].Constant ?? values[node.Inputs[i].Id]!;
            var result = node.Compute(from, threads);
            values[node.OutputId] = result;
            observe?.Invoke(node.Output, result);
            foreach (var v in node.Inputs)
            {
                if (last[v.Id] == n) values[v.Id] = null;
            }
        }

        var outputs = new Tensor[graph.Outputs.Count];
        for (var i = 0; i < outputs.Length; i++) outputs[i] = values[graph.Outputs[i].Id]!;
        return outputs;
    }

    /// <summary>For each value the last node that reads it; outputs are kept.</summary>
    private static int[] LastUse(Graph graph)
    {
        var last = new int[graph.Values.Count];
        Array.Fill(last, int.MaxValue);
        for (var n = 0; n < graph.Nodes.Count; n++)
        {
            foreach (var v in graph.Nodes[n].Inputs) last[v.Id] = n;
        }

        foreach (var v in graph.Outputs) last[v.Id] = int.MaxValue;
        return last;
    }
}

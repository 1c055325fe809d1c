using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs;

/// <summary>
/// Collects values and nodes in topological order. A node whose inputs are all constant is computed at once and becomes a
/// constant; <see cref="Build"/> drops what no output needs and refuses graphs whose proof would say nothing.
/// </summary>
internal sealed class GraphBuilder(string name, int opset)
{
    private readonly List<Value> inputs = [];
    private readonly List<Node> nodes = [];
    private readonly List<string> notes = [];
    private long folded;
    private long worked;

    /// <summary>Version of the default operator set.</summary>
    public int Opset => opset;

    /// <summary>Records a decision that the user should see.</summary>
    public void Note(string note)
    {
        if (!notes.Contains(note)) notes.Add(note);
    }

    /// <summary>Adds a model input.</summary>
    public Value Input(string inputName, Shape shape, ElementType type)
    {
        var v = new Value(inputName, shape, type);
        inputs.Add(v);
        return v;
    }

    /// <summary>A constant value.</summary>
    public static Value Constant(string constantName, Tensor tensor) => new(constantName, tensor.Shape, tensor.Type, tensor);

    /// <summary>Counts what folding is about to compute.</summary>
    /// <param name="elements">Elements that stay.</param>
    /// <param name="work">Products and elements read.</param>
    public void Charge(long elements, long work)
    {
        folded += elements;
        worked += work;
        if (folded > ImportLimits.FoldedElements)
            throw new ModelException(ModelError.TooLarge, $"constant folding is above the size limit of {ImportLimits.FoldedElements} elements");
        if (worked > ImportLimits.FoldedWork)
            throw new ModelException(ModelError.TooLarge, $"constant folding is above the size limit of {ImportLimits.FoldedWork} operations");
    }

    /// <summary>Adds a node, or folds it; returns its output.</summary>
    /// <exception cref="ModelException">Folding gives NaN or infinity, overflows, or is too large.</exception>
    public Value Emit(Node node, string nodeName, string opType, string outputName, Shape shape, ElementType type, ReadOnlySpan<Value> from, long work = 0)
    {
        (node.Name, node.OpType, node.Inputs) = (nodeName, opType, [.. from]);
        var output = new Value(outputName, shape, type) { Producer = node };
        node.Output = output;
        foreach (var v in from)
        {
            if (v.IsConstant) continue;
            nodes.Add(node);
            return output;
        }

        var tensors = new Tensor[from.Length];
        for (var i = 0; i < tensors.Length; i++)
        {
            tensors[i] = from[i].Constant!;
            work += tensors[i].Shape.Count;
        }

        try
        {
            Charge(shape.Count, work);
        }
        catch (ModelException e)
        {
            throw new ModelException(e.Error, e.Problem, nodeName, opType);
        }

        var result = node.Compute(tensors, threads: 1);
        if (result.FirstNonFinite() is >= 0 and var bad)
            throw new ModelException(ModelError.Range, $"this constant is {Describe(result.Floats[bad])} at {shape.Coordinates(bad)}", nodeName, opType, outputName);
        return new Value(outputName, shape, type, result);
    }

    /// <summary>NaN, Infinity or -Infinity, for messages.</summary>
    public static string Describe(float value) => float.IsNaN(value) ? "NaN" : value > 0 ? "infinite" : "negative infinite";

    /// <summary>Finishes the graph.</summary>
    /// <param name="outputs">Output names and their values, in the model's order.</param>
    /// <exception cref="ModelException">A proof would say nothing: see <see cref="ModelError.ProvesNothing"/>.</exception>
    public Graph Build(IReadOnlyList<(string Name, Value Value)> outputs)
    {
        var results = new Value[outputs.Count];
        var taken = new HashSet<Value>();
        for (var i = 0; i < results.Length; i++)
        {
            var (outputName, v) = outputs[i];
            if (v.IsConstant)
                throw new ModelException(ModelError.ProvesNothing, "constant output: it does not depend on any input, so a proof would say nothing; remove the output", tensor: outputName);
            if (v.Producer is null)
                throw new ModelException(ModelError.ProvesNothing, "trivial model: the output is the input itself, so a proof would say nothing; remove the output", tensor: outputName);
            if (!taken.Add(v))
                v = Emit(new Reshape(), outputName, "Identity", outputName, v.Shape, v.ElementType, [v]);
            v.Name = outputName;
            results[i] = v;
        }

        var live = Live(results);
        foreach (var v in inputs)
        {
            if (!live.Contains(v))
                throw new ModelException(ModelError.ProvesNothing, "unused input: no output depends on it, so a proof would not bind it; remove the input", tensor: v.Name);
        }

        var values = new List<Value>();
        foreach (var v in inputs) Number(v);
        Node[] kept = [.. nodes.Where(n => live.Contains(n.Output))];
        foreach (var n in kept)
        {
            foreach (var v in n.Inputs) Number(v);
            Number(n.Output);
        }

        return new Graph(name, opset, [.. inputs], results, kept, [.. values], [.. notes]);

        void Number(Value v)
        {
            if (v.Id >= 0) return;
            v.Id = values.Count;
            values.Add(v);
        }
    }

    private static HashSet<Value> Live(Value[] results)
    {
        var live = new HashSet<Value>(results);
        var todo = new Stack<Value>(results);
        while (todo.TryPop(out var v))
        {
            if (v.Producer is null) continue;
            foreach (var i in v.Producer.Inputs)
            {
                if (live.Add(i)) todo.Push(i);
            }
        }

        return live;
    }
}

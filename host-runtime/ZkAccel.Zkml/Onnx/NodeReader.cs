using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;

namespace ZkAccel.Zkml.Onnx;

/// <summary>
/// What an operator sees of its NodeProto: inputs as values, typed attributes, and <see cref="Emit"/>. Every attribute that
/// the operator does not ask for is an error, and so is every input beyond those it declares.
/// </summary>
internal sealed partial class NodeReader
{
    private readonly NodeProto proto;
    private readonly GraphBuilder graph;
    private readonly Scope scope;
    private readonly Dictionary<string, AttributeProto> attributes = [];
    private readonly Value?[] outputs;
    private int inputsRead;
    private long work;

    /// <param name="proto">The node.</param>
    /// <param name="graph">Where nodes are emitted.</param>
    /// <param name="scope">Values by name.</param>
    public NodeReader(NodeProto proto, GraphBuilder graph, Scope scope)
    {
        (this.proto, this.graph, this.scope) = (proto, graph, scope);
        InputCount = proto.Input.Count;
        while (InputCount > 0 && proto.Input[InputCount - 1].Length == 0) InputCount--;
        var count = proto.Output.Count;
        while (count > 0 && proto.Output[count - 1].Length == 0) count--;
        outputs = new Value?[count];
        if (count == 0) throw Error(ModelError.Arity, "writes no output");
        foreach (var a in proto.Attribute)
        {
            if (!attributes.TryAdd(a.Name, a)) throw Error(ModelError.Attribute, $"attribute {ModelException.Quote(a.Name)} is given twice");
        }
    }

    /// <summary>Version of the default operator set.</summary>
    public int Opset => graph.Opset;

    /// <summary>The operator.</summary>
    public string OpType => proto.OpType;

    /// <summary>The node's name, or its first output's.</summary>
    public string Name => NameOf(proto);

    /// <summary>Inputs given, without trailing absent ones.</summary>
    public int InputCount { get; }

    /// <summary>Outputs asked for, without trailing absent ones.</summary>
    public int OutputCount => outputs.Length;

    /// <summary>The name that messages use for a node.</summary>
    public static string NameOf(NodeProto node) =>
        node.Name.Length > 0 ? node.Name : node.Output.FirstOrDefault(o => o.Length > 0) ?? "";

    /// <summary>An error with this node's coordinates.</summary>
    public ModelException Error(ModelError error, string problem, Value? tensor = null) =>
        new(error, problem, Name, OpType, tensor?.Name);

    /// <summary>Declares how many inputs the operator takes.</summary>
    public void Arity(int min, int max)
    {
        if (InputCount < min || InputCount > max)
            throw Error(ModelError.Arity, $"has {InputCount} inputs, {OpType} takes {(min == max ? $"{min}" : $"{min} to {max}")}");
        inputsRead = max;
    }

    /// <summary>A required input.</summary>
    public Value Input(int index) => Optional(index) ?? throw Error(ModelError.Arity, $"input {index} is missing");

    /// <summary>An input, or null where it is absent.</summary>
    public Value? Optional(int index)
    {
        if (index >= InputCount || proto.Input[index].Length == 0) return null;
        try
        {
            return scope.Resolve(proto.Input[index]);
        }
        catch (ModelException e)
        {
            throw new ModelException(e.Error, e.Problem, Name, OpType, e.Tensor);
        }
    }

    /// <summary>A float input.</summary>
    public Value Float(int index)
    {
        var v = Input(index);
        return v.ElementType.IsFloat() ? v : throw Error(ModelError.Type, $"is {Lower(v.ElementType)}, {OpType} needs a float tensor", v);
    }

    /// <summary>Checks that an operand has the same type as the first.</summary>
    public void SameType(Value first, Value other)
    {
        if (first.ElementType != other.ElementType)
            throw Error(ModelError.Type, $"is {Lower(other.ElementType)}, but {ModelException.Quote(first.Name)} is {Lower(first.ElementType)}", other);
    }

    /// <summary>The value of an input that must not depend on the model's inputs, or null where it is absent.</summary>
    public Tensor? Constant(int index, string role)
    {
        if (Optional(index) is not { } v) return null;
        return v.Constant ?? throw Error(ModelError.Unsupported, $"{role} must be constant: a circuit is fixed before its input is known", v);
    }

    /// <summary>A constant list of integers, or null where it is absent.</summary>
    public long[]? Integers(int index, string role)
    {
        if (index < InputCount && scope.IsEmpty(proto.Input[index])) return [];
        if (Constant(index, role) is not { } t) return null;
        if (t.IsFloat || t.Shape.Rank > 1) throw Error(ModelError.Type, $"{role} must be a list of integers", Input(index));
        return t.IntegerArray;
    }

    /// <summary>A constant float scalar, or null where it is absent.</summary>
    public float? Scalar(int index, string role)
    {
        if (Constant(index, role) is not { } t) return null;
        if (t.Shape.Count != 1) throw Error(ModelError.Shape, $"{role} must be one number, it has shape {t.Shape}", Input(index));
        return t.IsFloat ? t.Floats[0] : t.Integers[0];
    }

    /// <summary>Checks dimensions and makes them a shape.</summary>
    public Shape Shape(params ReadOnlySpan<long> dims) =>
        Dimensions.Check(dims, out var shape) is var (error, problem) ? throw Error(error, problem) : shape;

    /// <summary>An axis in 0..rank-1 from one that may count from the end.</summary>
    public int Axis(long axis, int rank, string role = "axis") =>
        axis >= -rank && axis < rank ? (int)(axis < 0 ? axis + rank : axis) : throw Error(ModelError.Attribute, $"{role} {axis} of a rank-{rank} tensor");

    /// <summary>Sorted distinct axes from ones that may count from the end.</summary>
    public int[] Axes(ReadOnlySpan<long> axes, int rank)
    {
        var set = new SortedSet<int>();
        foreach (var a in axes)
        {
            if (!set.Add(Axis(a, rank))) throw Error(ModelError.Attribute, $"axis {a} is given twice");
        }

        return [.. set];
    }

    /// <summary>Refuses work beyond any model that can be proved.</summary>
    public void Work(Shape output, long perElement)
    {
        if (perElement > ImportLimits.NodeWork / output.Count)
            throw Error(ModelError.TooLarge, $"takes {perElement} products for each of {output.Count} elements, above the size limit");
        work = perElement * output.Count;
    }

    /// <summary>Emits a node that computes output <paramref name="index"/>, or an intermediate value named by a suffix.</summary>
    public Value Emit(Node node, Shape shape, ElementType type, ReadOnlySpan<Value> from, string? suffix = null, int index = 0)
    {
        var output = index < proto.Output.Count ? proto.Output[index] : Name;
        return graph.Emit(node, suffix is null ? Name : $"{Name}/{suffix}", OpType, suffix is null ? output : $"{output}/{suffix}", shape, type, from, work);
    }

    /// <summary>A constant made here.</summary>
    public Value Constant(Tensor tensor, string? suffix = null)
    {
        if (tensor.FirstNonFinite() is >= 0 and var bad)
            throw Error(ModelError.Range, $"constant is {GraphBuilder.Describe(tensor.Floats[bad])} at {tensor.Shape.Coordinates(bad)}");
        return GraphBuilder.Constant(suffix is null ? proto.Output[0] : $"{proto.Output[0]}/{suffix}", tensor);
    }

    /// <summary>Counts elements of a constant or parameter about to be made here.</summary>
    public void Charge(int elements)
    {
        try
        {
            graph.Charge(elements, elements);
        }
        catch (ModelException e)
        {
            throw Error(e.Error, e.Problem);
        }
    }

    /// <summary>Records a decision that the user should see.</summary>
    public void Note(string note) => graph.Note(note);

    /// <summary>Sets an output.</summary>
    public void Return(Value value, int index = 0)
    {
        if (index < outputs.Length) outputs[index] = value;
    }

    /// <summary>Makes output 0 an empty list of integers.</summary>
    public void ReturnEmpty() => scope.AddEmpty(proto.Output[0]);

    /// <summary>Checks that everything in the node was understood; gives the values of its outputs (null where not computed).</summary>
    public ReadOnlySpan<Value?> Finish()
    {
        if (InputCount > inputsRead) throw Error(ModelError.Arity, $"has {InputCount} inputs, {OpType} takes {inputsRead}");
        foreach (var name in attributes.Keys)
            throw Error(ModelError.Attribute, $"attribute {ModelException.Quote(name)} is not one of {OpType} in operator set {Opset}");
        return outputs;
    }

    private static string Lower(ElementType type) => ElementTypes.OnnxName((int)type);
}

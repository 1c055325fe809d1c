using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml.Onnx;

/// <summary>
/// Values by ONNX name. A name may also stand for an empty list of integers (no axes, the shape of a scalar), which is not a
/// tensor here, or for an output that was not computed and only hurts where it is read.
/// </summary>
internal sealed class Scope
{
    private readonly Dictionary<string, Value> values = [];
    private readonly HashSet<string> empties = [];

    /// <summary>Names a value.</summary>
    public void Add(string name, Value value) => values[name] = value;

    /// <summary>Names an empty list.</summary>
    public void AddEmpty(string name) => empties.Add(name);

    /// <summary>True for the name of an empty list.</summary>
    public bool IsEmpty(string name) => empties.Contains(name);

    /// <summary>The value, where the name has one.</summary>
    public Value? Find(string name) => values.GetValueOrDefault(name);

    /// <summary>The value of a name that a node reads.</summary>
    /// <exception cref="ModelException">The name stands for an empty list or for an output that is not computed.</exception>
    public Value Resolve(string name)
    {
        if (values.TryGetValue(name, out var v)) return v;
        if (IsEmpty(name)) throw new ModelException(ModelError.Shape, "is an empty tensor", tensor: name);
        throw new ModelException(ModelError.Unsupported, "is an extra output (a mask, indices) that inference does not compute", tensor: name);
    }
}

using System.Text;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx.Wire;
using Kind = ZkAccel.Zkml.Onnx.Wire.AttributeProto.Types.AttributeType;

namespace ZkAccel.Zkml.Onnx;

/// <summary>Typed attributes: each is taken once, of the type asked for, and within the range asked for.</summary>
internal sealed partial class NodeReader
{
    /// <summary>True where the node has the attribute and it was not taken yet.</summary>
    public bool Has(string name) => attributes.ContainsKey(name);

    /// <summary>An integer attribute within a range.</summary>
    public long Int(string name, long fallback, long min = long.MinValue, long max = long.MaxValue)
    {
        if (Take(name, Kind.Int) is not { } a) return fallback;
        return a.I >= min && a.I <= max ? a.I : throw Error(ModelError.Attribute, $"attribute {name} is {a.I}, allowed is {min} to {max}");
    }

    /// <summary>An attribute that is 0 or 1.</summary>
    public bool Flag(string name, bool fallback) => Int(name, fallback ? 1 : 0, 0, 1) == 1;

    /// <summary>A finite float attribute.</summary>
    public float Float(string name, float fallback)
    {
        if (Take(name, Kind.Float) is not { } a) return fallback;
        return float.IsFinite(a.F) ? a.F : throw Error(ModelError.Attribute, $"attribute {name} is not finite");
    }

    /// <summary>A text attribute that is one of a few words; the first is the default.</summary>
    public string Word(string name, params ReadOnlySpan<string> allowed)
    {
        if (Take(name, Kind.String) is not { } a) return allowed[0];
        var text = Encoding.UTF8.GetString(a.S.Span);
        foreach (var w in allowed)
        {
            if (w == text) return w;
        }

        throw Error(ModelError.Attribute, $"attribute {name} is {ModelException.Quote(text)}, allowed is {string.Join(", ", allowed.ToArray())}");
    }

    /// <summary>A list of integers, or null where it is absent.</summary>
    public long[]? Ints(string name) => Take(name, Kind.Ints) is { } a ? [.. a.Ints] : null;

    /// <summary>A list of floats, or null where it is absent.</summary>
    public float[]? Floats(string name) => Take(name, Kind.Floats) is { } a ? [.. a.Floats] : null;

    /// <summary>A tensor, or null where it is absent.</summary>
    public TensorProto? TensorProto(string name) => Take(name, Kind.Tensor)?.T;

    /// <summary>Decodes a tensor attribute; its external data is refused.</summary>
    public Tensor Decode(TensorProto tensor, string name)
    {
        try
        {
            return TensorDecoder.Decode(tensor, name, external: null)!;
        }
        catch (ModelException e)
        {
            throw Error(e.Error, $"attribute {name}: {e.Problem}");
        }
    }

    /// <summary>Drops an attribute that has no effect on inference.</summary>
    public void Ignore(string name) => attributes.Remove(name);

    private AttributeProto? Take(string name, Kind kind)
    {
        if (!attributes.Remove(name, out var a)) return null;
        if (a.HasRefAttrName) throw Error(ModelError.Attribute, $"attribute {name} refers to a function's attribute");
        var actual = a.HasType && a.Type != Kind.Undefined ? a.Type : Guess(a, kind);
        if (actual != kind || !Present(a, kind)) throw Error(ModelError.Attribute, $"attribute {name} is {actual}, it must be {kind}");
        return a;
    }

    private static Kind Guess(AttributeProto a, Kind wanted) => Present(a, wanted) ? wanted : Kind.Undefined;

    private static bool Present(AttributeProto a, Kind kind) => kind switch
    {
        Kind.Tensor => a.T is not null,
        Kind.String => a.HasS || a.HasType,
        Kind.Int => a.HasI || a.HasType,
        Kind.Float => a.HasF || a.HasType,
        _ => true,
    };
}

namespace ZkAccel.Zkml.Integer;

/// <summary>What is wrong with an integer model, its file, or an input to it.</summary>
public enum IntegerModelError
{
    /// <summary>A node, value, weight, bias or table id that does not exist, or a node that reads a later value.</summary>
    Reference,

    /// <summary>Shapes or lengths that do not fit each other.</summary>
    Shape,

    /// <summary>A parameter outside its range (shift, bits, window, multiplier, weight, bias).</summary>
    Parameter,

    /// <summary>A wide accumulator used where only a narrow value may stand.</summary>
    NotNarrow,

    /// <summary>The proven range of a requantised value does not fit a table of 2^17 entries.</summary>
    TableDomain,

    /// <summary>The proven range of an accumulator exceeds 2^62.</summary>
    Overflow,

    /// <summary>An input element outside the range that the model was proven for, or an input of the wrong length.</summary>
    Input,

    /// <summary>The bytes are not a model file of a known version.</summary>
    Format,

    /// <summary>A length in the file exceeds what is left of it, or the file exceeds the size limit.</summary>
    TooLarge,

    /// <summary>The digest in the file is not that of its content.</summary>
    Digest,
}

/// <summary>An integer model, its file or its input was refused. The message names the node and says what to change.</summary>
public sealed class IntegerModelException : Exception
{
    internal IntegerModelException(IntegerModelError error, string problem, string? node = null)
        : base(node is null ? problem : $"layer '{node}': {problem}") => (Error, Node) = (error, node);

    /// <summary>What kind of thing is wrong.</summary>
    public IntegerModelError Error { get; }

    /// <summary>The layer at fault (ONNX name), or null.</summary>
    public string? Node { get; }
}

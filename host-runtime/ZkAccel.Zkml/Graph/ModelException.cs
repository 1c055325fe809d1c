using System.Globalization;
using System.Text;
using ZkAccel.Files;

namespace ZkAccel.Zkml.Graphs;

/// <summary>What is wrong with a model or a tensor file.</summary>
public enum ModelError
{
    /// <summary>The file cannot be read.</summary>
    Unreadable,

    /// <summary>The bytes are not the format they should be.</summary>
    Malformed,

    /// <summary>Messages nest deeper than any real model.</summary>
    NestingTooDeep,

    /// <summary>A size limit is exceeded.</summary>
    TooLarge,

    /// <summary>No graph, or nothing in it.</summary>
    Empty,

    /// <summary>IR version or operator set version outside the supported range.</summary>
    Version,

    /// <summary>A name is written twice, or by a node and as an input.</summary>
    DuplicateName,

    /// <summary>A name is read or declared but written nowhere.</summary>
    UndefinedName,

    /// <summary>Nodes depend on each other in a circle.</summary>
    Cycle,

    /// <summary>An operator that is not supported.</summary>
    UnknownOperator,

    /// <summary>A supported operator in a mode that is not.</summary>
    Unsupported,

    /// <summary>Too few or too many inputs or outputs of a node.</summary>
    Arity,

    /// <summary>An attribute is unknown, of the wrong type or out of range.</summary>
    Attribute,

    /// <summary>Shapes do not fit each other, the operator, or what the file declares.</summary>
    Shape,

    /// <summary>A dimension is symbolic and not the batch.</summary>
    SymbolicDimension,

    /// <summary>Element types do not fit each other or are not supported.</summary>
    Type,

    /// <summary>Tensor data of the wrong length, or in more than one place.</summary>
    Data,

    /// <summary>A constant is NaN, infinite or too large, or an index is out of range.</summary>
    Range,

    /// <summary>External data that must not or cannot be read.</summary>
    ExternalData,

    /// <summary>A proof of the model would say nothing: constant or copied output, unread input.</summary>
    ProvesNothing,
}

/// <summary>
/// A model or tensor file was refused. The message is one line: file, node and operator, tensor, what is wrong, what to do.
/// Names from the file are quoted with control and non-ASCII characters escaped.
/// </summary>
public sealed class ModelException : Exception
{
    internal ModelException(ModelError error, string problem, string? node = null, string? op = null, string? tensor = null, string? file = null, Exception? inner = null)
        : base(Format(problem, node, op, tensor, file), inner) =>
        (Error, Problem, Node, Operator, Tensor, File) = (error, problem, node, op, tensor, file);

    /// <summary>What kind of thing is wrong.</summary>
    public ModelError Error { get; }

    /// <summary>The message without its coordinates.</summary>
    public string Problem { get; }

    /// <summary>Name of the node at fault, as in the file, or null.</summary>
    public string? Node { get; }

    /// <summary>Operator of that node, as in the file, or null.</summary>
    public string? Operator { get; }

    /// <summary>Name of the tensor at fault, as in the file, or null.</summary>
    public string? Tensor { get; }

    /// <summary>The file, or null where it came from a stream.</summary>
    public string? File { get; }

    /// <summary>The same error with the file's name.</summary>
    internal ModelException In(string? file) =>
        file is null || File is not null ? this : new ModelException(Error, Problem, Node, Operator, Tensor, file, InnerException);

    /// <summary>A name in single quotes, cut at 80 characters, with everything but printable ASCII escaped.</summary>
    internal static string Quote(string name) => "'" + Escape(name) + "'";

    /// <summary>A name cut at 80 characters, with everything but printable ASCII escaped.</summary>
    internal static string Escape(string name)
    {
        var b = new StringBuilder();
        foreach (var c in name.AsSpan(0, Math.Min(name.Length, 80)))
        {
            if (c is >= ' ' and < '\x7f' and not '\'' and not '\\') b.Append(c);
            else b.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
        }

        return name.Length > 80 ? b.Append("...").ToString() : b.ToString();
    }

    private static string Format(string problem, string? node, string? op, string? tensor, string? file)
    {
        var b = new StringBuilder();
        if (file is not null) b.Append(FileProblem.OneLine(file)).Append(": ");
        if (node is not null || op is not null)
        {
            b.Append("node ").Append(Quote(node ?? ""));
            if (op is not null) b.Append(" (").Append(Escape(op)).Append(')');
            b.Append(": ");
        }

        if (tensor is not null) b.Append("tensor ").Append(Quote(tensor)).Append(": ");
        return b.Append(problem).ToString();
    }
}

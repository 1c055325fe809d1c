using System.Globalization;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// An expression evaluated for every row i of some columns: an immutable graph of sums and products. Equal sub-expressions are
/// computed once, whether or not they are the same object. The same expression serves every device.
/// </summary>
public sealed class RowExpression
{
    private RowExpression(RowOperation operation)
    {
        Operation = operation;
    }

    internal RowOperation Operation { get; }

    internal RowExpression? Left { get; private init; }

    internal RowExpression? Right { get; private init; }

    /// <summary>Index of a column or of a run-time constant.</summary>
    internal int Index { get; private init; }

    internal int Rotation { get; private init; }

    internal Fr Value { get; private init; }

    /// <summary>columns[index][(i + rotation) mod n]; a rotation may be negative.</summary>
    public static RowExpression Column(int index, int rotation = 0)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new RowExpression(RowOperation.Column) { Index = index, Rotation = rotation };
    }

    /// <summary>constants[index], given when the program runs: a challenge.</summary>
    public static RowExpression Constant(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new RowExpression(RowOperation.Constant) { Index = index };
    }

    /// <summary>A value fixed when the program is compiled.</summary>
    public static RowExpression Literal(Fr value) => new(RowOperation.Literal) { Value = value };

    /// <summary>A value fixed when the program is compiled.</summary>
    public static implicit operator RowExpression(Fr value) => Literal(value);

    /// <summary>Sum.</summary>
    public static RowExpression operator +(RowExpression left, RowExpression right) => Binary(RowOperation.Add, left, right);

    /// <summary>Difference.</summary>
    public static RowExpression operator -(RowExpression left, RowExpression right) => Binary(RowOperation.Subtract, left, right);

    /// <summary>Product.</summary>
    public static RowExpression operator *(RowExpression left, RowExpression right) => Binary(RowOperation.Multiply, left, right);

    /// <summary>Negation.</summary>
    public static RowExpression operator -(RowExpression value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return new RowExpression(RowOperation.Negate) { Left = value };
    }

    /// <inheritdoc/>
    public override string ToString() => Operation switch
    {
        RowOperation.Column => string.Create(CultureInfo.InvariantCulture, $"column {Index} rotated {Rotation}"),
        RowOperation.Constant => string.Create(CultureInfo.InvariantCulture, $"constant {Index}"),
        RowOperation.Literal => $"literal {Value}",
        _ => Operation.ToString(),
    };

    /// <summary>All distinct nodes, operands before their uses, this one last. No recursion: sums may be thousands of terms deep.</summary>
    internal IReadOnlyList<RowExpression> Nodes()
    {
        var order = new List<RowExpression>();
        var seen = new HashSet<RowExpression>(ReferenceEqualityComparer.Instance);
        var stack = new Stack<(RowExpression Node, bool Expanded)>();
        stack.Push((this, false));
        while (stack.TryPop(out var top))
        {
            if (top.Expanded)
            {
                order.Add(top.Node);
                continue;
            }

            if (!seen.Add(top.Node)) continue;
            stack.Push((top.Node, true));
            if (top.Node.Right is { } right) stack.Push((right, false));
            if (top.Node.Left is { } left) stack.Push((left, false));
        }

        return order;
    }

    private static RowExpression Binary(RowOperation operation, RowExpression left, RowExpression right)
    {
        ArgumentNullException.ThrowIfNull(left);
        ArgumentNullException.ThrowIfNull(right);
        return new RowExpression(operation) { Left = left, Right = right };
    }
}

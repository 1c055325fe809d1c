using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>What a step of a row program does.</summary>
public enum RowOperation
{
    /// <summary>Reads column <c>Left</c> at row (i + <c>Right</c>) mod n.</summary>
    Column,

    /// <summary>Reads run-time constant <c>Left</c>.</summary>
    Constant,

    /// <summary>Reads literal <c>Left</c> of the code.</summary>
    Literal,

    /// <summary>Step <c>Left</c> + step <c>Right</c>.</summary>
    Add,

    /// <summary>Step <c>Left</c> - step <c>Right</c>.</summary>
    Subtract,

    /// <summary>Step <c>Left</c> · step <c>Right</c>.</summary>
    Multiply,

    /// <summary>Step <c>Left</c> squared.</summary>
    Square,

    /// <summary>Minus step <c>Left</c>.</summary>
    Negate,
}

/// <summary>One value of a row, computed once.</summary>
/// <param name="Operation">What to do.</param>
/// <param name="Left">First operand: an earlier step, or an index for the three reads.</param>
/// <param name="Right">Second operand of Add, Subtract, Multiply; rotation of Column; else 0.</param>
/// <param name="Register">
/// Where the value may be kept, 0 to <see cref="RowCode.RegisterCount"/> - 1: it lives there until its last use. It may be the register of
/// an operand that dies in this step.
/// </param>
public readonly record struct RowStep(RowOperation Operation, int Left, int Right, int Register);

/// <summary>
/// A row expression as straight-line code, the form devices compile: operands first, equal values merged, literals folded,
/// dead code gone, ordered so that few values live at once, with a register for each. The last step is the result.
/// </summary>
public sealed class RowCode
{
    private readonly RowStep[] _steps;
    private readonly Fr[] _literals;
    private readonly bool[] _rotated;

    internal RowCode(IReadOnlyList<RowExpression> nodes, RowStep[] steps, Fr[] literals, int registerCount)
    {
        _steps = steps;
        _literals = literals;
        RegisterCount = registerCount;
        foreach (var step in steps)
            if (step.Operation is RowOperation.Multiply or RowOperation.Square) MultiplicationCount++;
        foreach (var node in nodes)
        {
            if (node.Operation == RowOperation.Column) ColumnCount = Math.Max(ColumnCount, node.Index + 1);
            if (node.Operation == RowOperation.Constant) ConstantCount = Math.Max(ConstantCount, node.Index + 1);
        }

        _rotated = new bool[ColumnCount];
        foreach (var node in nodes)
            if (node.Operation == RowOperation.Column && node.Rotation != 0) _rotated[node.Index] = true;
    }

    /// <summary>The steps, in order.</summary>
    public ReadOnlySpan<RowStep> Steps => _steps;

    /// <summary>Values of the literals.</summary>
    public ReadOnlySpan<Fr> Literals => _literals;

    /// <summary>Values that live at once, at most.</summary>
    public int RegisterCount { get; }

    /// <summary>Columns needed: the highest index in the expression, plus one, even where folding left no read of it.</summary>
    public int ColumnCount { get; }

    /// <summary>Run-time constants needed: the highest index in the expression, plus one.</summary>
    public int ConstantCount { get; }

    /// <summary>Products and squares a row: the cost.</summary>
    public int MultiplicationCount { get; }

    /// <summary>Whether the expression reads <paramref name="column"/> with a rotation other than 0: the result must not overwrite it.</summary>
    public bool IsRotated(int column) => _rotated[column];
}

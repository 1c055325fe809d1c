using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Where a kernel finds an operand.</summary>
internal enum RowSource
{
    /// <summary>The result of instruction <c>Index</c>.</summary>
    Value,

    /// <summary>Column <c>Index</c> at row (i + <c>Rotation</c>) mod n.</summary>
    Column,

    /// <summary>Run-time constant <c>Index</c>: an argument of the kernel, in no register until used.</summary>
    Constant,

    /// <summary>Literal <c>Index</c>: part of the instruction.</summary>
    Literal,
}

internal readonly record struct RowOperand(RowSource Source, int Index, int Rotation = 0)
{
    /// <summary>Whether it takes a register between its uses.</summary>
    public bool IsHeld => Source is RowSource.Value or RowSource.Column;
}

/// <summary>One operation of a row; the two-product operations have four operands.</summary>
internal readonly record struct RowInstruction(FieldOperation Operation, RowOperand[] Operands);

/// <summary>
/// Row code as a GPU runs it: reads have become operands, and sums and differences of two products that nothing else uses have become one
/// operation with one reduction.
/// </summary>
internal sealed class RowStream
{
    private RowStream(RowInstruction[] instructions, RowOperand result, Fr[] literals)
    {
        Instructions = instructions;
        Result = result;
        Literals = literals;
    }

    public RowInstruction[] Instructions { get; }

    public RowOperand Result { get; }

    public Fr[] Literals { get; }

    public static RowStream From(RowCode code)
    {
        var steps = code.Steps;
        var uses = Uses(steps);
        var operands = new RowOperand[steps.Length];
        var instructions = new List<RowInstruction>();
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            operands[i] = step.Operation switch
            {
                RowOperation.Column => new RowOperand(RowSource.Column, step.Left, step.Right),
                RowOperation.Constant => new RowOperand(RowSource.Constant, step.Left),
                RowOperation.Literal => new RowOperand(RowSource.Literal, step.Left),
                _ => Append(steps, i),
            };
        }

        return new RowStream([.. instructions], operands[^1], code.Literals.ToArray());

        RowOperand Append(ReadOnlySpan<RowStep> all, int i)
        {
            var step = all[i];
            if (IsMerged(all, uses, i)) return default;
            var instruction = step.Operation switch
            {
                RowOperation.Add or RowOperation.Subtract when IsPair(all, uses, step) => new RowInstruction(
                    step.Operation == RowOperation.Add ? FieldOperation.MulAdd : FieldOperation.MulSub, [.. Factors(all[step.Left]), .. Factors(all[step.Right])]),
                RowOperation.Add when step.Left == step.Right => new RowInstruction(FieldOperation.Double, [operands[step.Left]]),
                RowOperation.Add => new RowInstruction(FieldOperation.Add, [operands[step.Left], operands[step.Right]]),
                RowOperation.Subtract => new RowInstruction(FieldOperation.Subtract, [operands[step.Left], operands[step.Right]]),
                RowOperation.Multiply => new RowInstruction(FieldOperation.Multiply, [operands[step.Left], operands[step.Right]]),
                RowOperation.Square => new RowInstruction(FieldOperation.Square, [operands[step.Left]]),
                _ => new RowInstruction(FieldOperation.Negate, [operands[step.Left]]),
            };
            instructions.Add(instruction);
            return new RowOperand(RowSource.Value, instructions.Count - 1);
        }

        RowOperand[] Factors(RowStep product) =>
            [operands[product.Left], operands[product.Operation == RowOperation.Square ? product.Left : product.Right]];
    }

    /// <summary>For each step, how often it is used, and in <c>User</c> by which step last.</summary>
    private static (int Count, int User)[] Uses(ReadOnlySpan<RowStep> steps)
    {
        var uses = new (int Count, int User)[steps.Length];
        for (var i = 0; i < steps.Length; i++)
        {
            var step = steps[i];
            if (step.Operation is RowOperation.Column or RowOperation.Constant or RowOperation.Literal) continue;
            uses[step.Left] = (uses[step.Left].Count + 1, i);
            if (step.Operation is not (RowOperation.Square or RowOperation.Negate)) uses[step.Right] = (uses[step.Right].Count + 1, i);
        }

        return uses;
    }

    private static bool IsMerged(ReadOnlySpan<RowStep> steps, (int Count, int User)[] uses, int i) =>
        IsProduct(steps[i]) && uses[i].Count == 1 && IsPair(steps, uses, steps[uses[i].User]);

    private static bool IsPair(ReadOnlySpan<RowStep> steps, (int Count, int User)[] uses, RowStep step) =>
        step.Operation is RowOperation.Add or RowOperation.Subtract
        && IsProduct(steps[step.Left]) && IsProduct(steps[step.Right]) && uses[step.Left].Count == 1 && uses[step.Right].Count == 1;

    private static bool IsProduct(RowStep step) => step.Operation is RowOperation.Multiply or RowOperation.Square;
}

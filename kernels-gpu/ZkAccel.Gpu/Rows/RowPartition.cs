namespace ZkAccel.Gpu;

/// <summary>What one kernel of a row program computes: instructions <see cref="Begin"/> to <see cref="End"/> - 1.</summary>
/// <param name="Begin">First instruction.</param>
/// <param name="End">The one after the last.</param>
/// <param name="Live">Elements that live at once, at most; each takes eight registers.</param>
/// <param name="Reads">Values of earlier kernels, from their intermediate columns.</param>
/// <param name="Writes">Values that later kernels need.</param>
internal sealed record RowPart(int Begin, int End, int Live, int[] Reads, int[] Writes);

/// <summary>
/// Cuts a program where more elements would live at once than a thread has registers for, or where a kernel would be too long: what a later kernel needs is written to a column when it is
/// computed, and read when it is first used. So spilling is bounded, by choice and in whole lines, instead of left to the assembler.
/// </summary>
internal static class RowPartition
{
    /// <summary>Elements a kernel may hold: 160 registers, which with those of a product stay below 255.</summary>
    public const int DefaultBudget = 20;

    /// <summary>Operations of a kernel. A compiler's time grows faster than a straight text, which here has some 190 instructions a product.</summary>
    public const int MaxInstructions = 256;

    /// <summary>Operands and result of one operation.</summary>
    private const int MinBudget = 5;

    /// <summary>Bytes of a kernel's arguments on CUDA, less those that are always there.</summary>
    private const int ArgumentBytes = 3500;

    private const int ViewBytes = 16, ElementBytes = 32;

    public static List<RowPart> Cut(RowStream stream, int budget)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(budget, MinBudget);
        var parts = new List<RowPart>();
        var begin = 0;
        do
        {
            var end = begin;
            for (var step = Math.Clamp(stream.Instructions.Length - begin, 1, MaxInstructions); step > 0; step /= 2)
                while (end + step <= Math.Min(stream.Instructions.Length, begin + MaxInstructions) && Fits(stream, begin, end + step, budget)) end += step;
            parts.Add(new RowPart(begin, end, Live(stream, begin, end), Reads(stream, begin, end), Writes(stream, begin, end)));
            begin = end;
        }
        while (begin < stream.Instructions.Length);
        return parts;
    }

    /// <summary>For each operand that is held in a register, the last instruction of the range that uses it.</summary>
    public static Dictionary<RowOperand, int> LastUses(RowStream stream, int begin, int end)
    {
        var last = new Dictionary<RowOperand, int>();
        for (var i = begin; i < end; i++)
            foreach (var operand in stream.Instructions[i].Operands)
                if (operand.IsHeld) last[operand] = i;
        return last;
    }

    private static bool Fits(RowStream stream, int begin, int end, int budget)
    {
        var arguments = new HashSet<(RowSource, int)>();
        for (var i = begin; i < end; i++)
            foreach (var operand in stream.Instructions[i].Operands)
                if (operand.Source is RowSource.Column or RowSource.Constant) arguments.Add((operand.Source, operand.Index));
        var views = arguments.Count(argument => argument.Item1 == RowSource.Column) + Reads(stream, begin, end).Length + Writes(stream, begin, end).Length;
        var elements = arguments.Count(argument => argument.Item1 == RowSource.Constant);
        return views * ViewBytes + elements * ElementBytes <= ArgumentBytes && Live(stream, begin, end) <= budget;
    }

    private static int Live(RowStream stream, int begin, int end)
    {
        var last = LastUses(stream, begin, end);
        var live = new HashSet<RowOperand>();
        var most = 1;
        for (var i = begin; i < end; i++)
        {
            foreach (var operand in stream.Instructions[i].Operands)
                if (operand.IsHeld) live.Add(operand);
            most = Math.Max(most, live.Count);
            foreach (var operand in stream.Instructions[i].Operands)
                if (operand.IsHeld && last[operand] == i) live.Remove(operand);
            var result = new RowOperand(RowSource.Value, i);
            if (last.ContainsKey(result)) live.Add(result);
            most = Math.Max(most, live.Count);
        }

        return most;
    }

    private static int[] Reads(RowStream stream, int begin, int end) =>
        [.. LastUses(stream, begin, end).Keys.Where(operand => operand.Source == RowSource.Value && operand.Index < begin).Select(operand => operand.Index).Order()];

    private static int[] Writes(RowStream stream, int begin, int end) =>
        [.. LastUses(stream, end, stream.Instructions.Length).Keys
            .Where(operand => operand.Source == RowSource.Value && operand.Index >= begin && operand.Index < end).Select(operand => operand.Index).Order()];
}

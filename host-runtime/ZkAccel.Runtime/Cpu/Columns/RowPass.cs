using System.Runtime.CompilerServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// A row program on strips of blocks: each step is one kernel call on a strip, values in between stay in L1. A column read without
/// an odd rotation is used where it lies; constants are one block read again and again.
/// </summary>
internal sealed unsafe class RowPass(FieldKernels kernels, RowCode code, ScratchPool scratch)
{
    private const int Block = Modulus.Block;

    /// <summary>Blocks of a strip: 16 make 5 KiB a register.</summary>
    internal const int Strip = 16;

    /// <summary>Bytes of the splatted literals and run-time constants.</summary>
    internal long ConstantBytes => Math.Max(code.ConstantCount + code.Literals.Length, 1) * (long)Block * sizeof(long);

    /// <summary>Splats run-time constants, then literals.</summary>
    internal void Constants(ReadOnlySpan<Bn254.Fr> constants, long* target)
    {
        long* element = stackalloc long[Element.Words];
        for (int i = 0; i < code.ConstantCount + code.Literals.Length; i++, target += Block)
        {
            Element.FromFr(i < code.ConstantCount ? constants[i] : code.Literals[i - code.ConstantCount], element);
            Columns.Splat(target, element);
        }
    }

    /// <summary>Evaluates blocks [from, to) of <paramref name="count"/> rows.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Run(long** columns, long count, long* constants, long* result, long from, long to)
    {
        var steps = code.Steps;
        using var lease = scratch.Rent(code.RegisterCount * (long)Strip * Block * sizeof(long));
        using var tables = scratch.Rent(steps.Length * 2L * sizeof(long));
        var value = (long**)tables.Words;
        long* advance = tables.Words + steps.Length;
        for (long at = from; at < to; at += Strip)
        {
            long n = Math.Min(Strip, to - at);
            for (int s = 0; s < steps.Length; s++)
            {
                var step = steps[s];
                bool last = s == steps.Length - 1;
                long* target = last ? result + at * Block : lease.Words + step.Register * (long)(Strip * Block);
                value[s] = target;
                advance[s] = Block;
                switch (step.Operation)
                {
                    case RowOperation.Column:
                        Read(columns[step.Left], step.Right, count, at, n, last, target, ref value[s]);
                        break;
                    case RowOperation.Constant or RowOperation.Literal:
                        value[s] = constants + (step.Operation == RowOperation.Constant ? step.Left : code.ConstantCount + step.Left) * Block;
                        advance[s] = 0;
                        if (last) for (long k = 0; k < n; k++) Columns.Copy(target + k * Block, value[s], 1);
                        break;
                    case RowOperation.Negate:
                        kernels.Negate(target, Whole(step.Left, n), n);
                        break;
                    case RowOperation.Square:
                        kernels.Square(target, Whole(step.Left, n), n);
                        break;
                    case RowOperation.Subtract:
                        kernels.Subtract(target, value[step.Left], value[step.Right], n, advance[step.Right], advance[step.Left]);
                        break;
                    default:
                        int a = step.Left, b = step.Right;
                        if (advance[a] == 0) (a, b) = (b, a);
                        if (step.Operation == RowOperation.Add) kernels.Add(target, Whole(a, n), value[b], n, advance[b]);
                        else kernels.Multiply(target, Whole(a, n), value[b], n, advance[b]);
                        break;
                }
            }
        }

        // An operand that must advance: a constant is written out into its register first.
        long* Whole(int s, long n)
        {
            if (advance[s] != 0) return value[s];
            long* register = lease.Words + code.Steps[s].Register * (long)(Strip * Block);
            for (long k = 0; k < n; k++) Columns.Copy(register + k * Block, value[s], 1);
            advance[s] = Block;
            return value[s] = register;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Read(long* column, int rotation, long count, long at, long n, bool copy, long* target, ref long* value)
    {
        long start = ((at * 8 + rotation) % count + count) % count;
        if (start % 8 == 0 && (rotation == 0 || start + 8 * n <= count))
        {
            value = column + start / 8 * Block;
            if (copy && value != target) Columns.Copy(target, value, n);
        }
        else
        {
            Columns.GatherCyclic(target, column, start, count, n);
        }
    }
}

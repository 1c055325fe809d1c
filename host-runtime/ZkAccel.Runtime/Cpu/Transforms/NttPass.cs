using System.Runtime.CompilerServices;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>One transform of one column in place: two passes over the data, each on pieces that lie in the cache.</summary>
internal readonly unsafe struct NttPass
{
    private const int Block = Modulus.Block;

    /// <summary>Rows whose twiddles are advanced together.</summary>
    private const int Strip = 16;

    private readonly FieldKernels kernels;
    private readonly CpuNttPlan.Direction tables;
    private readonly ScratchPool scratch;
    private readonly int logA, logB;
    private readonly Fr rowStep, columnStart, columnStep, first;
    private readonly bool scaleInput, scaleOutput;

    internal NttPass(FieldKernels kernels, CpuNttPlan plan, ScratchPool scratch, NttKind kind, Fr coset)
    {
        this.kernels = kernels;
        this.scratch = scratch;
        tables = plan.For(kind);
        logA = plan.LogColumn;
        logB = plan.LogRow;
        bool shifted = coset != Fr.One;
        if (kind == NttKind.Forward)
        {
            // Element i*B + j is scaled by coset^(i*B) on the way in and by coset^j among the twiddles.
            scaleInput = shifted;
            rowStep = coset.Pow(1UL << logB);
            first = coset;
            columnStart = Fr.One;
            columnStep = Fr.One;
        }
        else
        {
            // Element k1 + A*k2 is scaled by 1/n * coset^-k1 among the twiddles and by coset^(-A*k2) on the way out.
            scaleOutput = shifted;
            columnStep = coset.Inverse();
            rowStep = columnStep.Pow(1UL << logA);
            first = Fr.One;
            columnStart = Fr.FromUInt64(1UL << plan.LogN).Inverse();
        }
    }

    /// <summary>Block columns of the first pass; block rows of the second.</summary>
    internal long ColumnGroups => 1L << (logB - 3);

    /// <inheritdoc cref="ColumnGroups"/>
    internal long RowGroups => 1L << (logA - 3);

    /// <summary>Powers of the outer scaling, one element a row; null words when there is none.</summary>
    internal ScratchPool.Lease Outer(out long* powers)
    {
        int log = scaleInput ? logA : logB;
        var lease = scratch.Rent((1L << log) * Element.Words * sizeof(long));
        powers = null;
        if (!scaleInput && !scaleOutput) return lease;
        powers = lease.Words;
        var power = Fr.One;
        for (long i = 0; i < 1L << log; i++, power *= rowStep) Element.FromFr(power, powers + i * Element.Words);
        return lease;
    }

    /// <summary>Transforms block columns [from, to) of <paramref name="x"/> into <paramref name="middle"/>, one column after another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Columns(long* x, long* middle, long* outer, long from, long to)
    {
        long length = 1L << logA, stride = ColumnGroups * Block;
        using var lease = scratch.Rent((length + 2 * Strip + 2) * Block * sizeof(long));
        long* work = lease.Words, factors = work + length * Block, gathered = factors + Strip * Block, step = gathered + Strip * Block, advance = step + Block;
        long* element = stackalloc long[Element.Words];
        for (long column = from; column < to; column++)
        {
            for (long i = 0; i < length; i++) Cpu.Columns.Copy(work + i * Block, x + i * stride + column * Block, 1);
            if (scaleInput) kernels.Scale(work, work, outer, length, Element.Words);
            kernels.Transform(work, logA, tables.ColumnTwiddles);

            // step = root^j * columnStep; factors[k1] = first^j * columnStart * step^k1, j the element's column.
            Element.FromFr(columnStep, element);
            kernels.Scale(step, tables.Powers + column * Block, element, 1, 0);
            StartBlock(factors, column);
            Cpu.Columns.Copy(advance, step, 1);
            for (int have = 1; have < Strip; have *= 2)
            {
                kernels.Multiply(factors + have * Block, factors, advance, have, 0);
                kernels.Square(advance, advance, 1);
            }

            long* target = middle + column * length * Block;
            for (long row = 0; row < length; row += Strip)
            {
                long count = Math.Min(Strip, length - row);
                for (long i = 0; i < count; i++) Cpu.Columns.Copy(gathered + i * Block, work + Reversed(row + i, logA) * Block, 1);
                kernels.Multiply(target + row * Block, gathered, factors, count);
                if (row + count < length) kernels.Multiply(factors, factors, advance, count, 0);
            }
        }
    }

    /// <summary>Transforms groups [from, to) of eight rows of <paramref name="middle"/> into their places in <paramref name="x"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal void Rows(long* x, long* middle, long* outer, long from, long to)
    {
        long length = 1L << logB, columnLength = 1L << logA, stride = RowGroups * Block;
        using var lease = scratch.Rent(length * Block * sizeof(long));
        long* work = lease.Words;
        for (long group = from; group < to; group++)
        {
            for (long column = 0; column < ColumnGroups; column++)
            {
                long* source = middle + (column * columnLength + 8 * group) * Block, target = work + column * 8 * Block;
                for (int limb = 0; limb < Block; limb += 8) Lanes.Transpose(source + limb, Block, target + limb, Block);
            }

            kernels.Transform(work, logB, tables.RowTwiddles);
            long* place = x + group * Block;
            for (long row = 0; row < length; row++, place += stride)
            {
                long* value = work + Reversed(row, logB) * Block;
                if (scaleOutput) kernels.Scale(place, value, outer + row * Element.Words, 1, 0);
                else Cpu.Columns.Copy(place, value, 1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long Reversed(long value, int bits)
    {
        ulong v = (ulong)value;
        v = (v >> 1 & 0x5555555555555555) | (v & 0x5555555555555555) << 1;
        v = (v >> 2 & 0x3333333333333333) | (v & 0x3333333333333333) << 2;
        v = (v >> 4 & 0x0f0f0f0f0f0f0f0f) | (v & 0x0f0f0f0f0f0f0f0f) << 4;
        return (long)(System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(v) >> (64 - bits));
    }

    // first^j * columnStart for the eight columns j of a block column.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void StartBlock(long* block, long column)
    {
        long* element = stackalloc long[Element.Words];
        var value = columnStart * first.Pow((ulong)column * 8);
        for (int lane = 0; lane < 8; lane++, value *= first)
        {
            Element.FromFr(value, element);
            Element.Copy(block + lane, 8, element, 1);
        }
    }
}

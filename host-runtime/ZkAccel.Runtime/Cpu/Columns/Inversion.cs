using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Inverts many elements with one inversion: Montgomery's trick down eight chains of blocks side by side.</summary>
internal static unsafe class Inversion
{
    private const int Block = Modulus.Block;

    /// <summary>Chains of blocks that run side by side, so that a product need not wait for the one before.</summary>
    private const int Chains = BlockInverse.MaxBlocks;

    /// <summary>Inverts <paramref name="blocks"/> blocks in place; zeros stay zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Invert(FieldKernels kernels, ScratchPool scratch, long* x, long blocks)
    {
        long rows = (blocks + Chains - 1) / Chains;
        using var lease = scratch.Rent((rows + 2) * Chains * Block * sizeof(long));
        long* prefix = lease.Words, clean = prefix + (rows + 1) * Chains * Block;
        for (int k = 0; k < Chains; k++) Columns.Copy(prefix + k * Block, kernels.Modulus.Row(Modulus.RowOne), 1);
        for (long row = 0; row < rows; row++)
        {
            long* before = prefix + row * Chains * Block, after = before + Chains * Block;
            long count = Math.Min(Chains, blocks - row * Chains);
            kernels.Multiply(after, before, Clean(kernels, x + row * Chains * Block, clean, count), count);
            if (count < Chains) Columns.Copy(after + count * Block, before + count * Block, Chains - count);
        }

        long* inverse = prefix + rows * Chains * Block;
        BlockInverse.Invert(kernels, inverse, Chains);
        for (long row = rows - 1; row >= 0; row--)
        {
            long count = Math.Min(Chains, blocks - row * Chains);
            long* value = x + row * Chains * Block, before = prefix + row * Chains * Block;
            long* source = Clean(kernels, value, clean, count);
            bool zeros = source != value;
            kernels.Multiply(before, before, inverse, count);
            kernels.Multiply(inverse, inverse, source, count);
            for (long k = 0; k < count; k++)
            {
                if (zeros) FieldKernels.ZeroWhere(before + k * Block, kernels.ZeroLanes(value + k * Block));
                Columns.Copy(value + k * Block, before + k * Block, 1);
            }
        }
    }

    // The blocks with zeros replaced by one: the blocks themselves when they hold none.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long* Clean(FieldKernels kernels, long* x, long* scratch, long count)
    {
        bool any = false;
        for (long k = 0; k < count; k++) any |= kernels.ZeroLanes(x + k * Block) != Vector512<long>.Zero;
        if (!any) return x;
        for (long k = 0; k < count; k++) kernels.OneWhere(scratch + k * Block, x + k * Block, kernels.ZeroLanes(x + k * Block));
        return scratch;
    }
}

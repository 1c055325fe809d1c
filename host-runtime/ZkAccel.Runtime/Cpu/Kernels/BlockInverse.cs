using System.Runtime.CompilerServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Inverts a few blocks of nonzero elements with one scalar inversion.</summary>
internal static unsafe class BlockInverse
{
    private const int Block = Modulus.Block;

    /// <summary>Most blocks of one call.</summary>
    internal const int MaxBlocks = 8;

    /// <summary>x[k] = 1 / x[k], in place, 1 to 8 blocks; no element is zero.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal static void Invert(FieldKernels kernels, long* x, int blocks)
    {
        long* products = stackalloc long[MaxBlocks * Block];
        Columns.Copy(products, x, 1);
        for (int k = 1; k < blocks; k++) kernels.Multiply(products + k * Block, products + (k - 1) * Block, x + k * Block, 1);
        long* inverse = products + (blocks - 1) * Block;
        InvertLanes(kernels, inverse);
        long* next = stackalloc long[Block];
        for (int k = blocks - 1; k > 0; k--)
        {
            long* before = products + (k - 1) * Block;
            kernels.Multiply(next, inverse, x + k * Block, 1);
            kernels.Multiply(x + k * Block, inverse, before, 1);
            Columns.Copy(before, next, 1);
            inverse = before;
        }

        Columns.Copy(x, inverse, 1);
    }

    // Pairs of lanes, then fours, then all: each level multiplies by the lane half a turn, a quarter, an eighth away. A lane's inverse
    // is the inverse of the whole times what its partners held at each level.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void InvertLanes(FieldKernels kernels, long* x)
    {
        long* others = stackalloc long[Block];
        long* turned = stackalloc long[Block];
        long* whole = stackalloc long[Block];
        long* element = stackalloc long[Element.Words];
        Columns.Rotate(others, x, 4);
        kernels.Multiply(whole, x, others, 1);
        for (int turn = 2; turn > 0; turn /= 2)
        {
            Columns.Rotate(turned, whole, turn);
            kernels.Multiply(others, others, turned, 1);
            kernels.Multiply(whole, whole, turned, 1);
        }

        Element.Copy(element, 1, whole, 8);
        ModularInverse.Invert(element, element, kernels.Modulus);
        kernels.Scale(x, others, element, 1, 0);
    }
}

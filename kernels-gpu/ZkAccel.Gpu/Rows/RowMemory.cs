using ILGPU;

namespace ZkAccel.Gpu;

/// <summary>What emitted kernels call for indices and columns.</summary>
internal static class RowMemory
{
    public static int First() => Grid.GlobalIndex.X;

    public static int Step() => Grid.DimX * Group.DimX;

    public static FrGpu Read(ArrayView<FrGpu> column, int row) => column[row];

    /// <summary>Row (i + rotation) mod n, for a rotation that lies in [0, n).</summary>
    public static FrGpu ReadRotated(ArrayView<FrGpu> column, int row, int rotation, int count)
    {
        var at = row - (count - rotation);
        return column[at < 0 ? at + count : at];
    }

    public static void Write(ArrayView<FrGpu> column, int row, FrGpu value) => column[row] = value;

    public static FrGpu Literal(uint l0, uint l1, uint l2, uint l3, uint l4, uint l5, uint l6, uint l7) =>
        FrGpu.FromLimbs(new U256(l0, l1, l2, l3, l4, l5, l6, l7));
}

using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Element by element.</summary>
internal static class ColumnKernels
{
    public static readonly Kernel<ArrayView<int>, ArrayView<FrGpu>> FromIntegers = new(FromInteger);

    /// <summary>target[i] = source[i] mod r.</summary>
    private static void FromInteger(ArrayView<int> source, ArrayView<FrGpu> target)
    {
        for (var i = Grid.GlobalIndex.X; i < source.IntLength; i += Grid.DimX * Group.DimX)
        {
            var value = source[i];
            var magnitude = FrGpu.FromLimbs(U256.From(value < 0 ? 0u - (uint)value : (uint)value)) * FrGpu.IntoMontgomery;
            target[i] = value < 0 ? -magnitude : magnitude;
        }
    }
}

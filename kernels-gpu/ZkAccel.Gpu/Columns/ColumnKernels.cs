using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Element by element.</summary>
internal static class ColumnKernels
{
    public static readonly Kernel<ArrayView<int>, ArrayView<FrGpu>, int> FromIntegers = new(FromInteger);

    /// <summary>target[i] = integer i mod r, from <see cref="PackedIntegers"/>.</summary>
    private static void FromInteger(ArrayView<int> words, ArrayView<FrGpu> target, int logPerWord)
    {
        var width = 32 >> logPerWord;
        for (var i = Grid.GlobalIndex.X; i < target.IntLength; i += Grid.DimX * Group.DimX)
        {
            var above = 32 - width * ((i & ((1 << logPerWord) - 1)) + 1);
            var value = words[i >> logPerWord] << above >> (32 - width);
            var magnitude = FrGpu.FromLimbs(U256.From(value < 0 ? 0u - (uint)value : (uint)value)) * FrGpu.IntoMontgomery;
            target[i] = value < 0 ? -magnitude : magnitude;
        }
    }
}

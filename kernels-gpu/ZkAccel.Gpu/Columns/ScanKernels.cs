using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// Recurrences over a column in two passes a level: a thread folds a chunk of <see cref="Chunk"/> elements, and when the chunks' results
/// were scanned in the same way, spreads over its chunk again from the value that its predecessors left. A column of n elements takes
/// 2n steps in depth 2·<see cref="Chunk"/>·log n / log <see cref="Chunk"/>, without barriers or shared memory.
/// </summary>
internal static class ScanKernels
{
    public const int Chunk = 16;

    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> FoldProduct = new(Fold<ProductRule>, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> FoldSum = new(Fold<SumRule>, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> FoldHorner = new(Fold<HornerRule>, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> SpreadProduct = new(Spread<ProductRule>, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> SpreadSum = new(Spread<SumRule>, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> SpreadHorner = new(Spread<HornerRule>, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>> FoldMaps = new(FoldMap, 128);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>> SpreadMaps = new(SpreadMap, 128);

    /// <summary>results[c] = the rule over chunk c.</summary>
    private static void Fold<TRule>(ArrayView<FrGpu> values, ArrayView<FrGpu> results, FrGpu z, ScanOrder order)
        where TRule : struct, IRule
    {
        for (var c = Grid.GlobalIndex.X; c < results.IntLength; c += Grid.DimX * Group.DimX)
        {
            var t = TRule.First;
            var (begin, end) = (c * Chunk, IntrinsicMath.Min((c + 1) * Chunk, values.IntLength));
            for (var i = begin; i < end; i++) t = TRule.Step(t, values[order.At(i, begin, end)], z);
            results[c] = t;
        }
    }

    /// <summary>target[i] = the value before element i, where chunk c begins with starts[c]; target may be values.</summary>
    private static void Spread<TRule>(ArrayView<FrGpu> values, ArrayView<FrGpu> starts, ArrayView<FrGpu> target, FrGpu z, ScanOrder order)
        where TRule : struct, IRule
    {
        for (var c = Grid.GlobalIndex.X; c * Chunk < values.IntLength; c += Grid.DimX * Group.DimX)
        {
            var t = starts.IntLength == 0 ? TRule.First : starts[c];
            var (begin, end) = (c * Chunk, IntrinsicMath.Min((c + 1) * Chunk, values.IntLength));
            for (var i = begin; i < end; i++)
            {
                var at = order.At(i, begin, end);
                var next = TRule.Step(t, values[at], z);
                target[at] = t;
                t = next;
            }
        }
    }

    /// <summary>The composition of the maps t ↦ m[i]·t + a[i] of each chunk, again as such a map.</summary>
    private static void FoldMap(ArrayView<FrGpu> m, ArrayView<FrGpu> a, ArrayView<FrGpu> products, ArrayView<FrGpu> sums)
    {
        for (var c = Grid.GlobalIndex.X; c < products.IntLength; c += Grid.DimX * Group.DimX)
        {
            var (product, sum) = (FrGpu.One, FrGpu.Zero);
            var end = IntrinsicMath.Min((c + 1) * Chunk, m.IntLength);
            for (var i = c * Chunk; i < end; i++)
            {
                var factor = m[i];
                sum = factor * sum + a[i];
                product *= factor;
            }

            products[c] = product;
            sums[c] = sum;
        }
    }

    /// <summary>target[i] = the value before map i, where chunk c begins with starts[c]; target may be a.</summary>
    private static void SpreadMap(ArrayView<FrGpu> m, ArrayView<FrGpu> a, ArrayView<FrGpu> starts, ArrayView<FrGpu> target)
    {
        for (var c = Grid.GlobalIndex.X; c * Chunk < m.IntLength; c += Grid.DimX * Group.DimX)
        {
            var t = starts.IntLength == 0 ? FrGpu.Zero : starts[c];
            var end = IntrinsicMath.Min((c + 1) * Chunk, m.IntLength);
            for (var i = c * Chunk; i < end; i++)
            {
                var next = m[i] * t + a[i];
                target[i] = t;
                t = next;
            }
        }
    }
}

/// <summary>
/// From the first element to the last, or from the last to the first. Chunks are counted from the first element either way, so that only the
/// one at the end is short: no chunk after it needs a power of z of another length.
/// </summary>
internal readonly struct ScanOrder(bool descending)
{
    private readonly int _descending = descending ? 1 : 0;

    public int At(int i, int begin, int end) => _descending == 0 ? i : begin + end - 1 - i;
}

/// <summary>The two kernels of a rule.</summary>
internal sealed record RuleKernels(
    Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> Fold,
    Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, FrGpu, ScanOrder> Spread)
{
    public static readonly RuleKernels Product = new(ScanKernels.FoldProduct, ScanKernels.SpreadProduct);
    public static readonly RuleKernels Sum = new(ScanKernels.FoldSum, ScanKernels.SpreadSum);
    public static readonly RuleKernels Horner = new(ScanKernels.FoldHorner, ScanKernels.SpreadHorner);
}

using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>The sums of buckets.</summary>
internal static class SumKernels
{
    /// <summary>Pieces of one bucket that a thread adds up.</summary>
    public const int FoldWidth = 32;

    public static readonly Kernel<ArrayView<ulong>, ArrayView<AffinePoint<FqGpu>>, ArrayView<ulong>, BucketTable, ArrayView<Xyzz<FqGpu>>> Accumulate =
        new(SumPieces, 128, 5);

    public static readonly Kernel<ArrayView<Xyzz<FqGpu>>, BucketTable, int> Fold = new(FoldPieces, 128, 4);

    /// <summary>sums[piece] = Σ ±point over its entries. A thread a piece, in the order of their sizes.</summary>
    private static void SumPieces(
        ArrayView<ulong> entries, ArrayView<AffinePoint<FqGpu>> points, ArrayView<ulong> order, BucketTable table, ArrayView<Xyzz<FqGpu>> sums)
    {
        var place = Grid.GlobalIndex.X;
        if (place >= table.PieceCount) return;
        var piece = (int)(uint)order[place];
        var bucket = table.Owners[piece];
        var i = table.Begins[bucket] + (piece - table.Pieces[bucket]) * table.Limit;
        var end = IntrinsicMath.Min(i + table.Limit, table.Ends[bucket]);
        var sum = Xyzz<FqGpu>.Identity;
        for (; i < end; i++)
        {
            var entry = (uint)entries[i];
            var point = points[(int)(entry >> 1)];
            sum = Xyzz<FqGpu>.Add(sum, point.X, (entry & 1) != 0 ? -point.Y : point.Y);
        }

        sums[piece] = sum;
    }

    /// <summary>
    /// One round of adding up the pieces of a bucket, of which every <paramref name="stride"/>-th is left: every <see cref="FoldWidth"/>-th of those
    /// takes the ones after it. Few buckets have more than one piece; however many they are, rounds grow with the logarithm.
    /// </summary>
    private static void FoldPieces(ArrayView<Xyzz<FqGpu>> sums, BucketTable table, int stride)
    {
        for (var piece = Grid.GlobalIndex.X; piece < table.PieceCount; piece += Grid.DimX * Group.DimX)
        {
            var bucket = table.Owners[piece];
            var (first, end) = (table.Pieces[bucket], table.Pieces[bucket + 1]);
            if ((piece - first) % (FoldWidth * stride) != 0 || end - piece <= stride) continue;
            var sum = sums[piece];
            for (var k = 1; k < FoldWidth && end - piece > k * stride; k++) sum = Xyzz<FqGpu>.Add(sum, sums[piece + k * stride]);
            sums[piece] = sum;
        }
    }
}

using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// The buckets of all segments, and the pieces of at most <see cref="Limit"/> entries that they are summed in. The pieces of a bucket are neighbours.
/// </summary>
/// <param name="Begins">First entry of each bucket.</param>
/// <param name="Ends">The entry after its last; 0 where there is none, like its begin.</param>
/// <param name="Pieces">First piece of each bucket, and at the end the number of pieces.</param>
/// <param name="Owners">The bucket of each piece.</param>
/// <param name="Limit">Entries of a piece, at most.</param>
internal readonly record struct BucketTable(ArrayView<int> Begins, ArrayView<int> Ends, ArrayView<int> Pieces, ArrayView<int> Owners, int Limit)
{
    /// <summary>Pieces of all buckets.</summary>
    public int PieceCount => Pieces[Pieces.IntLength - 1];
}

/// <summary>From sorted entries to pieces of nearly equal work, the largest first: a warp takes as long as its longest piece.</summary>
internal static class BucketKernels
{
    private const int SizeClasses = 256;

    public static readonly Kernel<ArrayView<ulong>, ArrayView<int>, BucketTable, int, int> Bound = new(BoundBuckets);
    public static readonly Kernel<BucketTable, int> Divide = new(CountPieces);
    public static readonly Kernel<BucketTable, ArrayView<ulong>, ArrayView<int>> List = new(ListPieces);

    /// <summary>Bits of the keys that <see cref="List"/> gives to pieces.</summary>
    public const int SizeBits = 8;

    private static void BoundBuckets(ArrayView<ulong> entries, ArrayView<int> counts, BucketTable table, int capacity, int buckets)
    {
        for (var i = Grid.GlobalIndex.X; i < counts.IntLength * capacity; i += Grid.DimX * Group.DimX)
        {
            var (segment, place) = (i / capacity, i % capacity);
            if (place >= counts[segment]) continue;
            var bucket = (int)(entries[i] >> 32);
            if (place == 0 || (int)(entries[i - 1] >> 32) != bucket) table.Begins[segment * buckets + bucket] = i;
            if (place == counts[segment] - 1 || (int)(entries[i + 1] >> 32) != bucket) table.Ends[segment * buckets + bucket] = i + 1;
        }
    }

    /// <summary>Pieces[b] = pieces of bucket b, for the running sum.</summary>
    private static void CountPieces(BucketTable table, int buckets)
    {
        for (var b = Grid.GlobalIndex.X; b <= buckets; b += Grid.DimX * Group.DimX)
            table.Pieces[b] = b == buckets ? 0 : (table.Ends[b] - table.Begins[b] + table.Limit - 1) / table.Limit;
    }

    /// <summary>Finds the bucket of each piece, by halving, and its class of size; count[0] = number of pieces.</summary>
    private static void ListPieces(BucketTable table, ArrayView<ulong> order, ArrayView<int> count)
    {
        var pieces = table.PieceCount;
        for (var piece = Grid.GlobalIndex.X; piece < order.IntLength; piece += Grid.DimX * Group.DimX)
        {
            if (piece == 0) count[0] = pieces;
            if (piece >= pieces) continue;
            var (low, high) = (0, table.Pieces.IntLength - 1);
            while (high - low > 1)
            {
                var middle = (low + high) / 2;
                if (table.Pieces[middle] <= piece) low = middle;
                else high = middle;
            }

            table.Owners[piece] = low;
            var left = table.Ends[low] - table.Begins[low] - (piece - table.Pieces[low]) * table.Limit;
            var missing = table.Limit - IntrinsicMath.Min(left, table.Limit);
            order[piece] = (ulong)((long)missing * SizeClasses / table.Limit) << 32 | (uint)piece;
        }
    }
}

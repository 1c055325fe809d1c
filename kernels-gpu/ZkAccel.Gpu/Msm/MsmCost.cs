namespace ZkAccel.Gpu;

/// <summary>What an MSM needs, stage by stage, for scalars whose digits are spread evenly.</summary>
internal static class MsmCost
{
    /// <summary>Products of 32 by 32 bits: of a field product, of a point plus an affine one, of a sum of points, of doubling one.</summary>
    public const double Product = 136, Mixed = 1232, Sum = 1776, Double = 1068;

    /// <summary>From XYZZ to affine, inversions shared: seven products.</summary>
    private const double ToAffine = 7 * Product;

    private const int EntryBytes = 8, AffineBytes = 64, PointBytes = 128, Line = 32;

    /// <summary>Histograms of the tiles an entry: 256 counters of 4 bytes for 2048 entries, written, summed and read.</summary>
    private const double HistogramBytes = 256 * 4 * 4 / 2048.0;

    public static StageCost[] Stages(MsmShape shape)
    {
        var plan = shape.Plan;
        double rows = (double)shape.Rows * shape.Columns, entries = rows * plan.Windows, buckets = shape.Buckets, runs = shape.Runs;
        double mean = entries / buckets, pieces = Math.Min(entries, buckets * Math.Max(1, mean / shape.Limit + 0.5 * Math.Min(1, mean / shape.Limit)));
        var passes = RadixSort.Passes(plan.Width - 1);
        var perBucket = Math.Max(1, pieces / buckets);
        return
        [
            new("digits", Product * rows, rows * 32 + entries * EntryBytes, shape.Columns),

            // Counted, read and written to one of 256 places: eight neighbours fill two lines.
            new("sort", 0, passes * entries * (3 * EntryBytes + HistogramBytes), 5 * passes + 1),
            new("pieces", 0, entries * EntryBytes + buckets * 16 + pieces * (4 * EntryBytes + 3 * Line), 12),
            new("accumulate", Mixed * entries, entries * (EntryBytes + AffineBytes) + pieces * PointBytes, 1) { Chain = shape.Limit * Mixed },

            // Of the lanes of a warp only one a bucket works.
            new("fold", Sum * (pieces - Math.Min(pieces, buckets)) * Math.Min(perBucket, 32), (pieces - Math.Min(pieces, buckets)) * PointBytes, 1)
            {
                Chain = perBucket > 1 ? Math.Min(perBucket, SumKernels.FoldWidth) * Sum : 0,
            },
            new("weigh", 2 * Sum * buckets, buckets * PointBytes + runs * 2 * PointBytes, 1) { Chain = 2 * shape.RunLength * Sum },
            new("bits", Sum * runs * (0.5 * shape.RunBits + 1), runs * PointBytes * (0.5 * shape.RunBits + 1), 2)
            {
                Chain = (Math.Ceiling((1 << shape.RunBits) / (double)(shape.Parts * WeighKernels.GroupSize)) + Math.Log2(WeighKernels.GroupSize) + Math.Log2(shape.Parts) + 1) * Sum,
            },
            new("host", 0, 0, 0) { HostSums = shape.Segments * (plan.Width + shape.RunBits + 1) },
        ];
    }

    /// <summary>Multiples of a basis: <paramref name="copies"/> - 1 times <paramref name="stride"/> doublings a point.</summary>
    public static StageCost Multiples(int points, int stride, int copies) => new(
        "multiples", (copies - 1.0) * points * (stride * Double + ToAffine), (copies - 1.0) * points * (4 * PointBytes + 3 * AffineBytes), 2 * (copies - 1));
}

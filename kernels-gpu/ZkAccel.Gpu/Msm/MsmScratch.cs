using ILGPU;

namespace ZkAccel.Gpu;

/// <summary>The memory of one batch, in one block.</summary>
internal sealed class MsmScratch : IDisposable
{
    /// <summary>Where each array begins; a multiple of what a GPU reads at once.</summary>
    private const int Alignment = 256;

    private readonly Launcher _on;
    private readonly DeviceBlock _block;
    private long _used;

    public MsmScratch(Launcher on, MsmShape shape)
    {
        _on = on;
        _block = on.Rent(Bytes(on, shape));
        var (histogram, sums) = Histogram(on, shape);
        Entries = Take<ulong>((int)shape.Entries);
        Other = Take<ulong>((int)shape.Entries);
        Order = Take<ulong>(shape.MaxPieces);
        OtherOrder = Take<ulong>(shape.MaxPieces);
        Counts = Take<int>(shape.Segments);
        Listed = Take<int>(1);
        Broken = Take<int>(shape.Columns);
        Histograms = Take<int>(histogram);
        Sums = Take<int>(sums);
        Table = new BucketTable(Take<int>(shape.Buckets), Take<int>(shape.Buckets), Take<int>(shape.Buckets + 1), Take<int>(shape.MaxPieces), shape.Limit);
        Pieces = Take<Xyzz<FqGpu>>(shape.MaxPieces);
        Totals = Take<Xyzz<FqGpu>>(shape.Runs);
        Weighted = Take<Xyzz<FqGpu>>(shape.Runs);
        Parts = Take<Xyzz<FqGpu>>(shape.Results * shape.Parts);
        Results = Take<Xyzz<FqGpu>>(shape.Results);
    }

    public ArrayView<ulong> Entries { get; }

    public ArrayView<ulong> Other { get; }

    public ArrayView<ulong> Order { get; }

    public ArrayView<ulong> OtherOrder { get; }

    /// <summary>Entries of each segment.</summary>
    public ArrayView<int> Counts { get; }

    /// <summary>How many of <see cref="Order"/> there are: one number.</summary>
    public ArrayView<int> Listed { get; }

    /// <summary>Not 0 for a column with a scalar too large.</summary>
    public ArrayView<int> Broken { get; }

    public ArrayView<int> Histograms { get; }

    public ArrayView<int> Sums { get; }

    public BucketTable Table { get; }

    public ArrayView<Xyzz<FqGpu>> Pieces { get; }

    public ArrayView<Xyzz<FqGpu>> Totals { get; }

    public ArrayView<Xyzz<FqGpu>> Weighted { get; }

    public ArrayView<Xyzz<FqGpu>> Parts { get; }

    public ArrayView<Xyzz<FqGpu>> Results { get; }

    /// <summary>What a batch takes.</summary>
    public static long Bytes(Launcher on, MsmShape shape)
    {
        var (histogram, sums) = Histogram(on, shape);
        const long Order = 2 * sizeof(ulong) + sizeof(int);
        long point = Interop.SizeOf<Xyzz<FqGpu>>();
        return 2 * sizeof(ulong) * shape.Entries + shape.MaxPieces * (Order + point) + 12L * shape.Buckets + 4L * (histogram + sums + shape.Segments + shape.Columns + 2)
            + point * (2L * shape.Runs + (long)shape.Results * (shape.Parts + 1)) + 20 * Alignment;
    }

    public void Dispose() => _on.Return(_block);

    private static (int Histogram, int Sums) Histogram(Launcher on, MsmShape shape)
    {
        var entries = RadixSort.Scratch(on, shape.Segments, shape.Capacity, shape.Plan.Width - 1);
        var pieces = RadixSort.Scratch(on, 1, shape.MaxPieces, BucketKernels.SizeBits);
        return (Math.Max(entries.Histogram, pieces.Histogram), Math.Max(Math.Max(entries.Sums, pieces.Sums), IntScan.Tiles(on, shape.Buckets + 1)));
    }

    private ArrayView<T> Take<T>(int count)
        where T : unmanaged
    {
        var bytes = (long)count * Interop.SizeOf<T>();
        var view = _block.View<byte>(_block.Size).SubView(_used, bytes).Cast<T>();
        _used += (bytes + Alignment - 1) / Alignment * Alignment;
        return view;
    }
}

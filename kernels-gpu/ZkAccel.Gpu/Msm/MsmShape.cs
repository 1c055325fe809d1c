using System.Numerics;

namespace ZkAccel.Gpu;

/// <summary>Sizes of one batch: some columns of at most <see cref="Rows"/> scalars over one basis.</summary>
/// <param name="Plan">How scalars are cut.</param>
/// <param name="Rows">Scalars of the longest column.</param>
/// <param name="Columns">Columns.</param>
/// <param name="Limit">Entries of a piece of a bucket, at most.</param>
/// <param name="RunLength">Buckets that a thread weighs, a power of two.</param>
internal readonly record struct MsmShape(WindowPlan Plan, int Rows, int Columns, int Limit, int RunLength)
{
    private const int MinLimit = 8, MaxRunLength = 64, MinRunLength = 4;

    /// <summary>Pieces a thread of the device, at least: fewer leave it idle while the last ones finish.</summary>
    private const int PiecesPerThread = 2;

    /// <summary>Entries of a segment: windows that share buckets.</summary>
    public int Capacity => Rows * Plan.Copies;

    public int Segments => Columns * Plan.Groups;

    public int Buckets => Segments * Plan.Buckets;

    public long Entries => (long)Segments * Capacity;

    /// <summary>Pieces, at most: every bucket may end in one that is not full.</summary>
    public int MaxPieces => (int)Math.Min(Entries, Entries / Limit + Buckets);

    /// <summary>Runs of a segment, as a power of two.</summary>
    public int RunBits => BitOperations.Log2((uint)(Plan.Buckets / RunLength));

    public int Runs => Segments << RunBits;

    /// <summary>Sums of runs that the host is given.</summary>
    public int Results => Segments * (RunBits + 1);

    /// <summary>Groups that share one such sum, a power of two.</summary>
    public int Parts => Math.Clamp((1 << RunBits) / (2 * WeighKernels.GroupSize * WeighKernels.SumsPerThread), 1, WeighKernels.GroupSize);

    /// <summary>
    /// Pieces of twice the mean size, so that only crowded buckets are divided; smaller when that would leave threads idle. Runs as short as the threads
    /// are many.
    /// </summary>
    public static MsmShape For(DeviceModel model, WindowPlan plan, int rows, int columns)
    {
        var entries = (double)rows * plan.Windows * columns;
        var buckets = (double)plan.Buckets * plan.Groups * columns;
        var limit = (int)Math.Max(MinLimit, Math.Min(2 * entries / buckets, entries / (PiecesPerThread * model.Threads)));
        var run = Math.Clamp((int)BitOperations.RoundUpToPowerOf2((uint)Math.Ceiling(2 * buckets / model.Threads)), MinRunLength, MaxRunLength);
        return new MsmShape(plan, rows, columns, limit, Math.Min(run, plan.Buckets));
    }
}

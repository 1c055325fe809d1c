using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// Exclusive running sums of integers in place, in three launches: the sum of each tile, the running sums of those in one group, and each tile
/// from where it begins. Their total must be below 2^31.
/// </summary>
internal static class IntScan
{
    /// <summary>Values of a thread.</summary>
    public const int PerThread = 16;

    private const int GroupSize = 256;

    public static readonly Kernel<ArrayView<int>, ArrayView<int>> Reduce = new(ReduceTile, GroupSize);
    public static readonly Kernel<ArrayView<int>, int> Spine = new(ScanSpine, GroupSize);
    public static readonly Kernel<ArrayView<int>, ArrayView<int>> Spread = new(SpreadTile, GroupSize);

    /// <summary>Integers of scratch for <paramref name="count"/> values.</summary>
    public static int Tiles(Launcher on, int count) => (int)(((long)count + Tile(on) - 1) / Tile(on));

    /// <summary>values[i] = Σ values[j], j &lt; i.</summary>
    public static void Run(Launcher on, ArrayView<int> values, ArrayView<int> scratch)
    {
        var tiles = Tiles(on, values.IntLength);
        Reduce.Launch(on, Work.Groups(tiles), values, scratch);
        Spine.Launch(on, Work.Groups(1), scratch, tiles);
        Spread.Launch(on, Work.Groups(tiles), values, scratch);
    }

    private static int Tile(Launcher on) => on.GroupSize(Reduce) * PerThread;

    private static void ReduceTile(ArrayView<int> values, ArrayView<int> sums)
    {
        var first = Grid.IdxX * Group.DimX * PerThread;
        var sum = 0;
        for (var k = 0; k < PerThread; k++)
        {
            var i = first + k * Group.DimX + Group.IdxX;
            if (i < values.IntLength) sum += values[i];
        }

        var before = Before(sum);
        if (Group.IdxX == Group.DimX - 1) sums[Grid.IdxX] = before + sum;
    }

    private static void ScanSpine(ArrayView<int> sums, int count)
    {
        var share = (count + Group.DimX - 1) / Group.DimX;
        var first = Group.IdxX * share;
        var end = IntrinsicMath.Min(first + share, count);
        var sum = 0;
        for (var i = first; i < end; i++) sum += sums[i];
        sum = Before(sum);
        for (var i = first; i < end; i++)
        {
            var value = sums[i];
            sums[i] = sum;
            sum += value;
        }
    }

    private static void SpreadTile(ArrayView<int> values, ArrayView<int> sums)
    {
        var first = (Grid.IdxX * Group.DimX + Group.IdxX) * PerThread;
        var end = IntrinsicMath.Min(first + PerThread, values.IntLength);
        var sum = 0;
        for (var i = first; i < end; i++) sum += values[i];
        sum = Before(sum) + sums[Grid.IdxX];
        for (var i = first; i < end; i++)
        {
            var value = values[i];
            values[i] = sum;
            sum += value;
        }
    }

    /// <summary>The sum of the values of the threads before this one in its group (Hillis, Steele 1986).</summary>
    private static int Before(int value)
    {
        var shared = SharedMemory.Allocate1D<int>(GroupSize);
        var sum = value;
        shared[Group.IdxX] = sum;
        Group.Barrier();
        for (var distance = 1; distance < Group.DimX; distance *= 2)
        {
            var left = Group.IdxX >= distance ? shared[Group.IdxX - distance] : 0;
            Group.Barrier();
            sum += left;
            shared[Group.IdxX] = sum;
            Group.Barrier();
        }

        return sum - value;
    }
}

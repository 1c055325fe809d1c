using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// What one pass of a sort works on. Segments are sorted each for itself; a segment has room for <see cref="Capacity"/> entries, of which the
/// device knows how many are there.
/// </summary>
/// <param name="Capacity">Entries from one segment to the next.</param>
/// <param name="Tiles">Tiles of a segment, each the work of one group.</param>
/// <param name="Shift">Lowest bit of the key that this pass looks at.</param>
/// <param name="Bits">Bits that it looks at, at most 8.</param>
internal readonly record struct SortPass(int Capacity, int Tiles, int Shift, int Bits);

/// <summary>
/// Sorts entries (key in the upper half of 64 bits) by up to 8 bits a pass, least significant first, stably, without atomics: each thread walks
/// over neighbouring entries with 256 counters of its own in shared memory, and the counters of a digit are summed over the threads of the tile.
/// So no distribution of keys is slower than another, and the order of equal keys never depends on the schedule.
/// </summary>
/// <remarks>A pass reads 16 bytes and writes 8 an entry. The counters of a digit are 66 of 16 bits, so that a warp's walk over rows meets each bank once.</remarks>
internal static class RadixSort
{
    /// <summary>An entry that the first pass drops.</summary>
    public const ulong Dropped = ulong.MaxValue;

    /// <summary>Bits of a pass, at most.</summary>
    public const int MaxBits = 8;

    private const int GroupSize = 64, PerThread = 32, Row = GroupSize + 2, Lanes = 32;
    private const ushort Skip = ushort.MaxValue;

    public static readonly Kernel<ArrayView<ulong>, ArrayView<int>, ArrayView<int>, SortPass> Count = new(CountTile, GroupSize);
    public static readonly Kernel<ArrayView<ulong>, ArrayView<ulong>, ArrayView<int>, ArrayView<int>, SortPass> Scatter = new(ScatterTile, GroupSize);
    public static readonly Kernel<ArrayView<int>, ArrayView<int>, SortPass> Recount = new(RecountSegments, GroupSize);

    /// <summary>Passes for keys of <paramref name="bits"/> bits; at least one, which drops what is to be dropped.</summary>
    public static int Passes(int bits) => Math.Max(1, (bits + MaxBits - 1) / MaxBits);

    /// <summary>Tiles of a segment.</summary>
    public static int Tiles(Launcher on, int capacity) => (int)(((long)capacity + Tile(on) - 1) / Tile(on));

    /// <summary>Integers of scratch, for the histogram of every tile and for its running sums.</summary>
    public static (int Histogram, int Sums) Scratch(Launcher on, int segments, int capacity, int bits)
    {
        var digits = 1 << Math.Min(MaxBits, (bits + Passes(bits) - 1) / Passes(bits));
        var histogram = segments * digits * Tiles(on, capacity) + 1;
        return (histogram, IntScan.Tiles(on, histogram));
    }

    /// <summary>
    /// Sorts by the lowest <paramref name="bits"/> bits of the keys. <paramref name="counts"/> holds the entries of each segment and afterwards
    /// those that were not dropped. The result is in the view returned, which is one of the two given.
    /// </summary>
    public static ArrayView<ulong> Run(
        Launcher on, ArrayView<ulong> entries, ArrayView<ulong> other, ArrayView<int> counts, int segments, int capacity, int bits, ArrayView<int> histogram, ArrayView<int> sums)
    {
        var (passes, tiles) = (Passes(bits), Tiles(on, capacity));
        var width = (bits + passes - 1) / passes;
        for (var i = 0; i < passes; i++)
        {
            var pass = new SortPass(capacity, tiles, i * width, Math.Min(width, bits - i * width));
            var used = histogram.SubView(0, (segments << pass.Bits) * tiles + 1);
            Count.Launch(on, Work.Groups(segments * tiles), entries, counts, used, pass);
            IntScan.Run(on, used, sums);
            Scatter.Launch(on, Work.Groups(segments * tiles), entries, other, counts, used, pass);
            if (i == 0) Recount.Launch(on, segments, counts, used, pass);
            (entries, other) = (other, entries);
        }

        return entries;
    }

    private static int Tile(Launcher on) => on.GroupSize(Count) * PerThread;

    /// <summary>histogram[segment, digit, tile] = entries of the tile with that digit; its last place becomes 0.</summary>
    private static void CountTile(ArrayView<ulong> entries, ArrayView<int> counts, ArrayView<int> histogram, SortPass pass)
    {
        var counters = SharedMemory.Allocate1D<ushort>(Row << MaxBits);
        var (segment, tile) = (Grid.IdxX / pass.Tiles, Grid.IdxX % pass.Tiles);
        var end = segment * pass.Capacity + counts[segment];
        var first = segment * pass.Capacity + tile * Group.DimX * PerThread;
        Clear(counters, pass);
        var slot = Slot(Group.IdxX);
        for (var k = 0; k < PerThread; k++)
        {
            var i = first + k * Group.DimX + Group.IdxX;
            if (i >= end) continue;
            var digit = Digit(entries[i], pass);
            if (digit != Skip) counters[digit * Row + slot]++;
        }

        Group.Barrier();
        for (var digit = Group.IdxX; digit < 1 << pass.Bits; digit += Group.DimX)
        {
            var sum = 0;
            for (var thread = 0; thread < Group.DimX; thread++) sum += counters[digit * Row + Slot(thread)];
            histogram[((segment << pass.Bits) + digit) * pass.Tiles + tile] = sum;
        }

        if (Grid.IdxX == 0 && Group.IdxX == 0) histogram[histogram.IntLength - 1] = 0;
    }

    /// <summary>Moves every entry to where the running sums say, in its segment.</summary>
    private static void ScatterTile(ArrayView<ulong> entries, ArrayView<ulong> target, ArrayView<int> counts, ArrayView<int> begins, SortPass pass)
    {
        var counters = SharedMemory.Allocate1D<ushort>(Row << MaxBits);
        var ranks = SharedMemory.Allocate1D<ushort>(GroupSize * (PerThread + 2));
        var (segment, tile) = (Grid.IdxX / pass.Tiles, Grid.IdxX % pass.Tiles);
        var end = segment * pass.Capacity + counts[segment];
        var first = segment * pass.Capacity + tile * Group.DimX * PerThread;
        Clear(counters, pass);
        for (var k = 0; k < PerThread; k++)
        {
            var at = k * Group.DimX + Group.IdxX;
            ranks[Spread(at)] = first + at < end ? Digit(entries[first + at], pass) : Skip;
        }

        Group.Barrier();
        var slot = Slot(Group.IdxX);
        for (var k = 0; k < PerThread; k++)
        {
            var at = Spread(Group.IdxX * PerThread + k);
            var digit = ranks[at];
            if (digit == Skip) continue;
            ranks[at] = counters[digit * Row + slot];
            counters[digit * Row + slot]++;
        }

        Group.Barrier();
        for (var digit = Group.IdxX; digit < 1 << pass.Bits; digit += Group.DimX)
        {
            var sum = 0;
            for (var thread = 0; thread < Group.DimX; thread++)
            {
                var at = digit * Row + Slot(thread);
                var count = counters[at];
                counters[at] = (ushort)sum;
                sum += count;
            }
        }

        Group.Barrier();
        var origin = segment * pass.Capacity - begins[(segment << pass.Bits) * pass.Tiles];
        for (var k = 0; k < PerThread; k++)
        {
            var at = k * Group.DimX + Group.IdxX;
            if (first + at >= end) continue;
            var entry = entries[first + at];
            var digit = Digit(entry, pass);
            if (digit == Skip) continue;
            var begin = origin + begins[((segment << pass.Bits) + digit) * pass.Tiles + tile];
            target[begin + counters[digit * Row + Slot(at / PerThread)] + ranks[Spread(at)]] = entry;
        }
    }

    private static void RecountSegments(ArrayView<int> counts, ArrayView<int> begins, SortPass pass)
    {
        for (var segment = Grid.GlobalIndex.X; segment < counts.IntLength; segment += Grid.DimX * Group.DimX)
            counts[segment] = begins[((segment + 1) << pass.Bits) * pass.Tiles] - begins[(segment << pass.Bits) * pass.Tiles];
    }

    private static void Clear(ArrayView<ushort> counters, SortPass pass)
    {
        for (var digit = Group.IdxX; digit < 1 << pass.Bits; digit += Group.DimX)
            for (var thread = 0; thread < Group.DimX; thread++) counters[digit * Row + Slot(thread)] = 0;
        Group.Barrier();
    }

    private static ushort Digit(ulong entry, SortPass pass) =>
        entry == Dropped ? Skip : (ushort)((uint)(entry >> 32) >> pass.Shift & (1u << pass.Bits) - 1);

    /// <summary>Where in a row a thread counts: neighbours in a warp in different banks, which are two counters wide.</summary>
    private static int Slot(int thread) => thread % Lanes * 2 + thread / Lanes;

    /// <summary>Two places of distance after each thread's share, so that a warp's walk meets each bank once.</summary>
    private static int Spread(int at) => at + at / PerThread * 2;
}

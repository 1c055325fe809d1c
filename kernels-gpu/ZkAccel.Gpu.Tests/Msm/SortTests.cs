using Xunit;

namespace ZkAccel.Gpu.Tests;

/// <summary>Running sums and the sort, against arrays.</summary>
public sealed class SortTests
{
    [Theory]
    [InlineData(2, 1)]
    [InlineData(2, 33)]
    [InlineData(4, 1000)]
    [InlineData(64, 5000)]
    public void Running_sums_are_right(int lanes, int count)
    {
        using var device = new EmulatedDevice(lanes);
        var random = new Random(count);
        int[] values = [.. Enumerable.Range(0, count).Select(_ => random.Next(1000))];
        var view = device.Upload<int>(values);
        IntScan.Run(device.Launcher, view, device.Upload<int>(new int[IntScan.Tiles(device.Launcher, count)]));
        var sum = 0;
        Assert.Equal(values.Select(value => (sum += value) - value), device.Download(view));
    }

    /// <summary>Segments of unequal length, keys that are all equal, all different, at their ends, and entries to drop.</summary>
    [Theory]
    [InlineData(2, 300, 5, "random")]
    [InlineData(2, 300, 12, "random")]
    [InlineData(2, 200, 19, "equal")]
    [InlineData(4, 400, 8, "ends")]
    [InlineData(4, 300, 3, "dropped")]
    [InlineData(64, 3000, 16, "random")]
    [InlineData(2, 100, 1, "random")]
    [InlineData(2, 1, 9, "random")]
    public void Entries_are_sorted_stably(int lanes, int capacity, int bits, string kind)
    {
        using var device = new EmulatedDevice(lanes);
        const int Segments = 3;
        var random = new Random(bits);
        var entries = new ulong[Segments * capacity];
        int[] counts = [capacity, capacity / 2, capacity];
        for (var i = 0; i < entries.Length; i++)
        {
            var key = kind switch
            {
                "equal" => (1u << bits) - 2,
                "ends" => random.Next(2) == 0 ? 0 : (1u << bits) - 1,
                _ => (uint)random.Next(1 << bits),
            };
            entries[i] = kind == "dropped" || random.Next(5) == 0 ? RadixSort.Dropped : (ulong)key << 32 | (uint)i;
        }

        var (histogram, sums) = RadixSort.Scratch(device.Launcher, Segments, capacity, bits);
        var countView = device.Upload<int>(counts);
        var sorted = device.Download(RadixSort.Run(
            device.Launcher, device.Upload<ulong>(entries), device.Upload<ulong>(new ulong[entries.Length]), countView, Segments, capacity, bits,
            device.Upload<int>(new int[histogram]), device.Upload<int>(new int[sums])));
        var left = device.Download(countView);
        for (var segment = 0; segment < Segments; segment++)
        {
            var expected = entries.AsSpan(segment * capacity, counts[segment]).ToArray().Where(entry => entry != RadixSort.Dropped).OrderBy(entry => entry >> 32).ToArray();
            Assert.Equal(expected.Length, left[segment]);
            Assert.Equal(expected, sorted.AsSpan(segment * capacity, expected.Length).ToArray());
        }
    }
}

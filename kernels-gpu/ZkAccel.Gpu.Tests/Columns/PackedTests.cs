using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>Small integers take few bytes on their way, and arrive as what they are.</summary>
public sealed class PackedTests
{
    static PackedTests() => GpuDevices.Register();

    [Theory]
    [InlineData(0, 2)]
    [InlineData(127, 2)]
    [InlineData(-128, 2)]
    [InlineData(128, 1)]
    [InlineData(-129, 1)]
    [InlineData(32767, 1)]
    [InlineData(-32768, 1)]
    [InlineData(32768, 0)]
    [InlineData(-32769, 0)]
    [InlineData(int.MinValue, 0)]
    public void The_largest_decides(int value, int logPerWord)
    {
        foreach (var count in (int[])[1, 7, 16, 17, 100])
            foreach (var at in (int[])[0, count / 2, count - 1])
            {
                var values = new int[count];
                values[at] = value;
                Assert.Equal(logPerWord, PackedIntegers.LogPerWord(values));
            }
    }

    [Theory]
    [InlineData(sbyte.MinValue, sbyte.MaxValue)]
    [InlineData(short.MinValue, short.MaxValue)]
    [InlineData(int.MinValue, int.MaxValue)]
    public async Task Any_number_of_them_arrives(int least, int most)
    {
        using var device = Accelerators.Open("ilgpu-cpu");
        using var queue = device.CreateQueue();
        var random = new Random(least);
        foreach (var count in (int[])[1, 2, 3, 4, 5, 31, 63, 64, 65, 129, 1000])
        {
            int[] values = [.. Enumerable.Range(0, count).Select(_ => (int)random.NextInt64(least, most + 1L))];
            (values[0], values[^1]) = (least, most);
            using var column = device.Allocate(count);
            queue.Upload(values, column.All);
            var read = new Fr[count];
            await queue.Download(column.All, read);
            Assert.Equal(values.Select(value => Fr.FromInt64(value)), read);
        }
    }
}

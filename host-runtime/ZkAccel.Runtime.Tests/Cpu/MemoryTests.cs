using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime.Tests.Cpu;

public sealed class MemoryTests
{
    [Fact]
    public void Classes_hold_what_is_asked_for_and_waste_an_eighth_at_most()
    {
        long before = 0;
        int number = 0;
        foreach (long bytes in Enumerable.Range(0, 31).SelectMany(log => new[] { (1L << log) - 1, 1L << log, (1L << log) + 1, 5L << log, (9L << log) + 1 }).Order())
        {
            var (next, size) = ScratchPool.ClassOf(bytes);
            Assert.InRange(size, bytes, Math.Max(4096, bytes + bytes / 8));
            Assert.True(next >= number && size >= before);
            Assert.Equal(next == number && before > 0, size == before);
            (number, before) = (next, size);
        }
    }

    [Theory]
    [InlineData(5)]
    [InlineData(12)]
    [InlineData(16)]
    public void A_column_and_its_coefficients_share_a_class(int logN) =>
        Assert.Equal(ScratchPool.ClassOf(((1L << logN) + 8) * 40), ScratchPool.ClassOf(((1L << logN) + 16) * 40));

    [Fact]
    public async Task Memory_that_is_used_again_is_zero_again()
    {
        using var device = new CpuAccelerator(new CpuOptions { Threads = 2 });
        using IQueue queue = device.CreateQueue();
        const int count = 1000;
        var ones = new Fr[count];
        ones.AsSpan().Fill(Fr.One);
        for (int i = 0; i < 3; i++)
        {
            using ScalarBuffer buffer = device.Allocate(count);
            var values = new Fr[count];
            await queue.Download(buffer.All, values);
            Assert.All(values, v => Assert.True(v.IsZero));
            queue.Upload(ones, buffer.All);
        }
    }

    [Fact]
    public async Task Many_columns_commit_as_they_do_one_by_one()
    {
        // More than one batch of prepared scalars; lengths from bits to full size, some mixed.
        const int count = 1 << 14, columns = 24;
        var random = new Random(5);
        var points = new G1Affine[count];
        G1.MultiplyGenerator([.. Enumerable.Range(1, count).Select(i => Fr.FromInt64(i))], points);
        using var device = new CpuAccelerator(new CpuOptions { Threads = 2 });
        using PointBasis basis = device.Load(points, BasisPlan.Resident);
        using IQueue queue = device.CreateQueue();
        using ScalarBuffer buffer = device.Allocate(columns * count);
        var slices = new ScalarSlice[columns];
        for (int i = 0; i < columns; i++)
        {
            slices[i] = buffer.Slice(i * count, count);
            Fr[] values = [.. Enumerable.Range(0, count).Select(k => i % 3 == 0 ? Fr.FromInt64(random.Next(-9, 9)) : i % 3 == 1 || k % 9 == 0 ? Fr.Random() : Fr.FromInt64(-random.NextInt64()))];
            queue.Upload(values, slices[i]);
        }

        G1Affine[] together = await queue.Commit(basis, slices, ScalarHint.Full);
        for (int i = 0; i < columns; i++) Assert.Equal((await queue.Commit(basis, new[] { slices[i] }, ScalarHint.Full))[0], together[i]);
    }
}

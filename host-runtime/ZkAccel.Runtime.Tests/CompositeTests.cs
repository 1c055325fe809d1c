using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Runtime.Cpu;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Runtime.Tests;

public sealed class CompositeTests
{
    private static readonly Fr[] Values = [.. Enumerable.Range(1, 16).Select(value => Fr.FromInt64(value))];

    [Fact]
    public void The_table_follows_capability_then_order()
    {
        using var composite = Composite.Over(
            ReferenceDouble.Limited("small", maxLogNtt: 4, maxPoints: 100), ReferenceDouble.Lacking("other", OperationKind.Scan));
        var table = composite.Table;
        Assert.Contains(new DispatchRow(OperationKind.Ntt, 0, 4, "small"), table);
        Assert.Contains(new DispatchRow(OperationKind.Ntt, 5, 28, "other"), table);
        Assert.Contains(new DispatchRow(OperationKind.Commit, 0, 6, "small"), table);
        Assert.Contains(new DispatchRow(OperationKind.Commit, 7, 28, "other"), table);
        Assert.Contains(new DispatchRow(OperationKind.Scan, 0, 28, "small"), table);
        Assert.Contains("2^5 to 2^28: other", composite.Info.Notes, StringComparison.Ordinal);
        Assert.Equal((28, int.MaxValue), (composite.Info.MaxLogNtt, composite.Info.MaxPoints));
        Assert.Empty(composite.Info.Missing);
    }

    [Fact]
    public void What_no_device_can_is_missing()
    {
        using var composite = Composite.Over(
            ReferenceDouble.Lacking("a", OperationKind.Scan, OperationKind.Ntt), ReferenceDouble.Lacking("b", OperationKind.Scan));
        Assert.Equal([OperationKind.Scan], composite.Info.Missing);
    }

    [Fact]
    public async Task Data_moves_once_and_only_where_it_is_read()
    {
        var (left, right) = (RecordingAccelerator.Over(ReferenceDouble.Lacking("left", OperationKind.Run)), RecordingAccelerator.Over(new ReferenceAccelerator()));
        using var composite = Composite.Over(left, right);
        using var queue = composite.CreateQueue();
        using var program = composite.Compile(Column(0) + Column(1));
        using var buffer = composite.Allocate(48);
        var (a, b, c) = (buffer.Slice(0, 16), buffer.Slice(16, 16), buffer.Slice(32, 16));
        queue.Upload(Values, a);
        Assert.Empty(right.Records);
        queue.Run(program, [a, b], [], c);
        Assert.Equal(16, composite.MigratedElements);
        queue.Run(program, [a, b], [], c);
        Assert.Equal(16, composite.MigratedElements);
        queue.Ntt(composite.Plan(4), [c], NttKind.Forward, Fr.One);
        Assert.Equal(32, composite.MigratedElements);
        queue.Ntt(composite.Plan(4), [c], NttKind.Inverse, Fr.One);
        var result = new Fr[16];
        await queue.Download(c, result);
        Assert.Equal(Values, result);
        Assert.Equal(32, composite.MigratedElements);
        Assert.Equal(2, left.Records.Count(record => record.Kind == OperationKind.Ntt));
        Assert.Equal(2, right.Records.Count(record => record.Kind == OperationKind.Run));
    }

    [Fact]
    public void Devices_that_are_not_needed_hold_nothing()
    {
        var (left, right) = (RecordingAccelerator.Over(new ReferenceAccelerator()), RecordingAccelerator.Over(new ReferenceAccelerator()));
        using var composite = Composite.Over(left, right);
        using var queue = composite.CreateQueue();
        using (var buffer = composite.Allocate(16))
        {
            queue.Upload(Values, buffer.All);
            Assert.Equal((1, 0), (left.LiveBuffers, right.LiveBuffers));
        }

        Assert.Equal((0, 0), (left.LiveBuffers, right.LiveBuffers));
    }

    [Fact]
    public async Task A_lost_device_fails_the_operation_and_nothing_falls_back()
    {
        using var composite = Composite.Over(ReferenceDouble.Faulty(Fault.Lost), new ReferenceAccelerator());
        using var queue = composite.CreateQueue();
        using var buffer = composite.Allocate(16);
        queue.Upload(Values, buffer.All);
        for (var i = 0; i < 2; i++)
        {
            var lost = Assert.Throws<AcceleratorException>(() => queue.Ntt(composite.Plan(4), [buffer.All], NttKind.Forward, Fr.One));
            Assert.Equal((AcceleratorError.Lost, "faulty", "Ntt"), (lost.Code, lost.Device, lost.Operation));
        }

        var result = new Fr[16];
        await queue.Download(buffer.All, result);
        Assert.Equal(Values, result);
    }

    [Fact]
    public void A_measured_composite_prefers_the_faster()
    {
        using var composite = Composite.Measured(6, new ReferenceAccelerator(), new NullAccelerator());
        foreach (var operation in (OperationKind[])[OperationKind.Ntt, OperationKind.Commit])
        {
            var last = composite.Table.Last(row => row.Operation == operation);
            Assert.Equal((28, "null"), (last.MaxLogN, last.Device));
        }
    }

    [Fact]
    public void A_quadratic_transform_loses_at_sizes_that_were_not_timed()
    {
        using var composite = Composite.Measured(8, new ReferenceAccelerator(), new CpuAccelerator(new CpuOptions { Threads = 1 }));
        Assert.Equal("cpu:1", composite.Table.Last(row => row.Operation == OperationKind.Ntt).Device);
    }

    [Fact]
    public void Impossible_compositions_are_refused()
    {
        using var device = new NullAccelerator();
        Assert.Throws<ArgumentException>(() => Composite.Over());
        Assert.Throws<ArgumentException>(() => Composite.Over(device, device));
        Assert.Throws<ArgumentNullException>(() => Composite.Over(device, null!));
        Assert.Throws<ArgumentException>(() => Composite.Over([.. Enumerable.Range(0, 33).Select(_ => (IAccelerator)new NullAccelerator())]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Composite.Measured(25, device));
    }

    [Fact]
    public void Its_devices_go_with_it()
    {
        var device = new ReferenceAccelerator();
        Composite.Over(device).Dispose();
        Assert.True(device.IsDisposed);
    }

    /// <summary>The map against one flag for each device and element.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void The_replica_map_equals_flags(int seed)
    {
        const int Count = 40;
        var random = new Random(seed);
        var map = new ReplicaMap(Count, 3);
        var flags = new bool[3][];
        for (var i = 0; i < 3; i++) flags[i] = [.. Enumerable.Repeat(true, Count)];
        for (var round = 0; round < 2000; round++)
        {
            var start = random.Next(Count);
            var length = 1 + random.Next(Count - start);
            var device = random.Next(3);
            if (random.Next(2) == 0)
            {
                map.Written(start, length, device);
                foreach (var other in flags) other.AsSpan(start, length).Clear();
            }
            else
            {
                map.Copied(start, length, device);
            }

            flags[device].AsSpan(start, length).Fill(true);
            for (var other = 0; other < 3; other++)
            {
                var missing = map.Missing(0, Count, other);
                var lacking = new bool[Count];
                foreach (var (from, count, holder) in missing)
                    for (var i = from; i < from + count; i++)
                    {
                        lacking[i] = true;
                        Assert.True(flags[holder][i]);
                    }

                Assert.Equal(flags[other], lacking.Select(value => !value));
            }

            Assert.Equal(length, map.Holders(start, length).Sum(range => range.Count));
        }
    }
}

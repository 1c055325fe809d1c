using Xunit;
using ZkAccel.Bn254;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Runtime.Tests;

public sealed class RecordingTests
{
    private static readonly Fr[] Values = [Fr.One, Fr.Zero, Fr.FromInt64(-3), Fr.FromInt64(4)];

    [Fact]
    public async Task Every_operation_is_recorded_with_its_sizes_and_bytes()
    {
        using var device = RecordingAccelerator.Over(new ReferenceAccelerator());
        using var queue = device.CreateQueue();
        using var memory = device.Allocate(12);
        using var basis = device.Load(new G1Affine[4], BasisPlan.Once);
        using var program = device.Compile(Column(0) * Constant(0));
        var (a, b, c) = (memory.Slice(0, 4), memory.Slice(4, 4), memory.Slice(8, 4));
        queue.Upload(Values, a);
        queue.Upload(new[] { 1, 2, 3, 4 }, b);
        queue.Ntt(device.Plan(2), [a, b], NttKind.Forward, Fr.One);
        queue.Run(program, [a], [Fr.One], c);
        queue.Invert(a);
        queue.Scan(a, a, ScanKind.SumExclusive);
        queue.Recur(a, b, c);
        queue.Divide(a, Fr.One, a);
        await queue.Commit(basis, new[] { a, b }, ScalarHint.Full);
        await queue.Evaluate(new EvaluationQuery[] { new(a, Fr.One), new(b, Fr.One), new(c, Fr.One) });
        await queue.Download(a, new Fr[4]);
        (OperationKind, long, int, long, long)[] expected =
        [
            (OperationKind.Upload, 4, 1, 128, 0),
            (OperationKind.Upload, 4, 1, 16, 0),
            (OperationKind.Ntt, 8, 2, 0, 0),
            (OperationKind.Run, 4, 1, 32, 0),
            (OperationKind.Invert, 4, 1, 0, 0),
            (OperationKind.Scan, 4, 1, 0, 0),
            (OperationKind.Recur, 4, 1, 0, 0),
            (OperationKind.Divide, 4, 1, 32, 0),
            (OperationKind.Commit, 8, 2, 0, 128),
            (OperationKind.Evaluate, 12, 3, 96, 96),
            (OperationKind.Download, 4, 1, 0, 128),
        ];
        Assert.Equal(expected, device.Records.Select(r => (r.Kind, r.Elements, r.Columns, r.BytesToDevice, r.BytesToHost)));
        Assert.All(device.Records, record => Assert.True(record.Elapsed > TimeSpan.Zero));

        var totals = device.Totals();
        Assert.Equal(10, totals.Count);
        Assert.Equal((2, 8L, 144L), (totals[0].Calls, totals[0].Elements, totals[0].BytesToDevice));
        Assert.Contains("Commit", device.Report(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Transfers_between_marks_are_noticed()
    {
        using var device = RecordingAccelerator.Over(new ReferenceAccelerator());
        using var queue = device.CreateQueue();
        using var buffer = device.Allocate(4);
        queue.Upload(Values, buffer.All);
        var start = device.Mark();
        queue.Invert(buffer.All);
        queue.Ntt(device.Plan(2), [buffer.All], NttKind.Forward, Fr.One);
        var middle = device.Mark();
        await queue.Download(buffer.All, new Fr[4]);
        device.RequireNoTransfer(start, middle);
        var error = Assert.Throws<InvalidOperationException>(() => device.RequireNoTransfer(start, device.Mark()));
        Assert.Contains("Download of 4 elements", error.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(() => device.RequireNoTransfer(0, middle));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.RequireNoTransfer(middle, start));
        Assert.Throws<ArgumentOutOfRangeException>(() => device.RequireNoTransfer(0, 99));
    }

    [Fact]
    public void Refused_operations_are_not_recorded()
    {
        using var device = RecordingAccelerator.Over(new ReferenceAccelerator());
        using var queue = device.CreateQueue();
        using var buffer = device.Allocate(4);
        Assert.Throws<ArgumentException>(() => queue.Upload(new Fr[3], buffer.All));
        Assert.Empty(device.Records);
    }

    [Fact]
    public void Leaks_and_the_peak_are_counted()
    {
        using var device = RecordingAccelerator.Over(new ReferenceAccelerator());
        var first = device.Allocate(10);
        using (device.Allocate(30)) Assert.Equal(2, device.LiveBuffers);
        device.Allocate(5).Dispose();
        Assert.Equal((1, 40L), (device.LiveBuffers, device.PeakElements));
        first.Dispose();
        first.Dispose();
        Assert.Equal(0, device.LiveBuffers);
    }

    [Fact]
    public void The_inner_device_and_its_handles_go_with_the_wrapper()
    {
        var inner = new ReferenceAccelerator();
        var device = RecordingAccelerator.Over(inner);
        Assert.Equal(("recording(reference)", "reference"), (device.Info.Name, device.Info.Kind));
        device.Dispose();
        Assert.True(inner.IsDisposed);
        Assert.Throws<ArgumentNullException>(() => RecordingAccelerator.Over(null!));
    }

    [Fact]
    public async Task Null_does_nothing_and_says_so()
    {
        using var device = new NullAccelerator();
        Assert.Contains("meaningless", device.Info.Notes, StringComparison.Ordinal);
        using var queue = device.CreateQueue();
        using var buffer = device.Allocate(4);
        using var basis = device.Load([G1Affine.Generator], BasisPlan.Once);
        queue.Upload(Values, buffer.All);
        var values = (Fr[])Values.Clone();
        await queue.Download(buffer.All, values);
        Assert.All(values, value => Assert.Equal(Fr.Zero, value));
        Assert.True((await queue.Commit(basis, new[] { buffer.Slice(0, 1) }, ScalarHint.Full))[0].IsInfinity);
        Assert.Throws<ArgumentException>(() => queue.Upload(new Fr[3], buffer.All));
    }
}

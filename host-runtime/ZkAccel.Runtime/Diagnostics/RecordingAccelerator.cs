using System.Globalization;
using System.Text;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// Passes every operation to another device and writes down what went by: kind, sizes, bytes over the host boundary, time, and how many
/// elements were resident. Owns the other device.
/// </summary>
public sealed class RecordingAccelerator : Accelerator
{
    private readonly Lock _gate = new();
    private readonly List<OperationRecord> _records = [];
    private int _queues;
    private int _liveBuffers;
    private long _liveElements;
    private long _peakElements;

    private RecordingAccelerator(IAccelerator inner, bool waits)
        : base(inner.Info with { Name = $"recording({inner.Info.Name})" })
    {
        Inner = inner;
        Waits = waits;
    }

    /// <summary>The operations so far, in the order of the calls.</summary>
    public IReadOnlyList<OperationRecord> Records
    {
        get
        {
            lock (_gate) return [.. _records];
        }
    }

    /// <summary>Buffers not yet disposed: zero when nothing leaks.</summary>
    public int LiveBuffers => Volatile.Read(ref _liveBuffers);

    /// <summary>Most elements resident at once; 32 bytes each on most devices.</summary>
    public long PeakElements => Interlocked.Read(ref _peakElements);

    internal IAccelerator Inner { get; }

    /// <summary>Whether each operation is waited for, so that its time is its own.</summary>
    internal bool Waits { get; }

    /// <summary>Records <paramref name="inner"/> without disturbing it: times of a device that works behind the call are those of the call.</summary>
    public static RecordingAccelerator Over(IAccelerator inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return new RecordingAccelerator(inner, waits: false);
    }

    /// <summary>Records <paramref name="inner"/> and waits after each operation, so that every time is true and nothing overlaps.</summary>
    public static RecordingAccelerator Profile(IAccelerator inner)
    {
        ArgumentNullException.ThrowIfNull(inner);
        return new RecordingAccelerator(inner, waits: true);
    }

    /// <summary>A place in the record: the number of operations so far.</summary>
    public int Mark()
    {
        lock (_gate) return _records.Count;
    }

    /// <summary>Asserts that no column crossed the host boundary from one mark to another.</summary>
    /// <exception cref="InvalidOperationException">One did; the message lists them.</exception>
    public void RequireNoTransfer(int from, int to)
    {
        var records = Records;
        ArgumentOutOfRangeException.ThrowIfNegative(from);
        ArgumentOutOfRangeException.ThrowIfLessThan(to, from);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(to, records.Count);
        var found = new StringBuilder();
        for (var i = from; i < to; i++)
            if (records[i].IsTransfer) found.Append(CultureInfo.InvariantCulture, $"\n  {i}: {records[i]}");
        if (found.Length > 0) throw new InvalidOperationException($"transfers between marks {from} and {to}:{found}");
    }

    /// <summary>Sums by kind, for the kinds that occurred, in the order of <see cref="OperationKind"/>.</summary>
    public IReadOnlyList<OperationTotal> Totals()
    {
        var totals = new SortedDictionary<OperationKind, OperationTotal>();
        foreach (var record in Records)
        {
            var sum = totals.GetValueOrDefault(record.Kind);
            totals[record.Kind] = new OperationTotal(
                record.Kind,
                sum.Calls + 1,
                sum.Elements + record.Elements,
                sum.BytesToDevice + record.BytesToDevice,
                sum.BytesToHost + record.BytesToHost,
                sum.Elapsed + record.Elapsed);
        }

        return [.. totals.Values];
    }

    /// <summary>The totals as a table for people.</summary>
    public string Report()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Inner.Info.Name}: at most {PeakElements} resident elements");
        text.AppendLine("operation   calls      elements     to device       to host    seconds");
        foreach (var total in Totals())
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"{total.Kind,-10}{total.Calls,7}{total.Elements,14}{total.BytesToDevice,14}{total.BytesToHost,14}{total.Elapsed.TotalSeconds,11:F4}");
        return text.ToString();
    }

    /// <inheritdoc/>
    protected override ScalarBuffer AllocateCore(int count)
    {
        var buffer = new RecordingBuffer(this, Inner.Allocate(count));
        lock (_gate)
        {
            _liveBuffers++;
            _liveElements += count;
            _peakElements = Math.Max(_peakElements, _liveElements);
        }

        return buffer;
    }

    /// <inheritdoc/>
    protected override PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan) => new RecordingBasis(this, Inner.Load(points, plan));

    /// <inheritdoc/>
    protected override NttPlan PlanCore(int logN) => new RecordingPlan(this, Inner.Plan(logN));

    /// <inheritdoc/>
    protected override RowProgram CompileCore(RowExpression expression, RowCode code) =>
        new RecordingProgram(this, Inner.Compile(expression), code);

    /// <inheritdoc/>
    protected override IQueue CreateQueueCore(CancellationToken cancellation) =>
        new RecordingQueue(this, Inner.CreateQueue(cancellation), Interlocked.Increment(ref _queues) - 1, cancellation);

    /// <inheritdoc/>
    protected override void Release() => Inner.Dispose();

    internal int Begin(OperationRecord record)
    {
        lock (_gate)
        {
            _records.Add(record);
            return _records.Count - 1;
        }
    }

    internal void End(int index, TimeSpan elapsed)
    {
        lock (_gate) _records[index] = _records[index] with { Elapsed = elapsed };
    }

    internal void Freed(int count)
    {
        lock (_gate)
        {
            _liveBuffers--;
            _liveElements -= count;
        }
    }
}

internal sealed class RecordingBuffer(RecordingAccelerator owner, ScalarBuffer inner) : ScalarBuffer(owner, inner.Count)
{
    public static ScalarSlice Inner(ScalarSlice slice) => ((RecordingBuffer)slice.Buffer).InnerBuffer.Slice(slice.Offset, slice.Count);

    private ScalarBuffer InnerBuffer { get; } = inner;

    protected override void Release()
    {
        ((RecordingAccelerator)Owner).Freed(Count);
        InnerBuffer.Dispose();
    }
}

internal sealed class RecordingBasis(RecordingAccelerator owner, PointBasis inner) : PointBasis(owner, inner.Count)
{
    public PointBasis Inner { get; } = inner;

    protected override void Release() => Inner.Dispose();
}

internal sealed class RecordingPlan(RecordingAccelerator owner, NttPlan inner) : NttPlan(owner, inner.LogN)
{
    public NttPlan Inner { get; } = inner;
}

internal sealed class RecordingProgram(RecordingAccelerator owner, RowProgram inner, RowCode code) : RowProgram(owner, code)
{
    public RowProgram Inner { get; } = inner;

    protected override void Release() => Inner.Dispose();
}

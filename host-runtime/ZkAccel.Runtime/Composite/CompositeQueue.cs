using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// A queue on each device that was needed. Reading a slice refreshes the replica first; writing one makes the others stale. Before a
/// value is handed to the host, every device with work queued is waited for: that is what the contract promises other queues.
/// </summary>
internal sealed class CompositeQueue : AcceleratorQueue
{
    private readonly Composite _owner;
    private readonly IQueue?[] _queues;
    private readonly ScalarBuffer?[] _scratch;
    private readonly bool[] _pending;
    private readonly Fr[] _fence = new Fr[1];

    public CompositeQueue(Composite owner, CancellationToken cancellation)
        : base(owner, cancellation)
    {
        _owner = owner;
        _queues = new IQueue?[owner.Devices.Count];
        _scratch = new ScalarBuffer?[owner.Devices.Count];
        _pending = new bool[owner.Devices.Count];
    }

    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target)
    {
        var device = _owner.Choose(OperationKind.Upload, target.Count);
        On(device).Upload(source, Local(device, target));
        Written(device, target);
    }

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target)
    {
        var device = _owner.Choose(OperationKind.Upload, target.Count);
        On(device).Upload(source, Local(device, target));
        Written(device, target);
    }

    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        var composite = (CompositePlan)plan;
        On(composite.Device).Ntt(composite.Inner, Current(composite.Device, columns), kind, coset);
        foreach (var column in columns) Written(composite.Device, column);
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var device = _owner.Choose(OperationKind.Run, result.Count);
        var needed = Current(device, columns[..program.Code.ColumnCount]);
        On(device).Run(((CompositeProgram)program).On(device), needed, constants, Local(device, result));
        Written(device, result);
    }

    protected override void InvertCore(ScalarSlice values)
    {
        var device = _owner.Choose(OperationKind.Invert, values.Count);
        On(device).Invert(Current(device, values));
        Written(device, values);
    }

    protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind)
    {
        var device = _owner.Choose(OperationKind.Scan, source.Count);
        On(device).Scan(Current(device, source), Local(device, target), kind);
        Written(device, target);
    }

    protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target)
    {
        var device = _owner.Choose(OperationKind.Recur, target.Count);
        On(device).Recur(Current(device, multiplier), Current(device, addend), Local(device, target));
        Written(device, target);
    }

    protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient)
    {
        var device = _owner.Choose(OperationKind.Divide, polynomial.Count);
        On(device).Divide(Current(device, polynomial), root, Local(device, quotient));
        Written(device, quotient);
    }

    protected override async ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        var composite = (CompositeBasis)basis;
        var local = Current(composite.Device, columns.Span);
        var sums = await On(composite.Device).Commit(composite.Inner, local, hint).ConfigureAwait(false);
        await Settle(composite.Device).ConfigureAwait(false);
        return sums;
    }

    protected override async ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries)
    {
        var longest = 0;
        foreach (var query in queries.Span) longest = Math.Max(longest, query.Polynomial.Count);
        var device = _owner.Choose(OperationKind.Evaluate, longest);
        var local = new EvaluationQuery[queries.Length];
        for (var i = 0; i < local.Length; i++)
            local[i] = queries.Span[i] with { Polynomial = Current(device, queries.Span[i].Polynomial) };
        var values = await On(device).Evaluate(local).ConfigureAwait(false);
        await Settle(device).ConfigureAwait(false);
        return values;
    }

    protected override async ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        var answered = 0;
        foreach (var (start, count, device) in Holders(source))
        {
            answered = device;
            await On(device).Download(Local(device, source.Buffer.Slice(start, count)), target.Slice(start - source.Offset, count))
                .ConfigureAwait(false);
        }

        await Settle(answered).ConfigureAwait(false);
    }

    protected override void Release()
    {
        foreach (var queue in _queues) queue?.Dispose();
        foreach (var buffer in _scratch) buffer?.Dispose();
    }

    private IQueue On(int device) => _queues[device] ??= _owner.Devices[device].CreateQueue(Cancellation);

    /// <summary>The slice of the replica on <paramref name="device"/>, current or not.</summary>
    private static ScalarSlice Local(int device, ScalarSlice slice)
    {
        var buffer = (CompositeBuffer)slice.Buffer;
        lock (buffer.Gate) return buffer.Replica(device).Slice(slice.Offset, slice.Count);
    }

    /// <summary>The slice of the replica on <paramref name="device"/>, refreshed where it was stale.</summary>
    private ScalarSlice Current(int device, ScalarSlice slice)
    {
        var buffer = (CompositeBuffer)slice.Buffer;
        lock (buffer.Gate)
        {
            var replica = buffer.Replica(device);
            foreach (var (start, count, source) in buffer.Map.Missing(slice.Offset, slice.Count, device))
            {
                var staging = new Fr[count];
                Wait(On(source).Download(buffer.Replica(source).Slice(start, count), staging));
                On(device).Upload(staging, replica.Slice(start, count));

                // Another queue may find this replica valid as soon as the gate opens.
                Wait(On(device).Download(replica.Slice(start, 1), _fence));
                buffer.Map.Copied(start, count, device);
                _owner.Migrated(count);
            }

            return replica.Slice(slice.Offset, slice.Count);
        }
    }

    private ScalarSlice[] Current(int device, ReadOnlySpan<ScalarSlice> slices)
    {
        var local = new ScalarSlice[slices.Length];
        for (var i = 0; i < local.Length; i++) local[i] = Current(device, slices[i]);
        return local;
    }

    private void Written(int device, ScalarSlice slice)
    {
        var buffer = (CompositeBuffer)slice.Buffer;
        lock (buffer.Gate) buffer.Map.Written(slice.Offset, slice.Count, device);
        _pending[device] = true;
    }

    private static List<(int Start, int Count, int Source)> Holders(ScalarSlice slice)
    {
        var buffer = (CompositeBuffer)slice.Buffer;
        lock (buffer.Gate) return buffer.Map.Holders(slice.Offset, slice.Count);
    }

    /// <summary>Waits for every device with work queued since the last time, but <paramref name="answered"/>, which is in order.</summary>
    private async ValueTask Settle(int answered)
    {
        _pending[answered] = false;
        for (var device = 0; device < _pending.Length; device++)
        {
            if (!_pending[device]) continue;
            _scratch[device] ??= _owner.Devices[device].Allocate(1);
            await On(device).Download(_scratch[device]!.All, _fence).ConfigureAwait(false);
            _pending[device] = false;
        }
    }

    private static void Wait(ValueTask task) => task.AsTask().GetAwaiter().GetResult();
}

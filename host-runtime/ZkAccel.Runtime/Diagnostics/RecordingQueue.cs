using System.Diagnostics;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>Forwards to a queue of the recorded device; an operation is written down when it is called, its time when it ends.</summary>
internal sealed class RecordingQueue(RecordingAccelerator device, IQueue inner, int number, CancellationToken cancellation)
    : AcceleratorQueue(device, cancellation)
{
    private const int ScalarBytes = 32;
    private const int PointBytes = 64;
    private readonly Fr[] _fence = new Fr[1];

    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target)
    {
        var call = Begin(OperationKind.Upload, source.Length, 1, toDevice: (long)source.Length * ScalarBytes);
        inner.Upload(source, RecordingBuffer.Inner(target));
        End(call, target);
    }

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target)
    {
        var call = Begin(OperationKind.Upload, source.Length, 1, toDevice: (long)source.Length * sizeof(int));
        inner.Upload(source, RecordingBuffer.Inner(target));
        End(call, target);
    }

    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        var call = Begin(OperationKind.Ntt, (long)plan.Count * columns.Length, columns.Length);
        inner.Ntt(((RecordingPlan)plan).Inner, Inner(columns), kind, coset);
        End(call, columns[0]);
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var call = Begin(OperationKind.Run, (long)result.Count * columns.Length, columns.Length, toDevice: (long)constants.Length * ScalarBytes);
        inner.Run(((RecordingProgram)program).Inner, Inner(columns), constants, RecordingBuffer.Inner(result));
        End(call, result);
    }

    protected override void InvertCore(ScalarSlice values)
    {
        var call = Begin(OperationKind.Invert, values.Count, 1);
        inner.Invert(RecordingBuffer.Inner(values));
        End(call, values);
    }

    protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind)
    {
        var call = Begin(OperationKind.Scan, source.Count, 1);
        inner.Scan(RecordingBuffer.Inner(source), RecordingBuffer.Inner(target), kind);
        End(call, target);
    }

    protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target)
    {
        var call = Begin(OperationKind.Recur, target.Count, 1);
        inner.Recur(RecordingBuffer.Inner(multiplier), RecordingBuffer.Inner(addend), RecordingBuffer.Inner(target));
        End(call, target);
    }

    protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient)
    {
        var call = Begin(OperationKind.Divide, polynomial.Count, 1, toDevice: ScalarBytes);
        inner.Divide(RecordingBuffer.Inner(polynomial), root, RecordingBuffer.Inner(quotient));
        End(call, quotient);
    }

    protected override async ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        var elements = 0L;
        foreach (var column in columns.Span) elements += column.Count;
        var call = Begin(OperationKind.Commit, elements, columns.Length, toHost: (long)columns.Length * PointBytes);
        var sums = await inner.Commit(((RecordingBasis)basis).Inner, Inner(columns.Span), hint).ConfigureAwait(false);
        End(call);
        return sums;
    }

    protected override async ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries)
    {
        var elements = 0L;
        var mapped = new EvaluationQuery[queries.Length];
        for (var i = 0; i < mapped.Length; i++)
        {
            var (polynomial, point) = queries.Span[i];
            elements += polynomial.Count;
            mapped[i] = new EvaluationQuery(RecordingBuffer.Inner(polynomial), point);
        }

        var bytes = (long)queries.Length * ScalarBytes;
        var call = Begin(OperationKind.Evaluate, elements, queries.Length, toDevice: bytes, toHost: bytes);
        var values = await inner.Evaluate(mapped).ConfigureAwait(false);
        End(call);
        return values;
    }

    protected override async ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        var call = Begin(OperationKind.Download, source.Count, 1, toHost: (long)source.Count * ScalarBytes);
        await inner.Download(RecordingBuffer.Inner(source), target).ConfigureAwait(false);
        End(call);
    }

    protected override void Release() => inner.Dispose();

    private static ScalarSlice[] Inner(ReadOnlySpan<ScalarSlice> columns)
    {
        var mapped = new ScalarSlice[columns.Length];
        for (var i = 0; i < mapped.Length; i++) mapped[i] = RecordingBuffer.Inner(columns[i]);
        return mapped;
    }

    private (int Index, long Start) Begin(OperationKind kind, long elements, int columns, long toDevice = 0, long toHost = 0)
    {
        var index = device.Begin(new OperationRecord(kind, number, elements, columns, toDevice, toHost, TimeSpan.Zero));
        return (index, Stopwatch.GetTimestamp());
    }

    private void End((int Index, long Start) call) => device.End(call.Index, Stopwatch.GetElapsedTime(call.Start));

    /// <summary>Ends an operation that returns nothing; when profiling, one element of its result says that it is done.</summary>
    private void End((int Index, long Start) call, ScalarSlice result)
    {
        if (device.Waits) inner.Download(RecordingBuffer.Inner(result.Slice(0, 1)), _fence).AsTask().GetAwaiter().GetResult();
        End(call);
    }
}

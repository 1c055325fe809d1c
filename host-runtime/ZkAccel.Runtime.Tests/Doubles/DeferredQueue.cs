using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Tests;

/// <summary>Does nothing until the next result is asked for or the queue ends: the laziest schedule the contract allows.</summary>
internal sealed class DeferredQueue(Accelerator device, CancellationToken cancellation) : ReferenceQueue(device, cancellation)
{
    private readonly Queue<Action> _waiting = new();

    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target)
    {
        var copy = source.ToArray();
        _waiting.Enqueue(() => base.UploadCore(copy, target));
    }

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target)
    {
        var copy = source.ToArray();
        _waiting.Enqueue(() => base.UploadCore(copy, target));
    }

    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        var copy = columns.ToArray();
        _waiting.Enqueue(() => base.NttCore(plan, copy, kind, coset));
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var (columnsCopy, constantsCopy) = (columns.ToArray(), constants.ToArray());
        _waiting.Enqueue(() => base.RunCore(program, columnsCopy, constantsCopy, result));
    }

    protected override void InvertCore(ScalarSlice values) => _waiting.Enqueue(() => base.InvertCore(values));

    protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind) =>
        _waiting.Enqueue(() => base.ScanCore(source, target, kind));

    protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target) =>
        _waiting.Enqueue(() => base.RecurCore(multiplier, addend, target));

    protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient) =>
        _waiting.Enqueue(() => base.DivideCore(polynomial, root, quotient));

    protected override async ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        await Flush();
        return await base.CommitCore(basis, columns, hint);
    }

    protected override async ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries)
    {
        await Flush();
        return await base.EvaluateCore(queries);
    }

    protected override async ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        await Flush();
        await base.DownloadCore(source, target);
    }

    private async Task Flush()
    {
        await Task.Yield();
        while (_waiting.TryDequeue(out var action)) action();
    }
}

using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// A device that does nothing in no time: what a caller spends around a device is the ceiling of what any device can gain.
/// Every commitment is infinity, every value zero. <b>Results are meaningless; no proof made with it verifies.</b>
/// </summary>
internal sealed class NullAccelerator : Accelerator
{
    /// <summary>A null device.</summary>
    public NullAccelerator()
        : base(new AcceleratorInfo("null", "null") { Notes = "does nothing: results are meaningless, only the time around it counts" })
    {
    }

    /// <inheritdoc/>
    protected override ScalarBuffer AllocateCore(int count) => new NullBuffer(this, count);

    /// <inheritdoc/>
    protected override PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan) => new NullBasis(this, points.Length);

    /// <inheritdoc/>
    protected override NttPlan PlanCore(int logN) => new NullPlan(this, logN);

    /// <inheritdoc/>
    protected override RowProgram CompileCore(RowExpression expression, RowCode code) => new NullProgram(this, code);

    /// <inheritdoc/>
    protected override IQueue CreateQueueCore(CancellationToken cancellation) => new NullQueue(this, cancellation);

    private sealed class NullBuffer(Accelerator owner, int count) : ScalarBuffer(owner, count);

    private sealed class NullBasis(Accelerator owner, int count) : PointBasis(owner, count);

    private sealed class NullPlan(Accelerator owner, int logN) : NttPlan(owner, logN);

    private sealed class NullProgram(Accelerator owner, RowCode code) : RowProgram(owner, code);

    private sealed class NullQueue(Accelerator device, CancellationToken cancellation) : AcceleratorQueue(device, cancellation)
    {
        protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target)
        {
        }

        protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target)
        {
        }

        protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
        {
        }

        protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
        {
        }

        protected override void InvertCore(ScalarSlice values)
        {
        }

        protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind)
        {
        }

        protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target)
        {
        }

        protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient)
        {
        }

        protected override ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint) =>
            ValueTask.FromResult(new G1Affine[columns.Length]);

        protected override ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries) =>
            ValueTask.FromResult(new Fr[queries.Length]);

        protected override ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
        {
            target.Span.Clear();
            return ValueTask.CompletedTask;
        }
    }
}

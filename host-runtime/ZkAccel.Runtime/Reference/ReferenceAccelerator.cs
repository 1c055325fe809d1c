using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// The twin of every device: each operation as its formula reads, one thread, nothing clever. Slow on purpose (a transform is
/// quadratic, an MSM is double-and-add), and what all others are compared with.
/// </summary>
internal sealed class ReferenceAccelerator : Accelerator
{
    /// <summary>A reference device.</summary>
    public ReferenceAccelerator()
        : base(new AcceleratorInfo("reference", "reference") { Notes = "schoolbook; for comparison only" })
    {
    }

    /// <inheritdoc/>
    protected override ScalarBuffer AllocateCore(int count) => new ReferenceBuffer(this, count);

    /// <inheritdoc/>
    protected override PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan) => new ReferenceBasis(this, points);

    /// <inheritdoc/>
    protected override NttPlan PlanCore(int logN) => new ReferencePlan(this, logN);

    /// <inheritdoc/>
    protected override RowProgram CompileCore(RowExpression expression, RowCode code) => new ReferenceProgram(this, expression, code);

    /// <inheritdoc/>
    protected override IQueue CreateQueueCore(CancellationToken cancellation) => new ReferenceQueue(this, cancellation);
}

internal sealed class ReferenceBuffer(Accelerator owner, int count) : ScalarBuffer(owner, count)
{
    private readonly Fr[] _values = new Fr[count];

    public static Span<Fr> Values(ScalarSlice slice) => ((ReferenceBuffer)slice.Buffer)._values.AsSpan(slice.Offset, slice.Count);
}

internal sealed class ReferenceBasis(Accelerator owner, ReadOnlySpan<G1Affine> points) : PointBasis(owner, points.Length)
{
    public G1Affine[] Points { get; } = points.ToArray();
}

internal sealed class ReferencePlan(Accelerator owner, int logN) : NttPlan(owner, logN)
{
    public Fr Root { get; } = Fr.RootOfUnity(logN);
}

/// <summary>Keeps the expression itself: the interpreter shares nothing with the code that devices compile.</summary>
internal sealed class ReferenceProgram(Accelerator owner, RowExpression expression, RowCode code) : RowProgram(owner, code)
{
    public IReadOnlyList<RowExpression> Nodes { get; } = expression.Nodes();
}

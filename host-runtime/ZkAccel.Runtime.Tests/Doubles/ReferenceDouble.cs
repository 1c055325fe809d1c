using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Tests;

/// <summary>A reference device with another description or another queue.</summary>
internal sealed class ReferenceDouble(AcceleratorInfo info, Func<Accelerator, CancellationToken, IQueue>? queue = null) : Accelerator(info)
{
    public static ReferenceDouble Lacking(string name, params OperationKind[] missing) =>
        new(new AcceleratorInfo(name, "double") { Missing = missing });

    public static ReferenceDouble Limited(string name, int maxLogNtt, int maxPoints) =>
        new(new AcceleratorInfo(name, "double") { MaxLogNtt = maxLogNtt, MaxPoints = maxPoints });

    /// <summary>A device whose void operations happen on another thread, after the call.</summary>
    public static ReferenceDouble Deferred(params OperationKind[] missing) =>
        new(new AcceleratorInfo("deferred", "double") { Missing = missing }, (device, token) => new DeferredQueue(device, token));

    public static ReferenceDouble Faulty(Fault fault) =>
        new(new AcceleratorInfo("faulty", "double"), (device, token) => new FaultyQueue(device, fault, token));

    protected override ScalarBuffer AllocateCore(int count) => new ReferenceBuffer(this, count);

    protected override PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan) => new ReferenceBasis(this, points);

    protected override NttPlan PlanCore(int logN) => new ReferencePlan(this, logN);

    protected override RowProgram CompileCore(RowExpression expression, RowCode code) => new ReferenceProgram(this, expression, code);

    protected override IQueue CreateQueueCore(CancellationToken cancellation) =>
        queue is null ? new ReferenceQueue(this, cancellation) : queue(this, cancellation);
}

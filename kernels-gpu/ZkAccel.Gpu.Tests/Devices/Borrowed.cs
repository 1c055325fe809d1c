using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>A device that stays open when its user is done with it: a driver may take minutes to compile the kernels of one that was just opened.</summary>
internal sealed class Borrowed(IAccelerator lent) : IAccelerator
{
    public AcceleratorInfo Info => lent.Info;

    public IQueue CreateQueue(CancellationToken cancellation = default) => lent.CreateQueue(cancellation);

    public NttPlan Plan(int logN) => lent.Plan(logN);

    public PointBasis Load(ReadOnlySpan<G1Affine> points, BasisPlan plan) => lent.Load(points, plan);

    public RowProgram Compile(RowExpression expression) => lent.Compile(expression);

    public ScalarBuffer Allocate(int count) => lent.Allocate(count);

    public void Dispose()
    {
    }
}

using System.Runtime.CompilerServices;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>A device of ILGPU behind the accelerator interface. Elements lie on the device as in <see cref="Fr"/>, 32 bytes each.</summary>
internal sealed class GpuAccelerator : Runtime.Accelerator
{
    public GpuAccelerator(AcceleratorInfo info, GpuBackend backend)
        : base(info) => Backend = backend;

    public GpuBackend Backend { get; }

    /// <summary>Runs a call that may fail in the driver.</summary>
    public T Guard<T>(Func<T> work, [CallerMemberName] string operation = "")
    {
        try
        {
            return work();
        }
        catch (Exception e) when (GpuFailure.Describe(e) is var (code, message))
        {
            throw Error(operation.Replace("Core", "", StringComparison.Ordinal), code, message, e);
        }
    }

    protected override ScalarBuffer AllocateCore(int count) => Guard(() => new GpuBuffer(this, count));

    protected override PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan) => throw Missing(nameof(Load));

    protected override NttPlan PlanCore(int logN) => Guard(() => new GpuNttPlan(this, logN));

    protected override RowProgram CompileCore(RowExpression expression, RowCode code) => throw Missing(nameof(Compile));

    protected override IQueue CreateQueueCore(CancellationToken cancellation) => Guard(() => new GpuQueue(this, cancellation));

    protected override void Release() => Backend.Dispose();

    private AcceleratorException Missing(string operation) => Error(operation, AcceleratorError.NotSupported, "not on this device");
}

internal sealed class GpuBuffer : ScalarBuffer
{
    private readonly DeviceBlock _block;

    public GpuBuffer(GpuAccelerator owner, int count)
        : base(owner, count) => _block = owner.Backend.Memory.RentZeroed((long)count * Fr.ByteLength);

    public static ILGPU.ArrayView<FrGpu> View(ScalarSlice slice)
    {
        var buffer = (GpuBuffer)slice.Buffer;
        return buffer._block.View<FrGpu>(buffer.Count).SubView(slice.Offset, slice.Count);
    }

    protected override void Release() => ((GpuAccelerator)Owner).Backend.Memory.Return(_block);
}

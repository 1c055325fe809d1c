using System.Runtime.CompilerServices;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>A device of ILGPU behind the accelerator interface. Elements lie on the device as in <see cref="Fr"/>, 32 bytes each.</summary>
internal sealed class GpuAccelerator : Runtime.Accelerator
{
    /// <summary>What part of the memory the scratch of an MSM may take, and what part the multiples of a basis.</summary>
    private const int MsmScratchShare = 4, MultiplesShare = 4;

    /// <summary>Multiples on ILGPU's processor device: enough for a few points, so that its tests meet them.</summary>
    private const long EmulatedMultiplesBytes = 1 << 16;

    private readonly DeviceModel _model;

    public GpuAccelerator(AcceleratorInfo info, GpuBackend backend)
        : base(info)
    {
        Backend = backend;
        _model = DeviceModel.Of(backend);
        Msm = new MsmLauncher(_model);
    }

    public GpuBackend Backend { get; }

    public MsmLauncher Msm { get; }

    /// <summary>Scratch of an MSM, at most.</summary>
    public long MsmScratchBytes => Backend.Memory.Limit / MsmScratchShare;

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

    protected override unsafe PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan)
    {
        // Several bases share the memory, and none may fail for multiples that it can do without.
        var bytes = Backend.IsEmulated ? EmulatedMultiplesBytes : Math.Min(Backend.Memory.Limit, Backend.Memory.Untaken) / MultiplesShare;
        var multiples = plan.AllowPrecomputation ? MsmPlanner.Multiples(_model, points.Length, plan.ExpectedUses, bytes) : BasisMultiples.None;
        fixed (G1Affine* first = points)
        {
            var (start, count) = ((nint)first, points.Length);
            return Guard(() =>
            {
                using var on = new Launcher(Backend);
                try
                {
                    return Load(multiples);
                }
                catch (Exception e) when (multiples.Copies > 1 && GpuFailure.IsOutOfMemory(e))
                {
                    return Load(BasisMultiples.None);
                }

                GpuBasis Load(BasisMultiples multiples) => GpuBasis.Load(this, Backend.Memory, on, new ReadOnlySpan<G1Affine>((void*)start, count), multiples);
            });
        }
    }

    protected override NttPlan PlanCore(int logN) => Guard(() => new GpuNttPlan(this, logN));

    protected override RowProgram CompileCore(RowExpression expression, RowCode code) => Guard(() => RowKernelCompiler.Compile(this, Backend, code));

    protected override IQueue CreateQueueCore(CancellationToken cancellation) => Guard(() => new GpuQueue(this, cancellation));

    protected override void Release() => Backend.Dispose();
}

internal sealed class GpuBuffer : ScalarBuffer
{
    public GpuBuffer(GpuAccelerator owner, int count)
        : base(owner, count) => Page = owner.Backend.Memory.AddPage(count);

    public DevicePage Page { get; }

    protected override void Release() => ((GpuAccelerator)Owner).Backend.Memory.Remove(Page);
}

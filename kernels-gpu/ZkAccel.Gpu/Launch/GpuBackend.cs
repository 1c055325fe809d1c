using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;

namespace ZkAccel.Gpu;

/// <summary>An opened ILGPU device with its context, its memory and the kernels compiled for it. Owned by one <see cref="GpuAccelerator"/>.</summary>
internal sealed class GpuBackend : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Context _context;
    private Delegate?[] _kernels = new Delegate?[64];

    public GpuBackend(Context context, ILGPU.Runtime.Accelerator accelerator, long memoryLimit = long.MaxValue)
    {
        _context = context;
        Accelerator = accelerator;
        Memory = new DeviceMemory(accelerator, memoryLimit);
        if (!IsEmulated) MemoryOrder.Keep(accelerator.GetBackend());
    }

    public ILGPU.Runtime.Accelerator Accelerator { get; }

    public DeviceMemory Memory { get; }

    /// <summary>ILGPU's processor device: a thread of the system for each lane of a group, groups one after another.</summary>
    public bool IsEmulated => Accelerator is CPUAccelerator;

    public int MaxGroupSize => Accelerator.MaxNumThreadsPerGroup;

    /// <summary>A context in which kernels compile as they must: O2 finds the address spaces, without which elements are read in 4-byte pieces.</summary>
    public static Context CreateContext(Action<Context.Builder> devices)
    {
        var context = Context.Create(builder =>
        {
            builder.Optimize(OptimizationLevel.O2).Inlining(InliningMode.Aggressive).PTXBackend(PTXBackendMode.Enhanced);
            devices(builder);
        });
        FieldIntrinsics.Register(context);
        return context;
    }

    /// <summary>One launch at a time; <see cref="Prepare"/> may be called within.</summary>
    public Lock.Scope EnterLaunch() => _gate.EnterScope();

    public Delegate Prepare(Kernel kernel)
    {
        lock (_gate)
        {
            if (kernel.Id >= _kernels.Length) Array.Resize(ref _kernels, 2 * kernel.Id);
            return _kernels[kernel.Id] ??= kernel.Load(
                Accelerator, Accelerator.AcceleratorType == AcceleratorType.Cuda ? kernel.Bounds : KernelSpecialization.Empty);
        }
    }

    public void Dispose() => GpuFailure.End(Memory.Dispose, Accelerator.Dispose, _context.Dispose);
}

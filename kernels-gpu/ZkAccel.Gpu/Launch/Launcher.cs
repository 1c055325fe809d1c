using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>A stream of one device, its scratch, and the shapes that kernels take there.</summary>
internal sealed class Launcher : IDisposable
{
    /// <summary>More groups than this gain nothing; kernels over n elements loop by the size of the grid.</summary>
    private const int MaxGroups = 1 << 20;

    private readonly GpuBackend _backend;
    private readonly QueueProgress _progress;

    public Launcher(GpuBackend backend)
    {
        _backend = backend;
        Stream = backend.Accelerator.CreateStream();
        _progress = backend.Memory.Enter(Stream.Synchronize);
    }

    public AcceleratorStream Stream { get; }

    /// <summary>Waits for everything that the stream was handed.</summary>
    public void Wait() => _progress.Wait();

    /// <summary>Memory that only this stream uses, until <see cref="Return"/>.</summary>
    public DeviceBlock Rent(long bytes) => _backend.Memory.Rent(bytes, _progress);

    /// <summary>Gives memory back when the last work that uses it was handed over.</summary>
    public void Return(DeviceBlock block) => _backend.Memory.Return(block, _progress);

    /// <summary>Brings a page to the device and keeps it there until <see cref="Unpin"/>.</summary>
    public DeviceBlock Pin(DevicePage page) => _backend.Memory.Pin(page);

    public void Unpin(DevicePage page) => _backend.Memory.Unpin(page, _progress);

    /// <summary>Held for a launch: in OpenCL the arguments belong to the kernel and not to the launch, so that threads would mix theirs.</summary>
    public Lock.Scope Turn() => _backend.EnterLaunch();

    /// <summary>The loaded kernel.</summary>
    public Delegate Prepare(Kernel kernel) => _backend.Prepare(kernel);

    /// <summary>Threads of a group of this kernel on this device.</summary>
    public int GroupSize(Kernel kernel) => Math.Min(kernel.GroupSize, _backend.MaxGroupSize);

    public KernelConfig Shape(Kernel kernel, Work work)
    {
        var groupSize = GroupSize(kernel);
        var groups = work.IsGroups ? work.Count : Math.Clamp((work.Count - 1) / groupSize + 1, 1, _backend.IsEmulated ? 1 : MaxGroups);
        return new KernelConfig(groups, groupSize);
    }

    /// <summary>Waits, and ends the stream.</summary>
    public void Dispose() => GpuFailure.End(() => _backend.Memory.Leave(_progress), Stream.Dispose);
}

/// <summary>How much a launch has to do.</summary>
internal readonly record struct Work(int Count, bool IsGroups)
{
    /// <summary>Pieces that threads share out: one a thread as long as there are threads, then by the size of the grid.</summary>
    public static implicit operator Work(int pieces) => new(pieces, IsGroups: false);

    /// <summary>Exactly so many groups.</summary>
    public static Work Groups(int count) => new(count, IsGroups: true);
}

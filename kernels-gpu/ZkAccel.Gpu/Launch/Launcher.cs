using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>A stream of one device, and the shapes that kernels take there.</summary>
internal sealed class Launcher(GpuBackend backend, AcceleratorStream stream)
{
    /// <summary>More groups than this gain nothing; kernels over n elements loop by the size of the grid.</summary>
    private const int MaxGroups = 1 << 20;

    public AcceleratorStream Stream { get; } = stream;

    /// <summary>The loaded kernel.</summary>
    public Delegate Prepare(Kernel kernel) => backend.Prepare(kernel);

    public KernelConfig Shape(Kernel kernel, Work work)
    {
        var groupSize = Math.Min(kernel.GroupSize, backend.MaxGroupSize);
        var groups = work.IsGroups ? work.Count : Math.Clamp((work.Count - 1) / groupSize + 1, 1, backend.IsEmulated ? 1 : MaxGroups);
        return new KernelConfig(groups, groupSize);
    }
}

/// <summary>How much a launch has to do.</summary>
internal readonly record struct Work(int Count, bool IsGroups)
{
    /// <summary>Pieces that threads share out: one a thread as long as there are threads, then by the size of the grid.</summary>
    public static implicit operator Work(int pieces) => new(pieces, IsGroups: false);

    /// <summary>Exactly so many groups.</summary>
    public static Work Groups(int count) => new(count, IsGroups: true);
}

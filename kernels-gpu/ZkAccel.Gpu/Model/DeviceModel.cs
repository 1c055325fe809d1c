using ILGPU.Runtime.Cuda;

namespace ZkAccel.Gpu;

/// <summary>
/// A GPU as its data sheet has it, to choose shapes by and to say what time to expect. Everything computed from it is a model: no figure here was
/// measured on a GPU.
/// </summary>
/// <param name="Name">What it is.</param>
/// <param name="Processors">Multiprocessors.</param>
/// <param name="Clock">Hertz.</param>
/// <param name="ProductsPerClock">
/// Products of 32 by 32 bits, 64 wide, that a multiprocessor begins in a clock. Not published for IMAD.WIDE: 32 is inferred from times of others, 64 the
/// most that it can be.
/// </param>
/// <param name="Bandwidth">Bytes a second between memory and processors.</param>
internal sealed record DeviceModel(string Name, int Processors, double Clock, double ProductsPerClock, double Bandwidth)
{
    /// <summary>Threads of a multiprocessor that sums of points have: 5 groups of 128, by their registers.</summary>
    private const int ThreadsPerProcessor = 640;

    /// <summary>Instructions that a multiprocessor begins in a clock: four schedulers, 32 lanes each.</summary>
    private const int IssuedPerClock = 128;

    public static DeviceModel H100 { get; } = new("H100 SXM", 132, 1.98e9, 32, 3.35e12);

    public static DeviceModel H200 { get; } = new("H200 SXM", 132, 1.98e9, 32, 4.8e12);

    /// <summary>ILGPU's processor device: products decide, the rest is small.</summary>
    public static DeviceModel Emulated { get; } = new("processor", 1, 1e9, 0.03, 1e10) { LaunchSeconds = 5e-5, HostSumSeconds = 1e-6, CyclesPerProduct = 0 };

    /// <summary>Seconds of a launch that nothing hides.</summary>
    public double LaunchSeconds { get; init; } = 4e-6;

    /// <summary>Seconds of a sum or a doubling of points on the host.</summary>
    public double HostSumSeconds { get; init; } = 1e-6;

    /// <summary>Clocks from one product of a thread to the next when no other thread is there to fill in.</summary>
    public double CyclesPerProduct { get; init; } = 4;

    /// <summary>Part of the bandwidth that is reached in practice, by whole lines.</summary>
    public double MemoryEfficiency { get; init; } = 0.8;

    /// <summary>The model of an opened device, from what its driver says of it.</summary>
    public static DeviceModel Of(GpuBackend backend) => backend.Accelerator switch
    {
        // Newer drivers may withhold a rate.
        CudaAccelerator cuda => H100 with
        {
            Name = cuda.Name,
            Processors = cuda.NumMultiprocessors,
            Clock = cuda.ClockRate > 0 ? cuda.ClockRate * 1e3 : H100.Clock,
            Bandwidth = cuda.MemoryClockRate > 0 && cuda.MemoryBusWidth > 0 ? 2e3 * cuda.MemoryClockRate * (cuda.MemoryBusWidth / 8) : H100.Bandwidth,
        },
        _ when backend.IsEmulated => Emulated,
        var other => H100 with { Name = other.Name, Processors = other.NumMultiprocessors },
    };

    public int Threads => Processors * ThreadsPerProcessor;

    /// <summary>A product of 32 by 32 bits each clock for 64 instead of 32 of the lanes.</summary>
    public DeviceModel WithFullRate() => this with { ProductsPerClock = 64 };

    /// <summary>Seconds of a stage: the slowest of its products, its instructions, its traffic and its longest chain, and its launches.</summary>
    public double Seconds(StageCost cost)
    {
        var clocks = Math.Max(cost.Products / ProductsPerClock, cost.Instructions / IssuedPerClock) / Processors;
        return Math.Max(Math.Max(clocks, cost.Chain * CyclesPerProduct) / Clock, cost.Bytes / (Bandwidth * MemoryEfficiency))
            + cost.Launches * LaunchSeconds + cost.HostSums * HostSumSeconds;
    }

    public double Seconds(IEnumerable<StageCost> stages) => stages.Sum(Seconds);
}

/// <summary>What a stage of a computation needs.</summary>
/// <param name="Name">Which one.</param>
/// <param name="Products">Products of 32 by 32 bits in all threads together.</param>
/// <param name="Bytes">Bytes read and written; scattered ones count by the lines of 32 bytes that they touch.</param>
/// <param name="Launches">Kernels.</param>
internal readonly record struct StageCost(string Name, double Products, double Bytes, int Launches)
{
    /// <summary>Instructions of all threads together, where they may take longer than the products among them; 0 where they cannot.</summary>
    public double Instructions { get; init; }

    /// <summary>Products of a single thread, one after another.</summary>
    public double Chain { get; init; }

    /// <summary>Sums of points on the host.</summary>
    public double HostSums { get; init; }
}

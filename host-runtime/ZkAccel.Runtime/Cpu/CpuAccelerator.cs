using System.Globalization;
using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// The host's own processor. Queues work at once, on the calling thread or on the device's workers; several queues may be open, their
/// parallel parts take turns.
/// </summary>
public sealed class CpuAccelerator : Accelerator
{
    private const int MaxThreads = 1024;

    /// <summary>Opens the device.</summary>
    /// <exception cref="AcceleratorException">The machine lacks the kernels asked for.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The thread count is negative or above 1024.</exception>
    public CpuAccelerator(CpuOptions? options = null)
        : this(options ?? new CpuOptions(), ThreadsOf(options ?? new CpuOptions()))
    {
    }

    private CpuAccelerator(CpuOptions options, int threads)
        : base(Describe(options, threads))
    {
        Kernels = CpuKernels.For(RungOf(options));
        Workers = new WorkerPool(threads, options.PinThreads);
        Scratch = new ScratchPool();
    }

    /// <summary>The kind for <see cref="Accelerators.Register"/>: <c>cpu</c>, <c>cpu:threads</c>, <c>cpu?rung=portable</c>.</summary>
    public static DeviceKind Kind { get; } = new("cpu", "the host's processor; the argument is the number of threads", Open) { Probe = static () => ["cpu"] };

    internal CpuKernels Kernels { get; }

    internal WorkerPool Workers { get; }

    internal ScratchPool Scratch { get; }

    /// <inheritdoc/>
    protected override ScalarBuffer AllocateCore(int count) => Guard(nameof(Allocate), () => new CpuScalarBuffer(this, count));

    /// <inheritdoc/>
    protected override PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan)
    {
        try
        {
            return new CpuPointBasis(this, points);
        }
        catch (OutOfMemoryException error)
        {
            throw Error(nameof(Load), AcceleratorError.OutOfMemory, $"no room for {points.Length} points", error);
        }
    }

    /// <inheritdoc/>
    protected override NttPlan PlanCore(int logN) => Guard(nameof(Plan), () => new CpuNttPlan(this, logN));

    /// <inheritdoc/>
    protected override RowProgram CompileCore(RowExpression expression, RowCode code) => new CpuRowProgram(this, code);

    /// <inheritdoc/>
    protected override IQueue CreateQueueCore(CancellationToken cancellation) => new CpuQueue(this, cancellation);

    /// <inheritdoc/>
    protected override void Release()
    {
        Workers.Dispose();
        Scratch.Dispose();
    }

    private T Guard<T>(string operation, Func<T> make)
    {
        try
        {
            return make();
        }
        catch (OutOfMemoryException error)
        {
            throw Error(operation, AcceleratorError.OutOfMemory, "no memory left", error);
        }
    }

    private static CpuAccelerator Open(DeviceName name)
    {
        CpuRung? rung = null;
        bool pin = true;
        foreach (var (key, value) in name.Options)
        {
            if (key == "rung" && Enum.TryParse(value, ignoreCase: true, out CpuRung parsed) && Enum.IsDefined(parsed)) rung = parsed;
            else if (key == "pin" && bool.TryParse(value, out bool flag)) pin = flag;
            else throw new FormatException($"device '{name}': {key}={value} is not rung=… or pin=true|false");
        }

        int threads = name.Number(0);
        if (threads > MaxThreads) throw new FormatException($"device '{name}': at most {MaxThreads} threads");
        return new CpuAccelerator(new CpuOptions { Threads = threads, Rung = rung, PinThreads = pin });
    }

    private static int ThreadsOf(CpuOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(options.Threads, nameof(options));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(options.Threads, MaxThreads, nameof(options));
        if (options.Threads > 0) return options.Threads;
        string? text = Environment.GetEnvironmentVariable("ZKACCEL_THREADS");
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int count) && count is > 0 and <= MaxThreads) return count;
        return Math.Min(Environment.ProcessorCount, MaxThreads);
    }

    private static CpuRung RungOf(CpuOptions options)
    {
        if (options.Rung is { } chosen) return chosen;
        string? text = Environment.GetEnvironmentVariable("ZKACCEL_RUNG");
        if (Enum.TryParse(text, ignoreCase: true, out CpuRung named) && Enum.IsDefined(named)) return named;
        return CpuKernels.Available[^1];
    }

    private static AcceleratorInfo Describe(CpuOptions options, int threads)
    {
        var rung = RungOf(options);
        string name = $"cpu:{threads}";
        if (!CpuKernels.Available.Contains(rung))
            throw new AcceleratorException(name, nameof(Accelerators.Open), AcceleratorError.NotSupported, $"this machine has no {rung} kernels");
        return new AcceleratorInfo(name, "cpu")
        {
            Threads = threads,
            MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
            Notes = $"kernels {rung}, 5 limbs of 52 bits, 8 lanes",
        };
    }
}

namespace ZkAccel.Runtime.Cpu;

/// <summary>Settings of a <see cref="CpuAccelerator"/>.</summary>
public sealed record CpuOptions
{
    /// <summary>
    /// Worker threads; 0 takes the environment variable <c>ZKACCEL_THREADS</c>, or else as many as the process may use processors. With
    /// 1 all work runs on the calling thread.
    /// </summary>
    public int Threads { get; init; }

    /// <summary>The kernels to use; null takes the environment variable <c>ZKACCEL_RUNG</c>, or else the fastest that the machine has.</summary>
    public CpuRung? Rung { get; init; }

    /// <summary>Whether each worker is tied to a processor of its own; only Linux can, only with two threads or more.</summary>
    public bool PinThreads { get; init; } = true;
}

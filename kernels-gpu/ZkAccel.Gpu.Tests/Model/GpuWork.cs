namespace ZkAccel.Gpu.Tests;

/// <summary>Work of a launch, summed over all threads.</summary>
/// <param name="Wide">IMAD.WIDE.</param>
/// <param name="Instructions">All instructions.</param>
/// <param name="Bytes">To and from global memory.</param>
internal readonly record struct GpuWork(double Wide, double Instructions, double Bytes)
{
    /// <summary>A Montgomery product as ptxas 12.4 assembles it for sm_90: 120 IMAD.WIDE of 187 instructions.</summary>
    public static GpuWork Product { get; } = new(120, 187, 0);

    /// <summary>A sum or difference modulo p.</summary>
    public static GpuWork Sum { get; } = new(0, 26, 0);

    /// <summary>An element read or written.</summary>
    public static GpuWork Access { get; } = new(0, 2, 32);

    /// <summary>As a stage of the device's model, launches left out.</summary>
    public StageCost Stage(string name) => new(name, Wide, Bytes, 0) { Instructions = Instructions };

    public static GpuWork operator +(GpuWork a, GpuWork b) => new(a.Wide + b.Wide, a.Instructions + b.Instructions, a.Bytes + b.Bytes);

    public static GpuWork operator *(double count, GpuWork work) => new(count * work.Wide, count * work.Instructions, count * work.Bytes);
}

namespace ZkAccel.Gpu.Tests;

/// <summary>
/// A GPU as far as the time of field arithmetic goes, from the vendor's tables. The rate of IMAD.WIDE (a product of 32 by 32 bits with a 64-bit sum)
/// is in no table: <see cref="WidePerClock"/> is 64 lanes a multiprocessor if it issues as IMAD does, 32 if it takes two slots.
/// </summary>
internal sealed record GpuModel(string Name, int Processors, double GigaHertz, double GigaBytesPerSecond, int WidePerClock)
{
    /// <summary>Four schedulers, 32 lanes each.</summary>
    public const int IssuedPerClock = 128;

    public const int Registers = 65536;
    public const int SharedBytes = 227 * 1024;
    public const int Threads = 2048;

    public static GpuModel H100 { get; } = Of(DeviceModel.H100);

    public static GpuModel H200 { get; } = Of(DeviceModel.H200);

    /// <summary>The least time of the work, in milliseconds: the slowest of multiplier, issue and memory, all of them busy without a gap.</summary>
    public double Milliseconds(GpuWork work)
    {
        var clocks = Math.Max(work.Wide / WidePerClock, work.Instructions / IssuedPerClock) / Processors;
        return Math.Max(clocks / (GigaHertz * 1e6), work.Bytes / (GigaBytesPerSecond * 1e6));
    }

    private static GpuModel Of(DeviceModel device) =>
        new(device.Name, device.Processors, device.Clock / 1e9, device.Bandwidth / 1e9, (int)device.ProductsPerClock);

    /// <summary>Groups that a multiprocessor holds at once.</summary>
    public static int GroupsPerProcessor(int groupSize, int registers, int sharedBytes)
    {
        // Registers are dealt out in units of eight a thread; a group takes 1 KB of shared memory for itself.
        var byRegisters = Registers / ((registers + 7) / 8 * 8 * groupSize);
        return Math.Min(Math.Min(byRegisters, SharedBytes / (sharedBytes + 1024)), Threads / groupSize);
    }
}

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

    public static GpuWork operator +(GpuWork a, GpuWork b) => new(a.Wide + b.Wide, a.Instructions + b.Instructions, a.Bytes + b.Bytes);

    public static GpuWork operator *(double count, GpuWork work) => new(count * work.Wide, count * work.Instructions, count * work.Bytes);
}

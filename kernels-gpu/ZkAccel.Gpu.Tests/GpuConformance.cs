using Xunit;
using ZkAccel.Conformance;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>The laws of the accelerator interface on the device that needs no GPU.</summary>
public sealed class GpuConformance
{
    private static readonly ConformanceLimits Limits = new() { MaxLogN = 12 };

    static GpuConformance() => GpuDevices.Register();

    public static TheoryData<string> Cases => [.. ConformanceSuite.Names(Limits)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Conforms(string name) => ConformanceSuite.RunAsync(name, () => Accelerators.Open("ilgpu-cpu"), Limits);
}

using Xunit;
using ZkAccel.Conformance;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime.Tests.Cpu;

public sealed class CpuConformanceTests
{
    private static readonly ConformanceLimits Everyday = new() { MaxLogN = 12 };
    private static readonly ConformanceLimits Slow = new() { MaxLogN = 9 };

    public static TheoryData<CpuRung, int, string> Cases
    {
        get
        {
            var data = new TheoryData<CpuRung, int, string>();
            foreach (var rung in CpuKernels.Available)
            {
                foreach (var threads in new[] { 1, 2 })
                {
                    foreach (var name in ConformanceSuite.Names(LimitsOf(rung))) data.Add(rung, threads, name);
                }
            }

            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Every_rung_conforms(CpuRung rung, int threads, string name) =>
        ConformanceSuite.RunAsync(name, () => new CpuAccelerator(new CpuOptions { Rung = rung, Threads = threads }), LimitsOf(rung));

    private static ConformanceLimits LimitsOf(CpuRung rung) => rung == CpuRung.Portable ? Slow : Everyday;
}

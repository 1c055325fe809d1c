using System.Globalization;
using Xunit;
using ZkAccel.Conformance;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>
/// The laws of the accelerator interface: on the device that needs no GPU, and on each kind of GPU that there is. <c>ZKACCEL_GPU_LOGN=22</c> has a GPU go
/// to 2^22.
/// </summary>
public sealed class GpuConformance
{
    private const string Commit = "commit: ", Refuse = "refuse: ";

    private static readonly ConformanceLimits Limits = new() { MaxLogN = 12 }, CommitLimits = new() { MaxLogN = 7 };

    private static readonly ConformanceLimits RealLimits = new()
    {
        MaxLogN = int.TryParse(Environment.GetEnvironmentVariable("ZKACCEL_GPU_LOGN"), CultureInfo.InvariantCulture, out var logN) ? logN : Limits.MaxLogN,
    };

    static GpuConformance() => GpuDevices.Register();

    public static TheoryData<string> Cases => [.. ConformanceSuite.Names(Limits).Where(name => !IsCommit(name))];

    public static TheoryData<string> Commits => [.. ConformanceSuite.Names(CommitLimits).Where(IsCommit)];

    public static TheoryData<string> LargeCommits => [.. ConformanceSuite.Names(Limits).Where(IsCommit)];

    public static IEnumerable<TheoryDataRow<string, string>> RealCases => RealDevices.Rows(ConformanceSuite.Names(RealLimits));

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Conforms(string name) => Run(name, Limits);

    [Theory]
    [MemberData(nameof(Commits))]
    public Task Commits_conform(string name) => Run(name, CommitLimits);

    [Theory]
    [MemberData(nameof(LargeCommits))]
    [Trait("Lane", "long")]
    public Task Large_commits_conform(string name) => Run(name, Limits);

    [Theory]
    [MemberData(nameof(RealCases))]
    [Trait("Lane", "long")]
    public Task A_gpu_conforms(string device, string name) => ConformanceSuite.RunAsync(
        name, () => name.StartsWith(Refuse, StringComparison.Ordinal) ? Accelerators.Open(device) : RealDevices.Lend(device), RealLimits);

    private static bool IsCommit(string name) => name.StartsWith(Commit, StringComparison.Ordinal);

    private static Task Run(string name, ConformanceLimits limits) => ConformanceSuite.RunAsync(name, () => Accelerators.Open("ilgpu-cpu"), limits);
}

using Xunit;
using ZkAccel.Conformance;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>The laws of the accelerator interface on the device that needs no GPU.</summary>
public sealed class GpuConformance
{
    private const string Commit = "commit: ";

    private static readonly ConformanceLimits Limits = new() { MaxLogN = 12 }, CommitLimits = new() { MaxLogN = 7 };

    static GpuConformance() => GpuDevices.Register();

    public static TheoryData<string> Cases => [.. ConformanceSuite.Names(Limits).Where(name => !IsCommit(name))];

    public static TheoryData<string> Commits => [.. ConformanceSuite.Names(CommitLimits).Where(IsCommit)];

    public static TheoryData<string> LargeCommits => [.. ConformanceSuite.Names(Limits).Where(IsCommit)];

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

    private static bool IsCommit(string name) => name.StartsWith(Commit, StringComparison.Ordinal);

    private static Task Run(string name, ConformanceLimits limits) => ConformanceSuite.RunAsync(name, () => Accelerators.Open("ilgpu-cpu"), limits);
}

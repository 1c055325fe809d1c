using Xunit;
using ZkAccel.Conformance;

namespace ZkAccel.Runtime.Tests;

public sealed class PublicApiTests
{
    [Fact]
    public void The_surface_of_the_runtime_is_the_committed_one() =>
        PublicApi.Check(typeof(IAccelerator).Assembly, "host-runtime/ZkAccel.Runtime");

    [Fact]
    public void The_surface_of_the_conformance_suite_is_the_committed_one() =>
        PublicApi.Check(typeof(ConformanceSuite).Assembly, "host-runtime/ZkAccel.Conformance");

    [Fact]
    public void A_difference_is_shown_line_by_line()
    {
        var text = PublicApi.Describe(typeof(IAccelerator).Assembly);
        Assert.Contains("    NttPlan Plan(Int32 logN)\n", text, StringComparison.Ordinal);
        var narrower = text.Replace("    NttPlan Plan(Int32 logN)\n", "", StringComparison.Ordinal);
        Assert.Equal("\n-     NttPlan Plan(Int32 logN)", PublicApi.Difference(text, narrower));
        Assert.Equal("\n+     NttPlan Plan(Int32 logN)", PublicApi.Difference(narrower, text));
        Assert.NotEqual("", PublicApi.Difference("a\nb", "b\na"));
        Assert.Equal("", PublicApi.Difference(text, text));
    }

    [Fact]
    public void A_missing_snapshot_is_an_error() =>
        Assert.Throws<ConformanceException>(() => PublicApi.Check(typeof(IAccelerator).Assembly, "host-runtime/no-such-folder"));
}

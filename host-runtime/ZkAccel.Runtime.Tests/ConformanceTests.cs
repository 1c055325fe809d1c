using Xunit;
using ZkAccel.Conformance;

namespace ZkAccel.Runtime.Tests;

/// <summary>The conformance suite over the devices and wrappers of the runtime itself.</summary>
public sealed class ConformanceTests
{
    /// <summary>The reference is quadratic: small sizes for it and whatever wraps it.</summary>
    private static readonly ConformanceLimits Small = new() { MaxLogN = 6 };

    public static TheoryData<string> Cases => [.. ConformanceSuite.Names(Small)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Reference_conforms(string name) => ConformanceSuite.RunAsync(name, () => new ReferenceAccelerator(), Small);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Recording_conforms(string name) =>
        ConformanceSuite.RunAsync(name, () => RecordingAccelerator.Profile(new ReferenceAccelerator()), Small);
}

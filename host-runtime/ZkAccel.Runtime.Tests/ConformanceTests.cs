using Xunit;
using ZkAccel.Conformance;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime.Tests;

/// <summary>The conformance suite over the devices and wrappers of the runtime itself.</summary>
public sealed class ConformanceTests
{
    /// <summary>The reference is quadratic: small sizes for it and whatever wraps it.</summary>
    private static readonly ConformanceLimits Small = new() { MaxLogN = 5 };

    private static readonly OperationKind[] Half = [OperationKind.Run, OperationKind.Invert, OperationKind.Recur, OperationKind.Commit];

    private static readonly OperationKind[] OtherHalf = [OperationKind.Ntt, OperationKind.Scan, OperationKind.Divide, OperationKind.Evaluate];

    public static TheoryData<string> Cases => [.. ConformanceSuite.Names(Small)];

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Reference_conforms(string name) => ConformanceSuite.RunAsync(name, () => new ReferenceAccelerator(), Small);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Profiling_conforms(string name) =>
        ConformanceSuite.RunAsync(name, () => RecordingAccelerator.Profile(ReferenceDouble.Deferred()), Small);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Composite_of_equals_conforms(string name) =>
        ConformanceSuite.RunAsync(name, () => Composite.Over(new ReferenceAccelerator(), new ReferenceAccelerator()), Small);

    /// <summary>Every other operation moves its data, and nothing happens before it must.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public Task Composite_of_halves_conforms(string name) =>
        ConformanceSuite.RunAsync(name, () => Composite.Over(ReferenceDouble.Deferred(Half), ReferenceDouble.Deferred(OtherHalf)), Small);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task Composite_with_the_processor_conforms(string name) =>
        ConformanceSuite.RunAsync(
            name, () => Composite.Over(ReferenceDouble.Deferred(Half), new CpuAccelerator(new CpuOptions { Threads = 2 })), Small);

    [Theory]
    [MemberData(nameof(Cases))]
    public Task A_device_that_lacks_operations_conforms_if_it_refuses_them(string name) =>
        ConformanceSuite.RunAsync(name, () => ReferenceDouble.Lacking("half", Half), Small);

    [Theory]
    [InlineData(Fault.NegativeUpload, "transfer: small integers become field elements")]
    [InlineData(Fault.OffsetDownload, "transfer: slices at odd offsets leave their neighbours alone")]
    [InlineData(Fault.LateUploadRead, "transfer: the source may change after the call")]
    [InlineData(Fault.CosetForgottenInInverse, "ntt: 2^3 is right, both directions, several cosets")]
    [InlineData(Fault.TransformNotNormalised, "ntt: 2^2 is right, both directions, several cosets")]
    [InlineData(Fault.LargeTransformWrong, "ntt: 2^5 is right, both directions, several cosets")]
    [InlineData(Fault.LastColumnForgotten, "ntt: a batch equals its columns, neighbours stay")]
    [InlineData(Fault.RotationReversed, "rows: a rotated copy")]
    [InlineData(Fault.RotationOverTheEnd, "rows: every rotation")]
    [InlineData(Fault.ConstantsSwapped, "rows: a permutation step")]
    [InlineData(Fault.ZeroInverted, "invert: all lengths, zeros stay zero")]
    [InlineData(Fault.InclusiveScan, "scan: sums, all lengths")]
    [InlineData(Fault.RecurStartsWithAddend, "recur: all lengths")]
    [InlineData(Fault.QuotientKeepsRemainder, "divide: all lengths, roots 0, 1, -1, random")]
    [InlineData(Fault.IdentityPointsAdded, "commit: equal, opposite and identity points")]
    [InlineData(Fault.ScalarsTruncatedToHint, "commit: a broken hint is noticed or harmless")]
    [InlineData(Fault.NegativesTruncatedToHint, "commit: small scalars with a true hint")]
    [InlineData(Fault.CommitFromBufferStart, "commit: a batch of unequal lengths at odd offsets")]
    [InlineData(Fault.EvaluationReversed, "evaluate: all lengths in one batch")]
    public async Task The_suite_catches(Fault fault, string name) =>
        await Assert.ThrowsAsync<ConformanceException>(
            () => ConformanceSuite.RunAsync(name, () => ReferenceDouble.Faulty(fault), Small));

    /// <summary>The identities that replace the twin at large sizes must be as sharp as the twin.</summary>
    [Theory]
    [InlineData(Fault.LargeTransformWrong, "ntt: 2^6 is right, both directions, several cosets")]
    [InlineData(Fault.LargeCommitWrong, "commit: 2^6 is right")]
    public async Task The_identities_catch(Fault fault, string name) =>
        await Assert.ThrowsAsync<ConformanceException>(() => ConformanceSuite.RunAsync(
            name, () => ReferenceDouble.Faulty(fault), new ConformanceLimits { MaxLogN = 6, MaxLogReferenceNtt = 2, MaxLogReferenceCommit = 2 }));

    [Fact]
    public async Task The_identities_accept_the_reference()
    {
        var limits = new ConformanceLimits { MaxLogN = 6, MaxLogReferenceNtt = 0, MaxLogReferenceCommit = 0 };
        foreach (var name in ConformanceSuite.Names(limits))
            if (name.Contains("is right", StringComparison.Ordinal))
                await ConformanceSuite.RunAsync(name, () => new ReferenceAccelerator(), limits);
    }

    /// <summary>All laws at the suite's own limits.</summary>
    [Fact]
    [Trait("Lane", "long")]
    public async Task The_processor_conforms_at_full_size()
    {
        var limits = new ConformanceLimits();
        foreach (var name in ConformanceSuite.Names(limits))
            await ConformanceSuite.RunAsync(name, () => new CpuAccelerator(), limits);
    }

    [Fact]
    public async Task An_unknown_case_is_refused() =>
        await Assert.ThrowsAsync<ArgumentException>(() => ConformanceSuite.RunAsync("no such law", () => new ReferenceAccelerator(), Small));

    [Fact]
    public void Names_are_unique() => Assert.Equal(ConformanceSuite.Names(Small).Count, ConformanceSuite.Names(Small).Distinct().Count());
}

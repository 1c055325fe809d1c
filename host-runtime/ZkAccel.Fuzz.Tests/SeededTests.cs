using System.Diagnostics;
using System.Text;
using System.Text.Json.Nodes;

namespace ZkAccel.Fuzz.Tests;

/// <summary>Every target on mutated seeds: no exception but the documented one, no hang, bounded memory.</summary>
public class SeededTests
{
    private const long MaxBytes = 1L << 30;
    private const int LongFactor = 8;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(10);

    public static TheoryData<string> Names => [.. TargetList.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Mutations_are_refused_or_read(string name) => Search(name, seed: 1, factor: 1);

    [Theory]
    [Trait("Lane", "long")]
    [MemberData(nameof(Names))]
    public void Many_mutations_are_refused_or_read(string name) => Search(name, seed: 2, LongFactor);

    [Theory]
    [MemberData(nameof(Names))]
    public void Targets_have_their_names_and_seeds(string name)
    {
        IFuzzTarget target = TargetList.Find(name)!;
        Assert.Equal(name, target.Name);
        Assert.NotEmpty(target.Seeds);
        Assert.All(target.Seeds, s => Assert.InRange(s.Length, 1, 1 << 16));
    }

    /// <summary>Nullable annotations do not reach the elements of arrays.</summary>
    [Theory]
    [InlineData("zkproof", "public")]
    [InlineData("zkvk", "tensors")]
    public void A_null_in_a_list_is_refused(string name, string property)
    {
        IFuzzTarget target = TargetList.Find(name)!;
        JsonNode file = JsonNode.Parse(target.Seeds[0])!;
        file[property]![0] = null;
        Assert.False(target.Run(Encoding.UTF8.GetBytes(file.ToJsonString())));
    }

    [Fact]
    public void Mutations_repeat_with_their_seed()
    {
        byte[][] seeds = [[1, 2, 3, 4, 5, 6, 7, 8], [9, 8, 7]];
        Mutator a = new(seeds, 3), b = new(seeds, 3), c = new(seeds, 4);
        byte[][] first = [.. Enumerable.Range(0, 100).Select(_ => a.Next())];
        Assert.Equal(first, Enumerable.Range(0, 100).Select(_ => b.Next()));
        Assert.NotEqual(first, Enumerable.Range(0, 100).Select(_ => c.Next()));
        Assert.Equal([1, 2, 3, 4, 5, 6, 7, 8], seeds[0]);
    }

    private static void Search(string name, int seed, int factor)
    {
        IFuzzTarget target = TargetList.Find(name)!;
        Assert.All(target.Seeds, valid => Assert.True(target.Run(valid)));
        var mutator = new Mutator(target.Seeds, seed);
        byte[] input = [];
        long started = 0;
        Exception? failure = null;
        var worker = new Thread(() =>
        {
            for (int i = target.EverydayRuns * factor; i > 0 && failure is null; i--)
            {
                input = mutator.Next();
                Volatile.Write(ref started, Stopwatch.GetTimestamp());
                long before = GC.GetAllocatedBytesForCurrentThread();
                try
                {
                    target.Run(input);
                    long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                    if (bytes > MaxBytes) failure = new InvalidDataException($"{bytes} bytes allocated");
                }
                catch (Exception e)
                {
                    failure = e;
                }
            }
        })
        { IsBackground = true };
        Volatile.Write(ref started, Stopwatch.GetTimestamp());
        worker.Start();
        while (!worker.Join(TimeSpan.FromSeconds(1)))
            Assert.True(Stopwatch.GetElapsedTime(Volatile.Read(ref started)) < MaxTime, $"{name} hangs on {Convert.ToBase64String(input)}");
        Assert.True(failure is null, $"{name} on {Convert.ToBase64String(input)}: {failure}");
    }
}

using Xunit;
using ZkAccel.Zkml.Tests;
using ZkAccel.Zkml.Tests.Onnx;

namespace ZkAccel.Cli.Tests;

/// <summary>The zoo's bad folder through the tool: its exit code, one line that names file and culprit, little memory, little time.</summary>
public sealed class HostileModelTests
{
    private const long PeakLimit = 512L << 20;

    private static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(60);

    public static TheoryData<string> Files() => [.. HostileModels.Expected.Select(e => e.File)];

    [Theory]
    [Trait("Lane", "long")]
    [MemberData(nameof(Files))]
    public void A_hostile_file_gets_its_documented_answer(string file)
    {
        var (_, refusal, names) = HostileModels.Expected.Single(e => e.File == file);
        string path = Path.Combine(ZooFolder.Root, "bad", file + ".onnx");
        (int code, string output, string error, long peak) = Tool.Measure(TimeLimit, "inspect", "-M", path);
        Assert.Equal(refusal is null ? 0 : 2, code);
        Assert.InRange(peak, 1, PeakLimit);
        if (refusal is null)
        {
            Assert.Empty(error);
            Assert.NotEmpty(output);
            return;
        }

        Assert.Empty(output);
        Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.StartsWith($"zkaccel: {path}: ", error, StringComparison.Ordinal);
        foreach (string name in names.Split('|')) Assert.Contains(name, error, StringComparison.Ordinal);
    }
}

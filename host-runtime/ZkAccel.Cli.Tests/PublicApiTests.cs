using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Xunit;
using ZkAccel.Conformance;
using ZkAccel.Runtime;

namespace ZkAccel.Cli.Tests;

/// <summary>The public surface of every library is the committed one, and as large as ARCHITECTURE.md says.</summary>
public sealed partial class PublicApiTests
{
    private static readonly string Architecture = File.ReadAllText(Path.Combine(Tool.Root, "ARCHITECTURE.md"));

    public static TheoryData<string> Libraries => [.. Repository.Projects.Where(project => !project.Value.IsProgram).Select(project => project.Key)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void The_surface_of_a_library_is_the_committed_one(string name)
    {
        Assembly assembly = Assembly.Load(name);
        PublicApi.Check(assembly, Path.GetDirectoryName(Repository.Projects[name].Path)!);
        int types = assembly.GetExportedTypes().Count(type => !type.IsNested);
        Match row = Row().Matches(Architecture).Single(match => match.Groups["name"].Value == name["ZkAccel.".Length..]);
        Assert.Equal(types, int.Parse(row.Groups["types"].Value, CultureInfo.InvariantCulture));
    }

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Only_tests_see_what_is_internal(string name)
    {
        // Prover, verifier and contract read one constraint system and one schedule, the Lagrange basis takes the processor's kernels: nobody else has a use for these.
        string[] allowed = name switch
        {
            "ZkAccel.Plonk" => ["ZkAccel.Prover", "ZkAccel.Evm", "ZkAccel.Fuzz"],
            "ZkAccel.Runtime" => ["ZkAccel.Prover"],
            "ZkAccel.Prover" => ["ZkAccel.Inference"],
            // The assembly that ILGPU emits its launchers into.
            "ZkAccel.Gpu" => ["ILGPURuntime"],
            _ => ["ZkAccel.Fuzz"],
        };
        var friends = Assembly.Load(name).GetCustomAttributes<System.Runtime.CompilerServices.InternalsVisibleToAttribute>().Select(friend => friend.AssemblyName);
        Assert.All(friends.Except(allowed), friend => Assert.EndsWith(".Tests", friend, StringComparison.Ordinal));
    }

    [Fact]
    public void A_difference_is_shown_line_by_line()
    {
        string text = PublicApi.Describe(typeof(IAccelerator).Assembly);
        Assert.Contains("    NttPlan Plan(Int32 logN)\n", text, StringComparison.Ordinal);
        string narrower = text.Replace("    NttPlan Plan(Int32 logN)\n", "", StringComparison.Ordinal);
        Assert.Equal("\n-     NttPlan Plan(Int32 logN)", PublicApi.Difference(text, narrower));
        Assert.Equal("\n+     NttPlan Plan(Int32 logN)", PublicApi.Difference(narrower, text));
        Assert.NotEqual("", PublicApi.Difference("a\nb", "b\na"));
        Assert.Equal("", PublicApi.Difference(text, text));
    }

    [Fact]
    public void A_missing_snapshot_is_an_error() =>
        Assert.Throws<ConformanceException>(() => PublicApi.Check(typeof(IAccelerator).Assembly, "no-such-folder"));

    [GeneratedRegex(@"^\| `(?<name>\w+)` \| (?<types>\d+) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}

using System.Xml.Linq;
using Xunit;
using ZkAccel.Conformance;

namespace ZkAccel.Runtime.Tests;

/// <summary>The arrows between assemblies, as the project files draw them. References are transitive, so an arrow missing here is closed.</summary>
public sealed class ArchitectureTests
{
    /// <summary>What each assembly may reference; programs (the tool, the bench, samples, tests) may reference anything.</summary>
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["ZkAccel.Bn254"] = [],
        ["ZkAccel.Runtime"] = ["ZkAccel.Bn254"],
        ["ZkAccel.Files"] = [],
        ["ZkAccel.Plonk"] = ["ZkAccel.Bn254", "ZkAccel.Files"],
        ["ZkAccel.Prover"] = ["ZkAccel.Bn254", "ZkAccel.Plonk", "ZkAccel.Runtime"],
        ["ZkAccel.Zkml"] = ["ZkAccel.Bn254", "ZkAccel.Files", "ZkAccel.Plonk"],
        ["ZkAccel.Inference"] = ["ZkAccel.Files", "ZkAccel.Plonk", "ZkAccel.Prover", "ZkAccel.Runtime", "ZkAccel.Zkml"],
        ["ZkAccel.Evm"] = ["ZkAccel.Bn254", "ZkAccel.Plonk"],
        ["ZkAccel.Conformance"] = ["ZkAccel.Bn254", "ZkAccel.Runtime"],
        ["ZkAccel.Gpu"] = ["ZkAccel.Bn254", "ZkAccel.Runtime"],
        ["ZkAccel.Fpga"] = ["ZkAccel.Bn254", "ZkAccel.Runtime"],
    };

    public static TheoryData<string> Libraries => [.. Repository.Projects.Where(project => !project.Value.IsProgram).Select(project => project.Key)];

    [Theory]
    [MemberData(nameof(Libraries))]
    public void A_library_references_only_what_it_may(string name)
    {
        Assert.True(Allowed.TryGetValue(name, out var allowed), $"{name} is a library without an entry in the table of arrows");
        Assert.Empty(Repository.Projects[name].References.Except(allowed!));
    }

    [Fact]
    public void Nobody_references_a_program()
    {
        var programs = Repository.Projects.Where(project => project.Value.IsProgram).Select(project => project.Key).ToHashSet();
        foreach (var (name, project) in Repository.Projects)
            if (!name.EndsWith(".Tests", StringComparison.Ordinal)) Assert.Empty(project.References.Intersect(programs));
    }

    [Fact]
    public void Bn254_needs_no_package() =>
        Assert.Empty(XDocument.Load(Repository.Projects["ZkAccel.Bn254"].Path).Descendants("PackageReference"));

    [Fact]
    public void The_arrows_compiled_are_the_arrows_drawn()
    {
        string[] expected = ["ZkAccel.Bn254"];
        var actual = typeof(IAccelerator).Assembly.GetReferencedAssemblies().Select(reference => reference.Name!);
        Assert.Equal(expected, actual.Where(reference => reference.StartsWith("ZkAccel", StringComparison.Ordinal)));
    }
}

using System.IO.Compression;
using System.Xml.Linq;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>What others install: complete packages, the tool from its package, the samples against the packages alone.</summary>
public sealed class PackageTests : IDisposable
{
    private static readonly string[] Ids =
    [
        "ZkAccel.Bn254", "ZkAccel.Cli", "ZkAccel.Conformance", "ZkAccel.Evm", "ZkAccel.Files", "ZkAccel.Fpga", "ZkAccel.Gpu", "ZkAccel.Inference", "ZkAccel.Plonk", "ZkAccel.Prover", "ZkAccel.Runtime", "ZkAccel.Zkml",
    ];

    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    [Trait("Lane", "long")]
    public void The_packages_serve_an_integrator()
    {
        string packages = At("packages");
        Succeed(Path.Combine(Tool.Root, "scripts", "pack.sh"), Tool.Configuration, packages, "-m:1");
        string[] made = [.. Directory.EnumerateFiles(packages, "*.nupkg").Order(StringComparer.Ordinal)];
        Assert.Equal(Ids, made.Select(path => Describe(path).Id));
        string version = Describe(made[0]).Version;

        Succeed("dotnet", "tool", "install", "ZkAccel.Cli", "--version", version, "--tool-path", At("tool"), "--add-source", packages);
        Assert.Contains("cpu", Succeed(At("tool/zkaccel"), "devices"), StringComparison.Ordinal);
        Assert.Contains("/fc1/Gemm", Succeed(At("tool/zkaccel"), "inspect", "-M", TinyModel.Onnx), StringComparison.Ordinal);

        Assert.Contains("verdict       accepted", RunSample("ProveModel", "ZkAccel.Inference", version, TinyModel.Onnx, TinyModel.Input), StringComparison.Ordinal);
        Assert.Contains("holds", RunSample("Accelerate", "ZkAccel.Runtime", version, "cpu", "8"), StringComparison.Ordinal);
    }

    /// <summary>Checks what must be in a package, and says whose it is.</summary>
    private static (string Id, string Version) Describe(string path)
    {
        using ZipArchive package = ZipFile.OpenRead(path);
        foreach (string file in new[] { "README.md", "LICENSE", "THIRD-PARTY-NOTICES.md" }) Assert.NotNull(package.GetEntry(file));
        using Stream stream = package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).Open();
        var metadata = XDocument.Load(stream).Root!.Elements().Single().Elements().ToLookup(element => element.Name.LocalName, element => element.Value);
        Assert.Equal("Apache-2.0", metadata["license"].Single());
        Assert.Equal("README.md", metadata["readme"].Single());
        Assert.NotEqual("Package Description", metadata["description"].Single());
        using ZipArchive symbols = ZipFile.OpenRead(Path.ChangeExtension(path, ".snupkg"));
        Assert.Contains(symbols.Entries, entry => entry.Name.EndsWith(".pdb", StringComparison.Ordinal));
        if (metadata["packageTypes"].SingleOrDefault() is null) Assert.Contains(package.Entries, entry => entry.Name.EndsWith(".xml", StringComparison.Ordinal) && entry.FullName.StartsWith("lib/", StringComparison.Ordinal));
        return (metadata["id"].Single(), metadata["version"].Single());
    }

    /// <summary>Builds a sample outside the repository against the packages, and runs it.</summary>
    private string RunSample(string sample, string package, string version, params string[] arguments)
    {
        string folder = At(sample);
        Directory.CreateDirectory(folder);
        File.Copy(Path.Combine(Tool.Root, "host-runtime", "samples", sample, "Program.cs"), Path.Combine(folder, "Program.cs"));
        File.WriteAllText(Path.Combine(folder, sample + ".csproj"), $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <Nullable>enable</Nullable>
                <ImplicitUsings>enable</ImplicitUsings>
                <RestoreAdditionalProjectSources>{At("packages")}</RestoreAdditionalProjectSources>
                <RestorePackagesPath>{At("restored")}</RestorePackagesPath>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="{package}" Version="[{version}]" />
              </ItemGroup>
            </Project>
            """);
        Succeed("dotnet", "build", folder, "-v", "q", "-nologo", "-o", At(sample + "-out"));
        return Succeed(At($"{sample}-out/{sample}"), arguments);
    }

    private static string Succeed(string program, params string[] arguments)
    {
        (int code, string output, string error) = Tool.Program(program, arguments, ("MSBUILDDISABLENODEREUSE", "1"), ("DOTNET_CLI_TELEMETRY_OPTOUT", "1"));
        Assert.True(code == 0, $"{program} {string.Join(' ', arguments)}: {code}\n{output}{error}");
        return output;
    }

    private string At(string name) => Path.Combine(_folder, name);
}

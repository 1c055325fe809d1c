using System.Reflection;
using System.Xml.Linq;
using ILGPU;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.OpenCL;
using ILGPU.Runtime;
using ILGPU.Runtime.OpenCL;
using Xunit;
using ZkAccel.Conformance;

namespace ZkAccel.Gpu.Tests;

public sealed class GuardTests
{
    private static readonly string[] Forbidden = ["PublishTrimmed", "PublishAot", "IsTrimmable", "IsAotCompatible"];

    /// <summary>ILGPU reads the IL of kernels and emits code while running; trimmed it fails in its type initialisers, and AOT code has neither.</summary>
    [Fact]
    public void Nothing_that_reaches_ILGPU_is_trimmed_or_compiled_ahead_of_time()
    {
        var reaching = new HashSet<string> { "ZkAccel.Gpu" };
        while (Repository.Projects.Where(project => project.Value.References.Any(reaching.Contains)).Any(project => reaching.Add(project.Key)))
        {
        }

        Assert.Contains("ZkAccel.Cli", reaching);
        foreach (var file in reaching.Select(name => Repository.Projects[name].Path).Append(Path.Combine(Repository.Root(), "Directory.Build.props")))
            Assert.DoesNotContain(
                XDocument.Load(file).Descendants(),
                property => Forbidden.Contains(property.Name.LocalName) && property.Value.Equals("true", StringComparison.OrdinalIgnoreCase));
        foreach (var script in Directory.GetFiles(Path.Combine(Repository.Root(), "scripts")).Append(Path.Combine(Repository.Root(), "Makefile")))
            Assert.All(Forbidden, name => Assert.DoesNotContain(name + "=true", File.ReadAllText(script), StringComparison.OrdinalIgnoreCase));
    }

    public static TheoryData<string> Kernels => [.. AllKernels.Found.Select(kernel => kernel.Name)];

    /// <summary>Code generation for OpenCL needs no device; whether a driver takes the result is another matter.</summary>
    [Theory]
    [MemberData(nameof(Kernels))]
    public void Every_kernel_becomes_OpenCL_C(string name)
    {
        var create = typeof(CLCapabilityContext).GetConstructor(BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Instance, [.. Enumerable.Repeat(typeof(bool), 5)])!;
        using var context = GpuBackend.CreateContext(_ => { });
        using var backend = new CLBackend(context, (CLCapabilityContext)create.Invoke([true, false, false, true, true]), CLDeviceVendor.Other, new CLCVersion(2, 0));
        MemoryOrder.Keep(backend);
        Assert.True(MemoryOrder.IsKept(backend));
        var kernel = AllKernels.Named(name);
        var compiled = (CLCompiledKernel)backend.Compile(EntryPointDescription.FromExplicitlyGroupedKernel(kernel.Method), KernelSpecialization.Empty);
        Assert.Contains("kernel void", compiled.Source, StringComparison.Ordinal);
        if (Environment.GetEnvironmentVariable("ZKACCEL_OPENCL") is { Length: > 0 } folder) File.WriteAllText(Path.Combine(folder, name + ".cl"), compiled.Source);
    }
}

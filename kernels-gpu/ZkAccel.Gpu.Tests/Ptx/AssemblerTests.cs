using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace ZkAccel.Gpu.Tests;

/// <summary>What NVIDIA's assembler makes of the kernels, where it is on the PATH (or in <c>PTXAS</c>).</summary>
public sealed partial class AssemblerTests
{
    private const int MaxProductInstructions = 200;

    /// <summary>Counters of the loop that adds points to buckets: read once in some 1900 instructions, and no ordering of the sum avoids it.</summary>
    private const int MaxSpilledBytes = 16;

    public static TheoryData<string> Kernels => [.. AllKernels.Found.Select(kernel => kernel.Name)];

    [Theory]
    [MemberData(nameof(Kernels))]
    public void No_kernel_spills(string name)
    {
        var kernel = AllKernels.Named(name);
        using var compiler = new PtxCompiler();
        var report = Assemble(compiler.Compile(kernel.Method, kernel.Bounds), null);
        var spilled = int.Parse(Spills().Match(report).Groups[1].Value, CultureInfo.InvariantCulture);
        Assert.InRange(spilled, 0, kernel == SumKernels.Accumulate ? MaxSpilledBytes : 0);
        var bound = kernel.Bounds.MinNumGroupsPerMultiprocessor is { } groups ? GpuModel.Registers / (kernel.GroupSize * groups) : 128;
        Assert.InRange(int.Parse(Registers().Match(report).Groups[1].Value, CultureInfo.InvariantCulture), 1, bound);
    }

    /// <summary>The product alone, from its share of a kernel: more instructions would mean that carries no longer fuse into IMAD.WIDE.</summary>
    [Fact]
    public void A_product_stays_within_its_instructions()
    {
        var disassembler = Find("cuobjdump", "CUOBJDUMP");
        using var compiler = new PtxCompiler();
        var with = Count(ScanKernels.FoldProduct);
        var without = Count(ScanKernels.FoldSum);
        Assert.InRange(with.Wide - without.Wide, 118, 122);
        Assert.InRange(with.All - without.All + GpuWork.Sum.Instructions, 1, MaxProductInstructions);

        (int All, int Wide) Count(Kernel kernel)
        {
            var binary = Path.GetTempFileName();
            try
            {
                Assemble(compiler.Compile(kernel.Method, kernel.Bounds), binary);
                var lines = Run(disassembler, $"-sass {binary}").Split('\n').Where(line => Instruction().IsMatch(line) && !line.Contains("NOP", StringComparison.Ordinal)).ToList();
                return (lines.Count, lines.Count(line => line.Contains("IMAD.WIDE", StringComparison.Ordinal)));
            }
            finally
            {
                File.Delete(binary);
            }
        }
    }

    internal static string Assemble(string ptx, string? binary)
    {
        var assembler = Find("ptxas", "PTXAS");
        var source = Path.GetTempFileName();
        try
        {
            File.WriteAllText(source, ptx);
            return Run(assembler, $"-arch=sm_90 -v {source} -o {binary ?? "/dev/null"}");
        }
        finally
        {
            File.Delete(source);
        }
    }

    private static string Find(string name, string variable)
    {
        var named = Environment.GetEnvironmentVariable(variable);
        var found = named is { Length: > 0 } ? named
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(folder => Path.Combine(folder, name)).FirstOrDefault(File.Exists);
        Assert.SkipWhen(found is null, $"{name} is not on the PATH: it comes with the CUDA toolkit");
        return found!;
    }

    private static string Run(string program, string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.True(process.ExitCode == 0, error.Result);
        return output + error.Result;
    }

    [GeneratedRegex(@"(\d+) bytes spill loads")]
    internal static partial Regex Spills();

    [GeneratedRegex(@"Used (\d+) registers")]
    internal static partial Regex Registers();

    [GeneratedRegex(@"^\s+/\*[0-9a-f]{4,5}\*/")]
    private static partial Regex Instruction();
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;
using ZkAccel.Conformance;

namespace ZkAccel.Gpu.Tests;

/// <summary>Registers, memory and instructions of every kernel against the table of the documentation.</summary>
public sealed partial class AssemblerTests
{
    private const int MaxProductInstructions = 200;

    /// <summary>Counters of the loop that adds points to buckets: read once in some 1900 instructions, and no ordering of the sum avoids it.</summary>
    private const int MaxSpilledBytes = 16;

    /// <summary>Above the recorded count; another version of the assembler may differ by as much.</summary>
    private const double Slack = 1.05;

    public static TheoryData<string> Kernels => [.. AllKernels.Found.Select(kernel => kernel.Name)];

    private static string Documentation => Path.Combine(Repository.Root(), "kernels-gpu", "ZkAccel.Gpu", "doc", "time-model.md");

    [Theory]
    [MemberData(nameof(Kernels))]
    public void A_kernel_keeps_to_its_registers_and_instructions(string name)
    {
        var kernel = AllKernels.Named(name);
        var now = Count(kernel);
        Assert.InRange(now.Spilled, 0, kernel == SumKernels.Accumulate ? MaxSpilledBytes : 0);
        Assert.InRange(now.Registers, 1, kernel.Bounds.MinNumGroupsPerMultiprocessor is { } groups ? Multiprocessor.Registers / (kernel.GroupSize * groups) : 128);
        if (kernel.Bounds.MinNumGroupsPerMultiprocessor is { } least) Assert.InRange(Groups(kernel, now), least, int.MaxValue);

        var recorded = Recorded()[name];
        Assert.InRange(now.Instructions, 1, (int)(recorded.Instructions * Slack));
        Assert.InRange(now.Wide, 0, (int)(recorded.Wide * Slack));
        Assert.InRange(Warps(kernel, now), Math.Min(recorded.Warps, 16), 64);
    }

    /// <summary><c>ZKACCEL_UPDATE_API=1</c> writes the table anew, where the assembler is.</summary>
    [Fact]
    public void The_documented_table_has_every_kernel()
    {
        if (Environment.GetEnvironmentVariable("ZKACCEL_UPDATE_API") == "1")
        {
            var text = Rows().Replace(File.ReadAllText(Documentation), Table().Replace("$", "$$", StringComparison.Ordinal), 1);
            File.WriteAllText(Documentation, Version().Replace(text, $"ptxas {Assembler.Version()} for sm_90", 1));
        }

        Assert.Equal(AllKernels.Found.Select(kernel => kernel.Name), Recorded().Keys);
    }

    /// <summary>The product alone, from its share of a kernel: more instructions would mean that carries no longer fuse into IMAD.WIDE.</summary>
    [Fact]
    public void A_product_stays_within_its_instructions()
    {
        var (with, without) = (Count(ScanKernels.FoldProduct), Count(ScanKernels.FoldSum));
        Assert.InRange(with.Wide - without.Wide, 118, 122);
        Assert.InRange(with.Instructions - without.Instructions + GpuWork.Sum.Instructions, 1, MaxProductInstructions);
    }

    private static Assembled Count(Kernel kernel)
    {
        using var compiler = new PtxCompiler();
        return Assembler.Count(compiler.Compile(kernel.Method, kernel.Bounds));
    }

    private static int Groups(Kernel kernel, Assembled assembled) => Multiprocessor.Groups(kernel.GroupSize, assembled.Registers, assembled.Shared);

    private static int Warps(Kernel kernel, Assembled assembled) => Groups(kernel, assembled) * kernel.GroupSize / 32;

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var kernel in AllKernels.Found)
        {
            var found = Count(kernel);
            table.Append(CultureInfo.InvariantCulture,
                $"| `{kernel.Name}` | {kernel.GroupSize} | {found.Registers} | {found.Shared} | {Warps(kernel, found)} | {found.Instructions} | {found.Wide} |\n");
        }

        return table.ToString();
    }

    private static Dictionary<string, (int Warps, int Instructions, int Wide)> Recorded() => Rows().Match(File.ReadAllText(Documentation)).Value
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Select(row => row.Split('|', StringSplitOptions.TrimEntries))
        .ToDictionary(cells => cells[1].Trim('`'), cells => (Number(cells[5]), Number(cells[6]), Number(cells[7])));

    private static int Number(string cell) => int.Parse(cell, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"(?<=^\|---\|---\|---\|---\|---\|---\|---\|\n)(\|.*\n)*", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"ptxas \d+\.\d+ for sm_90")]
    private static partial Regex Version();
}

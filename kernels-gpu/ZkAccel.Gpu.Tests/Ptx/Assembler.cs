using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Xunit;

namespace ZkAccel.Gpu.Tests;

/// <summary>What NVIDIA's assembler makes of a kernel for sm_90.</summary>
/// <param name="Registers">Of a thread.</param>
/// <param name="Spilled">Bytes read back from local memory.</param>
/// <param name="Shared">Bytes of shared memory of a group.</param>
internal readonly record struct Assembled(int Registers, int Spilled, int Shared)
{
    /// <summary>Instructions in the text of the kernel, each once; without the padding.</summary>
    public int Instructions { get; init; }

    /// <summary>Of these, products of 32 by 32 bits with a 64-bit sum.</summary>
    public int Wide { get; init; }
}

/// <summary><c>ptxas</c> and <c>cuobjdump</c> of the CUDA toolkit: on the PATH, or where <c>PTXAS</c> and <c>CUOBJDUMP</c> say. A test that needs them is skipped without.</summary>
internal static partial class Assembler
{
    public static Assembled Assemble(string ptx) => Assemble(ptx, "/dev/null");

    /// <summary>Also counts the instructions.</summary>
    public static Assembled Count(string ptx)
    {
        var disassembler = Find("cuobjdump", "CUOBJDUMP");
        var binary = Path.GetTempFileName();
        try
        {
            var assembled = Assemble(ptx, binary);
            var lines = Run(disassembler, $"-sass {binary}").Split('\n').Where(line => Instruction().IsMatch(line) && !line.Contains("NOP", StringComparison.Ordinal)).ToList();
            return assembled with { Instructions = lines.Count, Wide = lines.Count(line => line.Contains("IMAD.WIDE", StringComparison.Ordinal)) };
        }
        finally
        {
            File.Delete(binary);
        }
    }

    /// <summary>Such as <c>12.4</c>.</summary>
    public static string Version() => Release().Match(Run(Find("ptxas", "PTXAS"), "--version")).Groups[1].Value;

    private static Assembled Assemble(string ptx, string binary)
    {
        var assembler = Find("ptxas", "PTXAS");
        var source = Path.GetTempFileName();
        try
        {
            File.WriteAllText(source, ptx);
            var report = Run(assembler, $"-arch=sm_90 -v {source} -o {binary}");
            return new Assembled(Number(Registers()), Number(Spills()), Number(Shared()));

            int Number(Regex pattern) => pattern.Match(report) is { Success: true } found ? int.Parse(found.Groups[1].Value, CultureInfo.InvariantCulture) : 0;
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
    private static partial Regex Spills();

    [GeneratedRegex(@"Used (\d+) registers")]
    private static partial Regex Registers();

    [GeneratedRegex(@"(\d+) bytes smem")]
    private static partial Regex Shared();

    [GeneratedRegex(@"release (\d+\.\d+)")]
    private static partial Regex Release();

    [GeneratedRegex(@"^\s+/\*[0-9a-f]{4,5}\*/")]
    private static partial Regex Instruction();
}

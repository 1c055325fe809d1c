using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;
using ZkAccel.Conformance;

namespace ZkAccel.Gpu.Tests;

/// <summary>The predicted times in the documentation are those of the model, and the model counts what the kernels have.</summary>
public sealed partial class ModelTests
{
    /// <summary><c>ZKACCEL_UPDATE_API=1</c> writes the table anew.</summary>
    [Fact]
    public void The_documented_table_is_the_models()
    {
        var path = Path.Combine(Repository.Root(), "kernels-gpu", "ZkAccel.Gpu", "doc", "time-model.md");
        var text = File.ReadAllText(path);
        var current = Rows().Replace(text, Table(), 1);
        if (Environment.GetEnvironmentVariable("ZKACCEL_UPDATE_API") == "1") File.WriteAllText(path, current);
        else Assert.Equal(current, text);
    }

    [Fact]
    public void A_pass_has_the_products_that_the_model_counts()
    {
        using var compiler = new PtxCompiler();
        var ptx = compiler.Compile(NttKernels.Plain.Method, NttKernels.Plain.Bounds);
        Assert.Equal(KernelWork.ProductsInPass * 8, Factor().Count(ptx));
    }

    /// <summary>N/2·log N products at the least, less the trivial ones, plus the twists between passes.</summary>
    [Theory]
    [InlineData(16)]
    [InlineData(20)]
    [InlineData(24)]
    public void A_transform_needs_no_more_products_than_the_textbook(int logN)
    {
        var products = KernelWork.Ntt(logN).Wide / GpuWork.Product.Wide;
        Assert.InRange(products, 0.9 * logN / 2 * Math.Pow(2, logN), logN / 2.0 * Math.Pow(2, logN));
    }

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var (name, work) in new (string, Func<int, GpuWork>)[]
        {
            ("NTT", KernelWork.Ntt), ("product scan", KernelWork.ProductScan), ("inversion", KernelWork.Inversion), ("evaluation", KernelWork.Evaluation),
        })
            foreach (var logN in (int[])[20, 22, 24])
                table.Append(CultureInfo.InvariantCulture, $"| {name} | 2^{logN} |").Append(Row(work(logN).Stage(name))).Append('\n');
        return table.ToString();
    }

    private static string Row(StageCost work) => string.Concat(new[] { DeviceModel.H100, DeviceModel.H200 }.SelectMany(gpu => new[] { gpu, gpu.WithFullRate() })
        .Select(gpu => string.Create(CultureInfo.InvariantCulture, $" {gpu.Seconds(work) * 1e3:F3} |")));

    [GeneratedRegex(@"(?<=^\|---\|---\|---\|---\|---\|---\|\n)(\|.*\n)*", RegexOptions.Multiline)]
    private static partial Regex Rows();

    [GeneratedRegex(@"mul\.lo\.u32 fm,")]
    private static partial Regex Factor();
}

using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Xunit;
using ZkAccel.Conformance;

namespace ZkAccel.Gpu.Tests;

/// <summary>The predicted times in the documentation are those of the model, and the model counts what the kernels have.</summary>
public sealed partial class MsmModelTests(ITestOutputHelper output)
{
    private static readonly DeviceModel[] Devices = [DeviceModel.H100, DeviceModel.H100.WithFullRate(), DeviceModel.H200, DeviceModel.H200.WithFullRate()];

    [Fact]
    public void The_documented_table_is_the_models()
    {
        var text = File.ReadAllText(Path.Combine(Repository.Root(), "kernels-gpu", "ZkAccel.Gpu", "Msm", "README.md"));
        var table = Table();
        output.WriteLine(table);
        foreach (var line in table.Split('\n', StringSplitOptions.RemoveEmptyEntries)) Assert.Contains(line, text, StringComparison.Ordinal);
    }

    /// <summary>In products: a point plus an affine one 9 chains, doubling an affine one 6, a sum 13, doubling 8.</summary>
    [Theory]
    [InlineData("SumKernels.SumPieces", 9 + 6)]
    [InlineData("SumKernels.FoldPieces", 13 + 8)]
    [InlineData("WeighKernels.WeighRuns", 2 * (13 + 8))]
    [InlineData("DigitKernel.CutScalars", 1)]
    public void Kernels_have_the_products_that_the_model_counts(string name, int chains)
    {
        using var compiler = new PtxCompiler();
        var kernel = AllKernels.Named(name);
        Assert.Equal(chains * 8, Factor().Count(compiler.Compile(kernel.Method, kernel.Bounds)));
    }

    [Fact]
    public void Kernels_that_add_points_say_how_many_groups_must_fit()
    {
        using var compiler = new PtxCompiler();
        foreach (var kernel in (Kernel[])[SumKernels.Accumulate, SumKernels.Fold, WeighKernels.Run, WeighKernels.Bits, WeighKernels.Parts, MultipleKernels.Shift, MultipleKernels.Normalise])
        {
            var ptx = compiler.Compile(kernel.Method, kernel.Bounds);
            Assert.Contains($".maxntid {kernel.GroupSize}, 1, 1", ptx, StringComparison.Ordinal);
            Assert.Contains($".minnctapersm {kernel.Bounds.MinNumGroupsPerMultiprocessor}", ptx, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Many_uses_and_much_memory_buy_multiples()
    {
        var (model, points) = (DeviceModel.H100, 1 << 20);
        Assert.Equal(BasisMultiples.None, MsmPlanner.Multiples(model, points, 1, long.MaxValue));
        Assert.Equal(BasisMultiples.None, MsmPlanner.Multiples(model, points, 1000, 64L * points));
        var basis = MsmPlanner.Multiples(model, points, 1000, long.MaxValue);
        var plan = MsmPlanner.Best(model, points, 1, WindowPlan.FullBits, basis);
        Assert.Equal(1, plan.Groups);
        Assert.InRange(basis.Stride * basis.Copies, WindowPlan.FullBits + 1, 300);
        var half = MsmPlanner.Multiples(model, points, 1000, 8L * 64 * points);
        Assert.InRange(half.Copies, 2, 8);
    }

    [Fact]
    public void Small_scalars_take_few_windows()
    {
        var basis = MsmPlanner.Multiples(DeviceModel.H100, 1 << 20, 1000, 1L << 36);
        foreach (var bits in (int[])[1, 8, 16, 20])
        {
            var plan = MsmPlanner.Best(DeviceModel.H100, 1 << 20, 1, bits, basis);
            Assert.InRange(plan.Windows, 1, 2);
            Assert.InRange(plan.Width * plan.Windows, bits + 1, 40);
        }
    }

    private static MsmShape Shape(DeviceModel model, int rows, int columns, bool resident)
    {
        var basis = resident ? MsmPlanner.Multiples(model, rows, 1 << 10, 20L << 30) : BasisMultiples.None;
        return MsmShape.For(model, MsmPlanner.Best(model, rows, columns, WindowPlan.FullBits, basis), rows, columns);
    }

    private static string Table()
    {
        var table = new StringBuilder();
        foreach (var (name, columns, resident) in new[] { ("one column, points alone", 1, false), ("one column, multiples", 1, true), ("a column of 8, multiples", 8, true) })
            foreach (var logN in (int[])[16, 20, 22, 24])
            {
                var plan = Shape(DeviceModel.H100, 1 << logN, columns, resident).Plan;
                table.Append(CultureInfo.InvariantCulture, $"| {name} | 2^{logN} | {plan.Width} × {plan.Windows}, {plan.Groups} |");
                foreach (var model in Devices)
                {
                    var milliseconds = model.Seconds(MsmCost.Stages(Shape(model, 1 << logN, columns, resident))) / columns * 1e3;
                    table.Append(CultureInfo.InvariantCulture, $" {milliseconds:F2} |");
                }

                table.Append('\n');
            }

        return table.ToString();
    }

    [GeneratedRegex(@"mul\.lo\.u32 fm,")]
    private static partial Regex Factor();
}

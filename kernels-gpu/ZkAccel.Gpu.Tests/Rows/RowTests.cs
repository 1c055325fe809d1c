using System.Runtime.InteropServices;
using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Runtime;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Gpu.Tests;

/// <summary>Emitted kernels against the reference device, in one piece and in several.</summary>
public sealed class RowTests : IDisposable
{
    private readonly EmulatedDevice _device = new();

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(1, 30, 20)]
    [InlineData(2, 60, 20)]
    [InlineData(3, 60, 5)]
    [InlineData(4, 120, 7)]
    public async Task Random_programs_are_those_of_the_reference(int seed, int operations, int budget)
    {
        var samples = new RowSamples(seed);
        var (expression, columns, constants) = (samples.Random(operations, 4, 3), samples.Columns(4, 21), samples.Scalars(3));
        Assert.Equal(await RowSamples.Reference(expression, columns, constants), Run(Compile(expression, budget), columns, constants));
    }

    [Fact]
    public async Task What_is_only_read_is_copied()
    {
        var samples = new RowSamples(5);
        var (columns, constants) = (samples.Columns(1, 9), samples.Scalars(1));
        foreach (var expression in (RowExpression[])[Column(0), Column(0, 4), Column(0, -13), Constant(0), Literal(Fr.FromInt64(-7))])
            Assert.Equal(await RowSamples.Reference(expression, columns, constants), Run(Compile(expression, 20), columns, constants));
    }

    [Fact]
    public async Task A_crowded_program_is_cut_below_its_budget()
    {
        var (expression, samples) = (RowSamples.Crowd(30), new RowSamples(6));
        var (columns, constants) = (samples.Columns(2, 8), samples.Scalars(2));
        var expected = await RowSamples.Reference(expression, columns, constants);
        foreach (var budget in (int[])[5, 8, 20])
        {
            var program = Compile(expression, budget);
            Assert.True(program.Kernels.Count > 1);
            Assert.All(program.Kernels, kernel => Assert.InRange(kernel.Live, 1, budget));
            Assert.Equal(expected, Run(program, columns, constants));
        }

        Assert.Single(Compile(expression, 100).Kernels);
    }

    [Fact]
    public async Task A_long_program_is_cut_into_kernels_that_compile()
    {
        var (samples, chain) = (new RowSamples(7), Column(0));
        for (var i = 0; i < RowPartition.MaxInstructions; i++) chain = chain * Column(0, 1) + Column(1);
        var columns = samples.Columns(2, 8);
        var program = Compile(chain, RowPartition.DefaultBudget);
        Assert.Equal(2, program.Kernels.Count);
        Assert.Equal(await RowSamples.Reference(chain, columns, []), Run(program, columns, []));
    }

    [Fact]
    public void Sums_of_two_products_that_nothing_else_uses_are_one_operation()
    {
        var (a, b, c, d) = (Column(0), Column(1), Column(2), Column(3));
        Assert.Equal([FieldOperation.MulAdd], Operations(a * b + c * d));
        Assert.Equal([FieldOperation.MulSub], Operations(a * a - c * d));
        Assert.Equal([FieldOperation.Multiply, FieldOperation.Add], Operations(a * b + c));
        Assert.DoesNotContain(FieldOperation.MulAdd, Operations((a * b + c * d) * (a * b)));
        Assert.Equal([FieldOperation.Multiply, FieldOperation.Double], Operations(a * b + a * b));
    }

    [Fact]
    public void Equal_programs_are_emitted_once()
    {
        var first = Compile(Column(0) * Column(1, 3), 20);
        Assert.Same(first.Kernels[0], Compile(Column(0) * Column(1, 3), 20).Kernels[0]);
        Assert.NotSame(first.Kernels[0], Compile(Column(0) * Column(1, 2), 20).Kernels[0]);
    }

    internal static RowCode Lower(RowExpression expression)
    {
        using var device = Accelerators.Open("null");
        using var program = device.Compile(expression);
        return program.Code;
    }

    private static IEnumerable<FieldOperation> Operations(RowExpression expression) =>
        RowStream.From(Lower(expression)).Instructions.Select(instruction => instruction.Operation);

    private GpuRowProgram Compile(RowExpression expression, int budget) => RowKernelCompiler.Compile(_device.Owner, _device.Backend, Lower(expression), budget);

    private Fr[] Run(GpuRowProgram program, Fr[][] columns, Fr[] constants)
    {
        var result = _device.Column(new Fr[columns[0].Length]);
        program.Run(
            _device.Launcher, [.. columns.Select(column => _device.Column(column))], MemoryMarshal.Cast<Fr, FrGpu>(constants).ToArray(), result);
        return MemoryMarshal.Cast<FrGpu, Fr>(_device.Download(result)).ToArray();
    }
}

using System.Diagnostics;
using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Prover;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>The programs that a proof runs, taken from the prover itself.</summary>
public sealed class ProverProgramTests(ITestOutputHelper output)
{
    private static readonly Profile Shape = new(slots: 4, lanes: 8, WeightMode.Private);

    [Fact]
    public void All_of_a_proofs_programs_compile_in_seconds()
    {
        GpuDevices.Register();
        using var device = Accelerators.Open("ilgpu-cpu");
        var started = Stopwatch.GetTimestamp();
        using var programs = new ProgramSet(device, Shape);
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        output.WriteLine($"{seconds:F1} s");
        Assert.InRange(seconds, 0, 60);
    }

    [Fact]
    public async Task A_proofs_programs_are_those_of_the_reference()
    {
        GpuDevices.Register();
        using var device = Accelerators.Open("ilgpu-cpu");
        foreach (var expression in Collector.Collect(Shape))
        {
            using var program = device.Compile(expression);
            var samples = new RowSamples(program.Code.Steps.Length);
            var (columns, constants) = (samples.Columns(Math.Max(1, program.Code.ColumnCount), 4), samples.Scalars(program.Code.ConstantCount));
            Assert.Equal(await RowSamples.Reference(expression, columns, constants), await RowSamples.Run(device, expression, columns, constants));
        }
    }

    /// <summary>As CUDA gets them: in registers, and few enough of them.</summary>
    [Fact]
    public void A_proofs_programs_stay_in_registers()
    {
        using var compiler = new PtxCompiler();
        foreach (var kernel in Kernels())
        {
            var ptx = compiler.Compile(kernel.Method, kernel.Bounds);
            Assert.DoesNotContain(".local", ptx, StringComparison.Ordinal);
            Assert.DoesNotContain("call", ptx, StringComparison.Ordinal);
            Assert.Contains(".minnctapersm", ptx, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_assembler_spills_nothing_of_a_proofs_programs()
    {
        using var compiler = new PtxCompiler();
        foreach (var kernel in Kernels())
        {
            var assembled = Assembler.Assemble(compiler.Compile(kernel.Method, kernel.Bounds));
            output.WriteLine($"{kernel.Live} elements: {assembled}");
            Assert.Equal(0, assembled.Spilled);
        }
    }

    /// <summary>As many elements at once as the budget allows, with products between them.</summary>
    [Fact]
    public void The_assembler_spills_nothing_of_a_crowded_program()
    {
        using var compiler = new PtxCompiler();
        foreach (var width in (int[])[4, 8, 12, 16, 30])
        {
            foreach (var kernel in Kernels(RowSamples.Crowd(width)))
            {
                var assembled = Assembler.Assemble(compiler.Compile(kernel.Method, kernel.Bounds));
                output.WriteLine($"{kernel.Live} elements: {assembled}");
                Assert.Equal(0, assembled.Spilled);
            }
        }
    }

    private static IEnumerable<RowKernel> Kernels() => Collector.Collect(Shape).SelectMany(Kernels);

    private static RowKernel[] Kernels(RowExpression expression)
    {
        var stream = RowStream.From(RowTests.Lower(expression));
        return RowEmitter.Emit(stream, RowPartition.Cut(stream, RowPartition.DefaultBudget));
    }

    /// <summary>A device that remembers what it was asked to compile.</summary>
    internal sealed class Collector : IAccelerator
    {
        private readonly IAccelerator _inner = Accelerators.Open("null");
        private readonly List<RowExpression> _expressions = [];

        public AcceleratorInfo Info => _inner.Info;

        public static IReadOnlyList<RowExpression> Collect(Profile profile)
        {
            using var collector = new Collector();
            using var programs = new ProgramSet(collector, profile);
            return collector._expressions;
        }

        public ScalarBuffer Allocate(int count) => _inner.Allocate(count);

        public PointBasis Load(ReadOnlySpan<G1Affine> points, BasisPlan plan) => _inner.Load(points, plan);

        public NttPlan Plan(int logN) => _inner.Plan(logN);

        public RowProgram Compile(RowExpression expression)
        {
            _expressions.Add(expression);
            return _inner.Compile(expression);
        }

        public IQueue CreateQueue(CancellationToken cancellation = default) => _inner.CreateQueue(cancellation);

        public void Dispose() => _inner.Dispose();
    }
}

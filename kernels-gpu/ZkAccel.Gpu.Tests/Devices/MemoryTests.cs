using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>What does not fit on a device goes to the host and comes back; nothing fails but an operation that is too large by itself.</summary>
public sealed class MemoryTests
{
    private const int Count = 64;
    private const long Column = Count * Fr.ByteLength;

    [Fact]
    public async Task Columns_beyond_the_memory_keep_their_values()
    {
        using var device = Limited(5 * Column);
        using var queue = device.CreateQueue();
        var random = new Random(1);
        var values = Enumerable.Range(0, 12).Select(_ => Enumerable.Range(0, Count).Select(_ => Fr.FromInt64(random.Next())).ToArray()).ToArray();
        var columns = values.Select(_ => device.Allocate(Count)).ToArray();
        for (var i = 0; i < columns.Length; i++) queue.Upload(values[i], columns[i].All);
        Assert.True(device.Backend.Memory.Evictions >= columns.Length - 5);
        for (var round = 0; round < 3; round++)
        {
            foreach (var i in Enumerable.Range(0, columns.Length).OrderBy(_ => random.Next()).ToArray())
            {
                var read = new Fr[Count];
                await queue.Download(columns[i].All, read);
                Assert.Equal(values[i], read);
                queue.Invert(columns[i].All);
                values[i] = Array.ConvertAll(values[i], x => x == Fr.Zero ? x : x.Inverse());
            }
        }

        foreach (var column in columns) column.Dispose();
    }

    [Fact]
    public async Task An_operation_that_is_too_large_by_itself_is_out_of_memory_and_harms_nothing()
    {
        using var device = Limited(6 * Column);
        using var queue = device.CreateQueue();
        var columns = Enumerable.Range(0, 8).Select(_ => device.Allocate(Count)).ToArray();
        for (var i = 0; i < columns.Length; i++) queue.Upload(Enumerable.Repeat(i + 1, Count).ToArray(), columns[i].All);
        var sum = RowExpression.Column(0);
        for (var i = 1; i < 7; i++) sum += RowExpression.Column(i);
        using var program = device.Compile(sum);
        var error = Assert.Throws<Runtime.AcceleratorException>(() => queue.Run(program, [.. columns[..7].Select(c => c.All)], [], columns[7].All));
        Assert.Equal((AcceleratorError.OutOfMemory, "Run"), (error.Code, error.Operation));
        for (var i = 0; i < columns.Length; i++)
        {
            var read = new Fr[Count];
            await queue.Download(columns[i].All, read);
            Assert.All(read, x => Assert.Equal(Fr.FromInt64(i + 1), x));
        }

        foreach (var column in columns) column.Dispose();
    }

    [Fact]
    public async Task A_batch_of_columns_that_do_not_fit_together_is_committed_in_parts()
    {
        using var device = Limited(5 << 16);
        using var queue = device.CreateQueue();
        var random = new Random(2);
        G1Affine[] points = [.. Enumerable.Range(1, 1024).Select(i => (new G1(G1Affine.Generator) * Fr.FromInt64(i)).ToAffine())];
        using var basis = device.Load(points, new BasisPlan { AllowPrecomputation = false });
        var columns = Enumerable.Range(0, 12).Select(_ => device.Allocate(points.Length)).ToArray();
        var expected = new Fr[columns.Length];
        for (var i = 0; i < columns.Length; i++)
        {
            int[] scalars = [.. Enumerable.Range(0, points.Length).Select(_ => random.Next(-100, 100))];
            queue.Upload(scalars, columns[i].All);
            expected[i] = Fr.FromInt64(scalars.Select((s, k) => (long)s * (k + 1)).Sum());
        }

        var sums = await queue.Commit(basis, columns.Select(c => c.All).ToArray(), ScalarHint.Small(8, true));
        for (var i = 0; i < sums.Length; i++) Assert.Equal((new G1(G1Affine.Generator) * expected[i]).ToAffine(), sums[i]);
        Assert.True(device.Backend.Memory.Evictions > 0);
        foreach (var column in columns) column.Dispose();
    }

    [Fact]
    [Trait("Lane", "long")]
    public async Task A_proof_that_does_not_fit_has_the_same_bytes()
    {
        var (circuit, witness, _) = Synthetic.Build(new Profile(2, 3, WeightMode.Private), 7);
        using var device = Limited(5 << 16);
        await ProofTests.SameBytes(circuit, witness, device);
        Assert.True(device.Backend.Memory.Evictions > 10, $"{device.Backend.Memory.Evictions} columns went to the host");
    }

    private static GpuAccelerator Limited(long bytes)
    {
        var context = GpuBackend.CreateContext(builder => builder.CPU(new CPUDevice(2, 1, 1)));
        return new GpuAccelerator(new AcceleratorInfo("limited", "ilgpu-cpu"), new GpuBackend(context, context.GetCPUDevice(0).CreateCPUAccelerator(context), bytes));
    }
}

using System.Diagnostics;
using ZkAccel.Bn254;
using ZkAccel.Runtime;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Bench;

/// <summary>
/// The operations of one device, columns resident, each checked against the processor before it is timed. Calls are queued back to back and the
/// queue is waited for once, so what is timed is the device and not the wait.
/// </summary>
internal sealed class GpuBench : IDisposable
{
    private const int Repeats = 5;
    private const double LeastSeconds = 0.2;
    private const double MostSeconds = 60;
    private const int ChainProducts = 64;
    private readonly IAccelerator _device;
    private readonly CpuAccelerator _processor = new();
    private readonly IQueue _queue;
    private readonly List<KernelFigures> _figures = [];

    public GpuBench(IAccelerator device)
    {
        _device = device;
        _queue = device.CreateQueue();
    }

    public IReadOnlyList<KernelFigures> Figures => _figures;

    public void Dispose()
    {
        _queue.Dispose();
        _processor.Dispose();
    }

    /// <summary>
    /// Everything at the given sizes, smallest first; a size that does not fit into the device's memory is left out, and said. After a size that took
    /// longer than <see cref="MostSeconds"/> no larger one is tried: false then.
    /// </summary>
    public async Task<bool> MeasureAsync(IReadOnlyList<int> logSizes)
    {
        foreach (int log in logSizes)
        {
            long clock = Stopwatch.GetTimestamp();
            try
            {
                await ColumnsAsync(log);
                await ProductsAsync(log);
                await CommitAsync(log);
            }
            catch (AcceleratorException error) when (error.Code == AcceleratorError.OutOfMemory)
            {
                Console.Error.WriteLine($"  2^{log}: {error.Message}");
            }

            if (Stopwatch.GetElapsedTime(clock).TotalSeconds > MostSeconds) return false;
        }

        return true;
    }

    private async Task ColumnsAsync(int log)
    {
        Fr[] values = KernelBench.Scalars(1 << log);
        Fr point = values[0];
        await TimeAsync("NTT, forward", log, values, (device, queue, c) => queue.Ntt(device.Plan(log), [c.A], NttKind.Forward, Fr.One));
        await TimeAsync("NTT, inverse, coset", log, values, (device, queue, c) => queue.Ntt(device.Plan(log), [c.A], NttKind.Inverse, Fr.CosetGenerator));
        await TimeAsync("product scan", log, values, (_, queue, c) => queue.Scan(c.A, c.A, ScanKind.ProductExclusive));
        await TimeAsync("recurrence", log, values, (_, queue, c) => queue.Recur(c.B, c.B, c.A));
        await TimeAsync("division by X - z", log, values, (_, queue, c) => queue.Divide(c.B, point, c.A));
        await TimeAsync("inversion", log, values, (_, queue, c) => queue.Invert(c.A));
        await TimeAsync("upload, full elements", log, values, (_, queue, c) => queue.Upload(values, c.A));
        int[] small = [.. Enumerable.Range(0, 1 << log).Select(i => i - 1000)];
        await TimeAsync("upload, 32-bit integers", log, values, (_, queue, c) => queue.Upload(small, c.A));
        using var columns = new Columns(_device, _queue, values);
        var target = new Fr[values.Length];
        await TimeAsync("download", log, async () => await _queue.Download(columns.A, target));
        await TimeAsync("evaluation", log, async () => await _queue.Evaluate(new EvaluationQuery[] { new(columns.A, point) }));
    }

    /// <summary>A row program that is hardly more than products: how many the device does in a second.</summary>
    private async Task ProductsAsync(int log)
    {
        RowExpression value = RowExpression.Column(0), chain = value;
        for (int i = 0; i < ChainProducts; i++) chain = (chain * value) + value;
        var programs = new Dictionary<IAccelerator, RowProgram> { [_device] = _device.Compile(chain), [_processor] = _processor.Compile(chain) };
        try
        {
            await TimeAsync(
                $"{ChainProducts} products a row", log, KernelBench.Scalars(1 << log),
                (device, queue, c) => queue.Run(programs[device], [c.B], default, c.A), ChainProducts);
        }
        finally
        {
            foreach (RowProgram program in programs.Values) program.Dispose();
        }
    }

    private async Task CommitAsync(int log)
    {
        G1Affine[] points = KernelBench.Points(1 << log);
        Fr[] values = KernelBench.Scalars(1 << log);
        using PointBasis basis = _device.Load(points, BasisPlan.Resident);
        using var columns = new Columns(_device, _queue, values);
        ReadOnlyMemory<ScalarSlice> column = new[] { columns.A };
        if (log <= 20)
        {
            using IQueue queue = _processor.CreateQueue();
            using PointBasis same = _processor.Load(points, BasisPlan.Once);
            using var resident = new Columns(_processor, queue, values);
            G1Affine[] expected = await queue.Commit(same, new[] { resident.A }, ScalarHint.Full);
            Require("MSM", log, (await _queue.Commit(basis, column, ScalarHint.Full))[0] == expected[0]);
        }

        await TimeAsync("MSM, random full-size scalars", log, async () => await _queue.Commit(basis, column, ScalarHint.Full));
        int[] small = [.. Enumerable.Range(0, 1 << log).Select(i => (int)(i * 2654435761L % 255) - 127)];
        _queue.Upload(small, columns.A);
        await TimeAsync("MSM, signed 8-bit scalars", log, async () => await _queue.Commit(basis, column, ScalarHint.Small(8, signed: true)));
    }

    /// <summary>Compares one call with the processor's, then times it.</summary>
    private async Task TimeAsync(string operation, int log, Fr[] values, Action<IAccelerator, IQueue, Columns> call, int each = 1)
    {
        using var columns = new Columns(_device, _queue, values);
        using IQueue queue = _processor.CreateQueue();
        using (var expected = new Columns(_processor, queue, values))
        {
            call(_processor, queue, expected);
            call(_device, _queue, columns);
            var (left, right) = (new Fr[values.Length], new Fr[values.Length]);
            await queue.Download(expected.A, left);
            await _queue.Download(columns.A, right);
            Require(operation, log, left.AsSpan().SequenceEqual(right));
        }

        await TimeAsync(operation, log, () =>
        {
            call(_device, _queue, columns);
            return Task.CompletedTask;
        }, each);
    }

    private async Task TimeAsync(string operation, int log, Func<Task> call, int each = 1)
    {
        using ScalarBuffer one = _device.Allocate(1);
        var answer = new Fr[1];
        int calls = 1;
        double seconds = await OnceAsync();
        if (seconds < LeastSeconds) calls = Math.Clamp((int)(LeastSeconds / Math.Max(seconds, 1e-6)), 1, 1000);
        var times = new double[Repeats];
        for (int i = 0; i < Repeats; i++) times[i] = await OnceAsync() * 1e3 / calls;
        _figures.Add(KernelFigures.Of(operation, log, times, each));
        Console.Error.WriteLine($"  {operation}, 2^{log}: {_figures[^1].Milliseconds:F3} ms, {_figures[^1].PerSecond:0.00e0} a second");

        async Task<double> OnceAsync()
        {
            long clock = Stopwatch.GetTimestamp();
            for (int i = 0; i < calls; i++) await call();
            await _queue.Download(one.All, answer);
            return Stopwatch.GetElapsedTime(clock).TotalSeconds;
        }
    }

    private void Require(string operation, int log, bool isRight)
    {
        if (!isRight) throw new InvalidOperationException($"{operation}, 2^{log}: {_device.Info.Name} differs from the processor.");
    }

    /// <summary>Two columns with the same values.</summary>
    private sealed class Columns : IDisposable
    {
        private readonly ScalarBuffer _buffer;

        public Columns(IAccelerator device, IQueue queue, Fr[] values)
        {
            _buffer = device.Allocate(2 * values.Length);
            (A, B) = (_buffer.Slice(0, values.Length), _buffer.Slice(values.Length, values.Length));
            queue.Upload(values, A);
            queue.Upload(values, B);
        }

        public ScalarSlice A { get; }

        public ScalarSlice B { get; }

        public void Dispose() => _buffer.Dispose();
    }
}

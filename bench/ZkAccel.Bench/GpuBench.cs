using System.Diagnostics;
using ZkAccel.Bn254;
using ZkAccel.Runtime;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Bench;

/// <summary>
/// The operations of one device, columns resident, each checked before it is timed: against the processor, and sums of points against their logarithms.
/// Calls are queued back to back and the queue is waited for once, so what is timed is the device and not the wait. What fails is noted, and the rest measured.
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
    private readonly List<string> _errors = [];
    private readonly Fr _start = Fr.Random(), _step = Fr.Random();
    private readonly Fr[] _values;
    private readonly G1Affine[] _points;
    private double _seconds;

    public GpuBench(IAccelerator device, int maxLogSize)
    {
        _device = device;
        _queue = device.CreateQueue();
        _values = KernelBench.Scalars(1 << maxLogSize);
        _points = KernelBench.Points(1 << maxLogSize, _start, _step);
    }

    public IReadOnlyList<KernelFigures> Figures => _figures;

    /// <summary>What went wrong; null if nothing.</summary>
    public string? Error => _errors.Count == 0 ? null : string.Join("; ", _errors);

    public void Dispose()
    {
        _queue.Dispose();
        _processor.Dispose();
    }

    /// <summary>Everything at one size. False when that took the device longer than is bearable for a larger one.</summary>
    public async Task<bool> MeasureAsync(int log)
    {
        _seconds = 0;
        Fr[] values = _values[..(1 << log)];
        Fr point = values[0];
        await TimeAsync("NTT, forward", log, values, (device, queue, c) => queue.Ntt(device.Plan(log), [c.A], NttKind.Forward, Fr.One));
        await TimeAsync("NTT, inverse, coset", log, values, (device, queue, c) => queue.Ntt(device.Plan(log), [c.A], NttKind.Inverse, Fr.CosetGenerator));
        await TimeAsync("product scan", log, values, (_, queue, c) => queue.Scan(c.A, c.A, ScanKind.ProductExclusive));
        await TimeAsync("recurrence", log, values, (_, queue, c) => queue.Recur(c.B, c.B, c.A));
        await TimeAsync("division by X - z", log, values, (_, queue, c) => queue.Divide(c.B, point, c.A));
        await TimeAsync("inversion", log, values, (_, queue, c) => queue.Invert(c.A));
        await TimeAsync("upload, full elements", log, values, (_, queue, c) => queue.Upload(values, c.A));
        int[] small = Small(log), wide = [.. Enumerable.Range(0, 1 << log).Select(i => (int)(i * 2654435761L))];
        await TimeAsync("upload, 32-bit integers", log, values, (_, queue, c) => queue.Upload(wide, c.A));
        await TimeAsync("upload, 8-bit integers", log, values, (_, queue, c) => queue.Upload(small, c.A));
        await AttemptAsync("row program", log, () => ProductsAsync(log, values));
        await AttemptAsync("reading", log, () => ReadAsync(log, values, point));
        await AttemptAsync("MSM", log, () => CommitAsync(log, values));
        return _seconds < MostSeconds;
    }

    private static int[] Small(int log) => [.. Enumerable.Range(0, 1 << log).Select(i => (int)(i * 2654435761L % 255) - 127)];

    /// <summary>A row program that is hardly more than products: how many the device does in a second.</summary>
    private async Task ProductsAsync(int log, Fr[] values)
    {
        RowExpression value = RowExpression.Column(0), chain = value;
        for (int i = 0; i < ChainProducts; i++) chain = (chain * value) + value;
        using RowProgram onDevice = _device.Compile(chain), onProcessor = _processor.Compile(chain);
        await TimeAsync(
            $"{ChainProducts} products a row", log, values,
            (device, queue, c) => queue.Run(device == _device ? onDevice : onProcessor, [c.B], default, c.A), ChainProducts);
    }

    private async Task ReadAsync(int log, Fr[] values, Fr point)
    {
        using var columns = new Columns(_device, _queue, values);
        var target = new Fr[values.Length];
        await _queue.Download(columns.A, target);
        Require(values.AsSpan().SequenceEqual(target));
        await TimeAsync("download", log, async () => await _queue.Download(columns.A, target));

        EvaluationQuery[] query = [new(columns.A, point)];
        Fr expected = Fr.Zero;
        for (int i = values.Length - 1; i >= 0; i--) expected = (expected * point) + values[i];
        Require((await _queue.Evaluate(query))[0] == expected);
        await TimeAsync("evaluation", log, async () => await _queue.Evaluate(query));
    }

    private async Task CommitAsync(int log, Fr[] values)
    {
        using PointBasis basis = _device.Load(_points.AsSpan(0, 1 << log), BasisPlan.Resident);
        using var columns = new Columns(_device, _queue, values);
        ReadOnlyMemory<ScalarSlice> column = new[] { columns.A };
        await CommitAsync("MSM, random full-size scalars", ScalarHint.Full, values);
        int[] small = Small(log);
        _queue.Upload(small, columns.A);
        await CommitAsync("MSM, signed 8-bit scalars", ScalarHint.Small(8, signed: true), Array.ConvertAll(small, x => Fr.FromInt64(x)));

        async Task CommitAsync(string operation, ScalarHint hint, Fr[] scalars)
        {
            Fr logarithm = Fr.Zero, of = _start;
            foreach (Fr scalar in scalars)
            {
                logarithm += scalar * of;
                of += _step;
            }

            Require((await _queue.Commit(basis, column, hint))[0] == (G1Affine.Generator * logarithm).ToAffine());
            await TimeAsync(operation, log, async () => await _queue.Commit(basis, column, hint));
        }
    }

    /// <summary>Compares one call with the processor's, then times it.</summary>
    private Task TimeAsync(string operation, int log, Fr[] values, Action<IAccelerator, IQueue, Columns> call, int each = 1) => AttemptAsync(operation, log, async () =>
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
            Require(left.AsSpan().SequenceEqual(right));
        }

        await TimeAsync(operation, log, () =>
        {
            call(_device, _queue, columns);
            return Task.CompletedTask;
        }, each);
    });

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
            double once = Stopwatch.GetElapsedTime(clock).TotalSeconds;
            _seconds += once;
            return once;
        }
    }

    /// <summary>What a device has no room for is left out; anything else that fails is an error of the run.</summary>
    private async Task AttemptAsync(string operation, int log, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (AcceleratorException error)
        {
            Note(error.Message, error.Code != AcceleratorError.OutOfMemory);
        }
        catch (InvalidOperationException error)
        {
            Note(error.Message, isError: true);
        }

        void Note(string message, bool isError)
        {
            Console.Error.WriteLine($"  {operation}, 2^{log}: {message}");
            if (isError) _errors.Add($"{operation}, 2^{log}: {message}");
        }
    }

    private static void Require(bool isRight)
    {
        if (!isRight) throw new InvalidOperationException("the result is wrong");
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

using ZkAccel.Bn254;
using ZkAccel.Runtime;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Conformance;

/// <summary>Order within a queue, several queues at once, cancellation, lifetimes.</summary>
internal static class QueueCases
{
    private static readonly OperationKind[] Everything =
    [
        OperationKind.Ntt, OperationKind.Run, OperationKind.Invert, OperationKind.Scan,
        OperationKind.Recur, OperationKind.Divide, OperationKind.Commit, OperationKind.Evaluate,
    ];

    public static IEnumerable<Law> All() =>
    [
        new("queue: a chain of operations happens in order", Chain, Everything),
        new("queue: random operations on random slices", WalkCase.Run, Everything),
        new("queue: four at once on shared plans, programs and points", Concurrent, Everything),
        new("queue: four at once read one column", SharedColumn, OperationKind.Ntt, OperationKind.Run, OperationKind.Scan, OperationKind.Evaluate),
        new("queue: what one awaited, another may read", HandOver, OperationKind.Run),
        new("queue: a buffer may go once its last operation is queued", DisposeEarly, OperationKind.Run),
        new("queue: a cancelled token stops every operation and harms no other queue", Cancelled, Everything),
        new("queue: cancelling in the middle leaves the device usable", CancelledInTheMiddle, OperationKind.Ntt),
        new("device: four threads make and free resources at once", ConcurrentResources, OperationKind.Ntt, OperationKind.Run),
    ];

    private static async Task Chain(Bench bench)
    {
        var logN = Math.Min(5, bench.Limits.MaxLogN);
        var values = bench.Samples.Scalars(1 << logN);
        await bench.Twin("a chain", (device, queue) => Script(bench, device, queue, device.Compile(Program()), logN, values)).ConfigureAwait(false);
    }

    private static async Task SharedColumn(Bench bench)
    {
        var count = bench.Limits.MaxCount;
        var values = bench.Samples.Scalars(count);
        var writer = bench.Queue();
        var column = bench.Resident(writer, values);
        var point = bench.Samples.Scalar();
        var expected = await writer.Evaluate(new[] { new EvaluationQuery(column, point) }).ConfigureAwait(false);
        await bench.Twin("one evaluation", (device, queue) =>
            queue.Evaluate(new[] { new EvaluationQuery(bench.Resident(device, queue, values), point) }).AsTask()).ConfigureAwait(false);
        var program = bench.Own(bench.Device.Compile(Column(0) + Fr.Zero));
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            using var scope = new Scope();
            var queue = scope.Own(bench.Device.CreateQueue());
            var (copy, sums) = (scope.Own(bench.Device.Allocate(count)).All, scope.Own(bench.Device.Allocate(count)).All);
            for (var round = 0; round < 3; round++)
            {
                queue.Run(program, [column], [], copy);
                queue.Scan(column, sums, ScanKind.SumExclusive);
                queue.Ntt(bench.Device.Plan(bench.Limits.MaxLogN), [copy], NttKind.Forward, Fr.One);
                queue.Ntt(bench.Device.Plan(bench.Limits.MaxLogN), [copy], NttKind.Inverse, Fr.One);
                var seen = await queue.Evaluate(new EvaluationQuery[] { new(column, point), new(copy, point) }).ConfigureAwait(false);
                Bench.Same($"queue {number}, round {round}", new[] { expected[0], expected[0] }, seen);
            }
        }))).ConfigureAwait(false);
    }

    private static async Task Concurrent(Bench bench)
    {
        const int Queues = 4;
        const int Rounds = 3;
        var logN = Math.Min(5, bench.Limits.MaxLogN);
        var inputs = Enumerable.Range(0, Queues * Rounds).Select(_ => bench.Samples.Scalars(1 << logN)).ToArray();
        var expected = new Fr[inputs.Length][];
        var (points, logarithms) = bench.Samples.KnownPoints(1 << logN);
        using (var reference = bench.Foreign.CreateQueue())
            for (var i = 0; i < inputs.Length; i++)
                expected[i] = await Script(bench, bench.Foreign, reference, bench.Own(bench.Foreign.Compile(Program())), logN, inputs[i]).ConfigureAwait(false);
        var program = bench.Own(bench.Device.Compile(Program()));
        var basis = bench.Own(bench.Device.Load(points, BasisPlan.Resident));
        await Task.WhenAll(Enumerable.Range(0, Queues).Select(number => Task.Run(async () =>
        {
            // Each queue in its own scope: the bench's list of owned handles serves one thread.
            using var queue = bench.Device.CreateQueue();
            for (var round = 0; round < Rounds; round++)
            {
                var index = number * Rounds + round;
                using var mine = new Scope();
                Bench.Same(
                    $"queue {number}, round {round}",
                    expected[index],
                    await Script(mine, bench.Device, queue, program, logN, inputs[index]).ConfigureAwait(false));
                var column = mine.Resident(bench.Device, queue, inputs[index]);
                var sums = await queue.Commit(basis, new[] { column }, ScalarHint.Full).ConfigureAwait(false);
                var product = Fr.Zero;
                for (var i = 0; i < logarithms.Length; i++) product += logarithms[i] * inputs[index][i];
                Bench.Require(sums[0] == (G1Affine.Generator * product).ToAffine(), $"queue {number}, round {round}: wrong sum");
            }
        }))).ConfigureAwait(false);
    }

    private static RowExpression Program() => Column(0, 1) * Column(1) + Constant(0) * Column(0);

    private static Task<Fr[]> Script(Bench bench, IAccelerator device, IQueue queue, RowProgram program, int logN, Fr[] values)
    {
        var scope = bench.Own(new Scope());
        return Script(scope, device, queue, program, logN, values);
    }

    /// <summary>Every operation that leaves its result resident, each reading what the one before wrote.</summary>
    private static async Task<Fr[]> Script(Scope scope, IAccelerator device, IQueue queue, RowProgram program, int logN, Fr[] values)
    {
        var plan = device.Plan(logN);
        var n = values.Length;
        var (a, b, c) = (scope.Resident(device, queue, values), scope.Own(device.Allocate(n)).All, scope.Own(device.Allocate(n)).All);
        for (var i = 0; i < 3; i++)
        {
            queue.Ntt(plan, [a], NttKind.Forward, Fr.CosetGenerator);
            queue.Scan(a, b, ScanKind.ProductExclusive);
            queue.Invert(b);
            queue.Run(program, [a, b], [values[0]], c);
            queue.Recur(b, c, a);
            queue.Divide(c, values[0], c);
            queue.Scan(c, c, ScanKind.SumExclusive);
            queue.Run(program, [c, a], [values[^1]], b);
            queue.Upload(values.AsMemory(0, 1), c.Slice(n - 1, 1));
            queue.Ntt(plan, [b, c], NttKind.Inverse, Fr.One);
            queue.Run(program, [b, c], [values[0]], a);
        }

        var evaluations = await queue.Evaluate(new EvaluationQuery[] { new(a, values[0]), new(b, values[^1]) }).ConfigureAwait(false);
        return [.. evaluations, .. await Bench.Read(queue, a).ConfigureAwait(false), .. await Bench.Read(queue, c).ConfigureAwait(false)];
    }

    private static async Task HandOver(Bench bench)
    {
        var (first, second) = (bench.Queue(), bench.Queue());
        var count = bench.Limits.MaxCount;
        var program = bench.Own(bench.Device.Compile(Column(0) + Fr.One));
        var column = bench.Buffer(count).All;
        for (var i = 0; i < 6; i++)
        {
            var (writer, reader) = i % 2 == 0 ? (first, second) : (second, first);
            writer.Run(program, [column], [], column);
            await Bench.Read(writer, column.Slice(0, 1)).ConfigureAwait(false);
            var seen = await Bench.Read(reader, column).ConfigureAwait(false);
            Bench.Require(Array.TrueForAll(seen, value => value == Fr.FromInt64(i + 1)), $"hand-over {i}: the other queue sees an older value");
        }
    }

    private static async Task DisposeEarly(Bench bench)
    {
        var queue = bench.Queue();
        var count = bench.Limits.MaxCount;
        var values = bench.Samples.Scalars(count);
        var result = bench.Buffer(count).All;
        var program = bench.Device.Compile(Column(0) * Column(0));
        var source = bench.Device.Allocate(count);
        queue.Upload(values, source.All);
        queue.Run(program, [source.All], [], result);
        source.Dispose();
        program.Dispose();
        using (var next = bench.Device.Allocate(count)) queue.Upload(new Fr[count], next.All);
        for (var i = 0; i < count; i++) values[i] *= values[i];
        Bench.Same("squares", values, await Bench.Read(queue, result).ConfigureAwait(false));
    }

    private static async Task Cancelled(Bench bench)
    {
        using var source = new CancellationTokenSource();
        var queue = bench.Own(bench.Device.CreateQueue(source.Token));
        var values = bench.Samples.Scalars(4);
        var (a, b, c) = (bench.Resident(queue, values), bench.Resident(queue, values), bench.Resident(queue, values));
        var plan = bench.Device.Plan(2);
        var program = bench.Own(bench.Device.Compile(Column(0) * Column(0)));
        var basis = bench.Own(bench.Device.Load(new G1Affine[4], BasisPlan.Once));
        await Bench.Read(queue, a).ConfigureAwait(false);
        await source.CancelAsync().ConfigureAwait(false);
        foreach (var (what, action) in new (string, Func<Task>)[]
        {
            ("upload", Do(() => queue.Upload(new Fr[4], a))),
            ("upload integers", Do(() => queue.Upload(new int[4], a))),
            ("ntt", Do(() => queue.Ntt(plan, [a], NttKind.Forward, Fr.One))),
            ("run", Do(() => queue.Run(program, [a], [], a))),
            ("invert", Do(() => queue.Invert(a))),
            ("scan", Do(() => queue.Scan(a, a, ScanKind.SumExclusive))),
            ("recur", Do(() => queue.Recur(b, c, a))),
            ("divide", Do(() => queue.Divide(a, Fr.One, a))),
            ("commit", () => queue.Commit(basis, new[] { a }, ScalarHint.Full).AsTask()),
            ("evaluate", () => queue.Evaluate(new[] { new EvaluationQuery(a, Fr.One) }).AsTask()),
            ("download", () => queue.Download(a, new Fr[4]).AsTask()),
        })
            await Bench.Throws<OperationCanceledException>($"{what} after cancellation", action).ConfigureAwait(false);
        Bench.Same("data afterwards", values, await Bench.Read(bench.Queue(), a).ConfigureAwait(false));
    }

    private static async Task CancelledInTheMiddle(Bench bench)
    {
        var logN = bench.Limits.MaxLogN;
        var values = bench.Samples.Scalars(1 << logN);
        var plan = bench.Device.Plan(logN);
        using (var source = new CancellationTokenSource())
        {
            var queue = bench.Own(bench.Device.CreateQueue(source.Token));
            var column = bench.Resident(queue, values);
            source.CancelAfter(TimeSpan.FromMilliseconds(20));
            await Bench.Throws<OperationCanceledException>("transforms without end", async () =>
            {
                for (var i = 0; i < 1_000_000; i++)
                {
                    queue.Ntt(plan, [column], NttKind.Forward, Fr.One);
                    if (i % 16 == 0) await queue.Download(column.Slice(0, 1), new Fr[1]).ConfigureAwait(false);
                }
            }).ConfigureAwait(false);
        }

        var next = bench.Queue();
        var fresh = bench.Resident(next, values);
        next.Ntt(plan, [fresh], NttKind.Forward, Fr.CosetGenerator);
        next.Ntt(plan, [fresh], NttKind.Inverse, Fr.CosetGenerator);
        Bench.Same("a round trip afterwards", values, await Bench.Read(next, fresh).ConfigureAwait(false));
    }

    private static async Task ConcurrentResources(Bench bench)
    {
        var values = bench.Samples.Scalars(4);
        var squares = values.Select(value => value.Square()).ToArray();
        await Task.WhenAll(Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            for (var i = 0; i < 20; i++)
            {
                using var scope = new Scope();
                var queue = scope.Own(bench.Device.CreateQueue());
                var program = scope.Own(bench.Device.Compile(Column(0) * Column(0)));
                var column = scope.Resident(bench.Device, queue, values);
                queue.Ntt(bench.Device.Plan(2), [column], NttKind.Forward, Fr.One);
                queue.Ntt(bench.Device.Plan(2), [column], NttKind.Inverse, Fr.One);
                queue.Run(program, [column], [], column);
                Bench.Same($"thread {number}, round {i}", squares, await Bench.Read(queue, column).ConfigureAwait(false));
            }
        }))).ConfigureAwait(false);
    }

    private static Func<Task> Do(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    /// <summary>Handles of one thread.</summary>
    private sealed class Scope : IDisposable
    {
        private readonly List<IDisposable> _owned = [];

        public T Own<T>(T owned)
            where T : IDisposable
        {
            _owned.Add(owned);
            return owned;
        }

        public ScalarSlice Resident(IAccelerator device, IQueue queue, Fr[] values)
        {
            var buffer = Own(device.Allocate(values.Length));
            queue.Upload(values, buffer.All);
            return buffer.All;
        }

        public void Dispose()
        {
            for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        }
    }
}

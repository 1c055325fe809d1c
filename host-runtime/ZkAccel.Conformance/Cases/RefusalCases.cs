using ZkAccel.Bn254;
using ZkAccel.Runtime;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Conformance;

/// <summary>What must be refused, with which error, and that a refusal changes nothing.</summary>
internal static class RefusalCases
{
    public static IEnumerable<Law> All() =>
    [
        new("refuse: impossible resources", Resources),
        new("refuse: wrong sizes", WrongSizes),
        new("refuse: forbidden overlaps", Overlaps, OperationKind.Ntt, OperationKind.Run, OperationKind.Scan, OperationKind.Recur, OperationKind.Divide),
        new("refuse: bad values", BadValues, OperationKind.Ntt, OperationKind.Commit),
        new("refuse: handles of another device", Foreign),
        new("refuse: disposed handles", DisposedHandles),
        new("refuse: a disposed queue", DisposedQueue),
        new("refuse: a disposed device", DisposedDevice),
    ];

    /// <summary>An operation that the device declares missing is refused as not supported.</summary>
    public static async Task Missing(Bench bench, OperationKind operation)
    {
        var queue = bench.Queue();
        var (first, second, third) = (bench.Buffer(1).All, bench.Buffer(1).All, bench.Buffer(1).All);
        var exception = await Bench.Throws<AcceleratorException>($"{operation}, which the device lacks", async () =>
        {
            switch (operation)
            {
                case OperationKind.Ntt:
                    queue.Ntt(bench.Device.Plan(0), [first], NttKind.Forward, Fr.One);
                    break;
                case OperationKind.Run:
                    queue.Run(bench.Device.Compile(Column(0)), [first], [], second);
                    break;
                case OperationKind.Invert:
                    queue.Invert(first);
                    break;
                case OperationKind.Scan:
                    queue.Scan(first, second, ScanKind.SumExclusive);
                    break;
                case OperationKind.Recur:
                    queue.Recur(first, second, third);
                    break;
                case OperationKind.Divide:
                    queue.Divide(first, Fr.One, second);
                    break;
                case OperationKind.Commit:
                    await queue.Commit(bench.Device.Load([G1Affine.Generator], BasisPlan.Once), new[] { first }, ScalarHint.Full).ConfigureAwait(false);
                    break;
                case OperationKind.Evaluate:
                    await queue.Evaluate(new[] { new EvaluationQuery(first, Fr.One) }).ConfigureAwait(false);
                    break;
                default:
                    throw new ConformanceException($"a device cannot lack {operation}");
            }
        }).ConfigureAwait(false);
        Bench.Require(exception.Code == AcceleratorError.NotSupported, $"{operation}: refused as {exception.Code} instead of NotSupported");
    }

    private static async Task Resources(Bench bench)
    {
        var device = bench.Device;
        await Bench.Throws<ArgumentException>("no elements", () => { device.Allocate(0); }).ConfigureAwait(false);
        await Bench.Throws<ArgumentException>("-1 elements", () => { device.Allocate(-1); }).ConfigureAwait(false);
        await Bench.Throws<ArgumentException>("no points", () => { device.Load([], BasisPlan.Once); }).ConfigureAwait(false);
        await Bench.Throws<ArgumentException>("a transform of 2^-1", () => { device.Plan(-1); }).ConfigureAwait(false);
        await Bench.Throws<ArgumentException>("a transform of 2^29", () => { device.Plan(29); }).ConfigureAwait(false);
        await Bench.Throws<ArgumentException>("no expression", () => { device.Compile(null!); }).ConfigureAwait(false);
        if (device.Info.MaxLogNtt < 28)
            await Bench.Throws<AcceleratorException>("a transform beyond the limit", () => { device.Plan(device.Info.MaxLogNtt + 1); })
                .ConfigureAwait(false);
    }

    private static async Task WrongSizes(Bench bench)
    {
        var queue = bench.Queue();
        var whole = bench.Resident(queue, bench.Samples.Scalars(12));
        foreach (var (offset, count) in ((int, int)[])[(0, 0), (-1, 2), (0, 13), (12, 1), (11, 2), (1, int.MaxValue)])
            await Bench.Throws<ArgumentException>($"slice {offset}, {count}", () => { whole.Slice(offset, count); }).ConfigureAwait(false);

        var (a, b, c, d) = (whole.Slice(0, 4), whole.Slice(4, 3), whole.Slice(8, 4), default(ScalarSlice));
        await Unchanged(queue, whole, new (string, OperationKind, Func<Task>)[]
        {
            ("upload 3 to 4", OperationKind.Upload, Do(() => queue.Upload(new Fr[3], a))),
            ("upload integers 5 to 4", OperationKind.Upload, Do(() => queue.Upload(new int[5], a))),
            ("upload to a default slice", OperationKind.Upload, Do(() => queue.Upload(new Fr[1], d))),
            ("download 4 to 3", OperationKind.Download, () => queue.Download(a, new Fr[3]).AsTask()),
            ("download a default slice", OperationKind.Download, () => queue.Download(d, new Fr[1]).AsTask()),
            ("ntt of 3 by a plan of 4", OperationKind.Ntt, Do(() => queue.Ntt(bench.Device.Plan(2), [a, b], NttKind.Forward, Fr.One))),
            ("ntt of a default slice", OperationKind.Ntt, Do(() => queue.Ntt(bench.Device.Plan(0), [d], NttKind.Forward, Fr.One))),
            ("run over 4 and 3", OperationKind.Run, Do(() => queue.Run(bench.Device.Compile(Column(0) + Column(1)), [a, b], [], c))),
            ("run with a column too few", OperationKind.Run, Do(() => queue.Run(bench.Device.Compile(Column(0) + Column(1)), [a], [], c))),
            ("run with a constant too few", OperationKind.Run, Do(() => queue.Run(bench.Device.Compile(Column(0) + Constant(1)), [a], [Fr.One], c))),
            ("run into a default slice", OperationKind.Run, Do(() => queue.Run(bench.Device.Compile(Column(0)), [a], [], d))),
            ("invert a default slice", OperationKind.Invert, Do(() => queue.Invert(d))),
            ("scan 4 to 3", OperationKind.Scan, Do(() => queue.Scan(a, b, ScanKind.SumExclusive))),
            ("recur 4 with 3", OperationKind.Recur, Do(() => queue.Recur(a, b, c))),
            ("divide 4 to 3", OperationKind.Divide, Do(() => queue.Divide(a, Fr.One, b))),
            ("commit 4 with 3 points", OperationKind.Commit, async () =>
            {
                using var basis = bench.Device.Load(new G1Affine[3], BasisPlan.Once);
                await queue.Commit(basis, new[] { b, a }, ScalarHint.Full).ConfigureAwait(false);
            }),
            ("evaluate a default slice", OperationKind.Evaluate, () => queue.Evaluate(new[] { new EvaluationQuery(d, Fr.One) }).AsTask()),
        }.Where(action => !bench.Device.Info.Missing.Contains(action.Item2))).ConfigureAwait(false);
    }

    private static Task Overlaps(Bench bench)
    {
        var queue = bench.Queue();
        var whole = bench.Resident(queue, bench.Samples.Scalars(12));
        var (a, shifted, other) = (whole.Slice(0, 4), whole.Slice(3, 4), whole.Slice(8, 4));
        var plan = bench.Device.Plan(2);
        var plain = bench.Own(bench.Device.Compile(Column(0) + Column(1)));
        var rotated = bench.Own(bench.Device.Compile(Column(0) + Column(0, 1)));
        return Unchanged(queue, whole,
        [
            ("ntt of one column twice", OperationKind.Ntt, Do(() => queue.Ntt(plan, [a, other, a], NttKind.Forward, Fr.One))),
            ("ntt of overlapping columns", OperationKind.Ntt, Do(() => queue.Ntt(plan, [a, shifted], NttKind.Inverse, Fr.One))),
            ("run into a rotated column", OperationKind.Run, Do(() => queue.Run(rotated, [a], [], a))),
            ("run into a shifted column", OperationKind.Run, Do(() => queue.Run(plain, [a, other], [], shifted))),
            ("scan to a shifted slice", OperationKind.Scan, Do(() => queue.Scan(a, shifted, ScanKind.ProductExclusive))),
            ("recur into its multiplier", OperationKind.Recur, Do(() => queue.Recur(a, other, a))),
            ("recur into its addend", OperationKind.Recur, Do(() => queue.Recur(a, other, other))),
            ("divide to a shifted slice", OperationKind.Divide, Do(() => queue.Divide(a, Fr.One, shifted))),
        ]);
    }

    private static Task BadValues(Bench bench)
    {
        var queue = bench.Queue();
        var whole = bench.Resident(queue, bench.Samples.Scalars(4));
        var basis = bench.Own(bench.Device.Load(new G1Affine[4], BasisPlan.Once));
        return Unchanged(queue, whole,
        [
            ("coset 0", OperationKind.Ntt, Do(() => queue.Ntt(bench.Device.Plan(2), [whole], NttKind.Forward, Fr.Zero))),
            ("an unknown direction", OperationKind.Ntt, Do(() => queue.Ntt(bench.Device.Plan(2), [whole], (NttKind)7, Fr.One))),
            ("a default hint", OperationKind.Commit, () => queue.Commit(basis, new[] { whole }, default).AsTask()),
            ("a hint of 0 bits", OperationKind.Commit, Do(() => ScalarHint.Small(0, signed: true))),
            ("a hint of 254 bits", OperationKind.Commit, Do(() => ScalarHint.Small(254, signed: true))),
        ]);
    }

    private static Task Foreign(Bench bench)
    {
        var (device, foreign) = (bench.Device, bench.Foreign);
        var queue = bench.Queue();
        var whole = bench.Resident(queue, bench.Samples.Scalars(12));
        var (a, b, c) = (whole.Slice(0, 4), whole.Slice(4, 4), whole.Slice(8, 4));
        var alien = bench.Own(foreign.Allocate(4)).All;
        var alienBasis = bench.Own(foreign.Load(new G1Affine[4], BasisPlan.Once));
        var alienProgram = bench.Own(foreign.Compile(Column(0)));
        return Unchanged(queue, whole, new (string, OperationKind, Func<Task>)[]
        {
            ("upload", OperationKind.Upload, Do(() => queue.Upload(new Fr[4], alien))),
            ("upload integers", OperationKind.Upload, Do(() => queue.Upload(new int[4], alien))),
            ("download", OperationKind.Download, () => queue.Download(alien, new Fr[4]).AsTask()),
            ("ntt column", OperationKind.Ntt, Do(() => queue.Ntt(device.Plan(2), [a, alien], NttKind.Forward, Fr.One))),
            ("ntt plan", OperationKind.Ntt, Do(() => queue.Ntt(foreign.Plan(2), [a], NttKind.Forward, Fr.One))),
            ("run program", OperationKind.Run, Do(() => queue.Run(alienProgram, [a], [], b))),
            ("run column", OperationKind.Run, Do(() => queue.Run(device.Compile(Column(0)), [alien], [], b))),
            ("run result", OperationKind.Run, Do(() => queue.Run(device.Compile(Column(0)), [a], [], alien))),
            ("invert", OperationKind.Invert, Do(() => queue.Invert(alien))),
            ("scan source", OperationKind.Scan, Do(() => queue.Scan(alien, a, ScanKind.SumExclusive))),
            ("scan target", OperationKind.Scan, Do(() => queue.Scan(a, alien, ScanKind.SumExclusive))),
            ("recur multiplier", OperationKind.Recur, Do(() => queue.Recur(alien, b, c))),
            ("recur addend", OperationKind.Recur, Do(() => queue.Recur(a, alien, c))),
            ("recur target", OperationKind.Recur, Do(() => queue.Recur(a, b, alien))),
            ("divide", OperationKind.Divide, Do(() => queue.Divide(alien, Fr.One, a))),
            ("quotient", OperationKind.Divide, Do(() => queue.Divide(a, Fr.One, alien))),
            ("basis", OperationKind.Commit, () => queue.Commit(alienBasis, new[] { a }, ScalarHint.Full).AsTask()),
            ("commit column", OperationKind.Commit, async () =>
            {
                using var basis = device.Load(new G1Affine[4], BasisPlan.Once);
                await queue.Commit(basis, new[] { a, alien }, ScalarHint.Full).ConfigureAwait(false);
            }),
            ("evaluate", OperationKind.Evaluate, () => queue.Evaluate(new[] { new EvaluationQuery(alien, Fr.One) }).AsTask()),
        }.Where(action => !device.Info.Missing.Contains(action.Item2)));
    }

    private static async Task DisposedHandles(Bench bench)
    {
        var (device, queue) = (bench.Device, bench.Queue());
        var lacks = device.Info.Missing;
        var buffer = device.Allocate(4);
        var slice = buffer.All;
        buffer.Dispose();
        buffer.Dispose();
        await Bench.Throws<ObjectDisposedException>("upload to a disposed buffer", () => queue.Upload(new Fr[4], slice)).ConfigureAwait(false);
        await Bench.Throws<ObjectDisposedException>("download from a disposed buffer", () => queue.Download(slice, new Fr[4]).AsTask()).ConfigureAwait(false);
        var alive = bench.Buffer(4).All;
        if (!lacks.Contains(OperationKind.Run))
        {
            var program = device.Compile(Column(0));
            await Bench.Throws<ObjectDisposedException>("run from a disposed buffer", () => queue.Run(program, [slice], [], alive)).ConfigureAwait(false);
            program.Dispose();
            program.Dispose();
            await Bench.Throws<ObjectDisposedException>("run a disposed program", () => queue.Run(program, [alive], [], alive)).ConfigureAwait(false);
        }

        if (lacks.Contains(OperationKind.Commit)) return;
        var basis = device.Load(new G1Affine[4], BasisPlan.Once);
        await Bench.Throws<ObjectDisposedException>(
            "commit a disposed buffer", () => queue.Commit(basis, new[] { slice }, ScalarHint.Full).AsTask()).ConfigureAwait(false);
        basis.Dispose();
        basis.Dispose();
        await Bench.Throws<ObjectDisposedException>(
            "commit with a disposed basis", () => queue.Commit(basis, new[] { alive }, ScalarHint.Full).AsTask()).ConfigureAwait(false);
    }

    private static async Task DisposedQueue(Bench bench)
    {
        var queue = bench.Device.CreateQueue();
        var values = bench.Samples.Scalars(4);
        var slice = bench.Resident(queue, values);
        Bench.Same("before", values, await Bench.Read(queue, slice).ConfigureAwait(false));
        queue.Dispose();
        queue.Dispose();
        await Bench.Throws<ObjectDisposedException>("upload", () => queue.Upload(new Fr[4], slice)).ConfigureAwait(false);
        await Bench.Throws<ObjectDisposedException>("download", () => queue.Download(slice, new Fr[4]).AsTask()).ConfigureAwait(false);
        Bench.Same("by another queue", values, await Bench.Read(bench.Queue(), slice).ConfigureAwait(false));
    }

    private static async Task DisposedDevice(Bench bench)
    {
        var device = bench.Device;
        var queue = device.CreateQueue();
        var slice = device.Allocate(4).All;
        device.Dispose();
        device.Dispose();
        await Bench.Throws<ObjectDisposedException>("allocate", () => { device.Allocate(1); }).ConfigureAwait(false);
        await Bench.Throws<ObjectDisposedException>("plan", () => { device.Plan(1); }).ConfigureAwait(false);
        await Bench.Throws<ObjectDisposedException>("compile", () => { device.Compile(Column(0)); }).ConfigureAwait(false);
        await Bench.Throws<ObjectDisposedException>("queue", () => { device.CreateQueue(); }).ConfigureAwait(false);
        await Bench.Throws<ObjectDisposedException>("upload", () => queue.Upload(new Fr[4], slice)).ConfigureAwait(false);
        slice.Buffer.Dispose();
        queue.Dispose();
    }

    private static Func<Task> Do(Action action) => () =>
    {
        action();
        return Task.CompletedTask;
    };

    private static async Task Unchanged(IQueue queue, ScalarSlice whole, IEnumerable<(string What, OperationKind Operation, Func<Task> Action)> actions)
    {
        var before = await Bench.Read(queue, whole).ConfigureAwait(false);
        foreach (var (what, _, action) in actions)
        {
            await Bench.Throws<ArgumentException>(what, action).ConfigureAwait(false);
            Bench.Same($"{what}: resident data afterwards", before, await Bench.Read(queue, whole).ConfigureAwait(false));
        }
    }
}

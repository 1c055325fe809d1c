using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Conformance;

/// <summary>Invert, Scan, Recur, Divide, Evaluate: linear in the twin too, so compared with it at every length.</summary>
internal static class VectorCases
{
    public static IEnumerable<Law> All() =>
    [
        new("invert: all lengths, zeros stay zero", Invert, OperationKind.Invert),
        new("invert: nothing but zeros, nothing but ones", InvertUniform, OperationKind.Invert),
        new("scan: products, all lengths", bench => Scan(bench, ScanKind.ProductExclusive), OperationKind.Scan),
        new("scan: sums, all lengths", bench => Scan(bench, ScanKind.SumExclusive), OperationKind.Scan),
        new("scan: a zero factor kills what follows, not what precedes", ScanZero, OperationKind.Scan),
        new("recur: all lengths", Recur, OperationKind.Recur),
        new("recur: with multiplier 1 it is a sum, with addend 0 it stays 0", RecurDegenerate, OperationKind.Recur, OperationKind.Scan),
        new("divide: all lengths, roots 0, 1, -1, random", Divide, OperationKind.Divide),
        new("divide: quotient times divisor gives the polynomial back", DivideIdentity, OperationKind.Divide, OperationKind.Evaluate),
        new("evaluate: all lengths in one batch", Evaluate, OperationKind.Evaluate),
        new("evaluate: an empty batch gives no values", EvaluateNothing, OperationKind.Evaluate),
        new("vectors: slices at odd offsets, in place, neighbours stay", OddOffsets,
            OperationKind.Invert, OperationKind.Scan, OperationKind.Recur, OperationKind.Divide),
    ];

    private static async Task Invert(Bench bench)
    {
        foreach (var count in bench.Limits.AnyCounts())
        {
            var values = bench.Samples.Mixed(count);
            await bench.Twin($"{count} elements", (device, queue) =>
            {
                var slice = bench.Resident(device, queue, values);
                queue.Invert(slice);
                return Bench.Read(queue, slice);
            }).ConfigureAwait(false);
        }
    }

    private static async Task InvertUniform(Bench bench)
    {
        var queue = bench.Queue();
        foreach (var value in (Fr[])[Fr.Zero, Fr.One, -Fr.One])
        {
            var values = new Fr[Math.Min(100, bench.Limits.MaxCount)];
            Array.Fill(values, value);
            var slice = bench.Resident(queue, values);
            queue.Invert(slice);
            Bench.Same($"all {value}", values, await Bench.Read(queue, slice).ConfigureAwait(false));
        }
    }

    private static async Task Scan(Bench bench, ScanKind kind)
    {
        foreach (var count in bench.Limits.AnyCounts())
        {
            var values = bench.Samples.Scalars(count);
            foreach (var inPlace in (bool[])[false, true])
                await bench.Twin($"{kind} of {count}, in place: {inPlace}", (device, queue) =>
                {
                    var source = bench.Resident(device, queue, values);
                    var target = inPlace ? source : bench.Own(device.Allocate(count)).All;
                    queue.Scan(source, target, kind);
                    return Bench.Read(queue, target);
                }).ConfigureAwait(false);
        }
    }

    private static async Task ScanZero(Bench bench)
    {
        var count = Math.Min(100, bench.Limits.MaxCount);
        var values = bench.Samples.Scalars(count);
        values[count / 2] = Fr.Zero;
        await bench.Twin($"{count} elements", (device, queue) =>
        {
            var slice = bench.Resident(device, queue, values);
            queue.Scan(slice, slice, ScanKind.ProductExclusive);
            return Bench.Read(queue, slice);
        }).ConfigureAwait(false);
    }

    private static async Task Recur(Bench bench)
    {
        foreach (var count in bench.Limits.AnyCounts())
        {
            var (multipliers, addends) = (bench.Samples.Mixed(count), bench.Samples.Mixed(count));
            await bench.Twin($"{count} elements", (device, queue) =>
            {
                var (multiplier, addend) = (bench.Resident(device, queue, multipliers), bench.Resident(device, queue, addends));
                var target = bench.Own(device.Allocate(count)).All;
                queue.Recur(multiplier, addend, target);
                return Bench.Read(queue, target);
            }).ConfigureAwait(false);
        }
    }

    private static async Task RecurDegenerate(Bench bench)
    {
        var queue = bench.Queue();
        var count = Math.Min(1000, bench.Limits.MaxCount);
        var ones = new Fr[count];
        Array.Fill(ones, Fr.One);
        var addend = bench.Resident(queue, bench.Samples.Scalars(count));
        var (sums, target) = (bench.Buffer(count).All, bench.Buffer(count).All);
        queue.Scan(addend, sums, ScanKind.SumExclusive);
        queue.Recur(bench.Resident(queue, ones), addend, target);
        Bench.Same("multiplier 1", await Bench.Read(queue, sums).ConfigureAwait(false), await Bench.Read(queue, target).ConfigureAwait(false));
        queue.Recur(addend, bench.Buffer(count).All, target);
        Bench.Same("addend 0", new Fr[count], await Bench.Read(queue, target).ConfigureAwait(false));
    }

    private static async Task Divide(Bench bench)
    {
        foreach (var count in bench.Limits.AnyCounts())
            foreach (var root in (Fr[])[Fr.Zero, Fr.One, -Fr.One, bench.Samples.Scalar()])
            {
                var values = bench.Samples.Mixed(count);
                foreach (var inPlace in (bool[])[false, true])
                    await bench.Twin($"{count} coefficients, root {root}, in place: {inPlace}", (device, queue) =>
                    {
                        var polynomial = bench.Resident(device, queue, values);
                        var quotient = inPlace ? polynomial : bench.Own(device.Allocate(count)).All;
                        queue.Divide(polynomial, root, quotient);
                        return Bench.Read(queue, quotient);
                    }).ConfigureAwait(false);
            }
    }

    private static async Task DivideIdentity(Bench bench)
    {
        var queue = bench.Queue();
        var (root, point) = (bench.Samples.Scalar(), bench.Samples.Scalar());
        var polynomial = bench.Resident(queue, bench.Samples.Scalars(bench.Limits.MaxCount));
        var quotient = bench.Buffer(bench.Limits.MaxCount).All;
        queue.Divide(polynomial, root, quotient);
        var values = await queue.Evaluate(new EvaluationQuery[] { new(polynomial, point), new(polynomial, root), new(quotient, point) })
            .ConfigureAwait(false);
        Bench.Require(values[0] - values[1] == values[2] * (point - root), "p(x) - p(r) is not q(x)·(x - r)");
    }

    private static async Task Evaluate(Bench bench)
    {
        var polynomials = bench.Limits.AnyCounts().Select(bench.Samples.Mixed).ToArray();
        Fr[] points = [Fr.Zero, Fr.One, -Fr.One, bench.Samples.Scalar()];
        await bench.Twin("one batch", async (device, queue) =>
        {
            var queries = new List<EvaluationQuery>();
            foreach (var polynomial in polynomials)
            {
                var slice = bench.Resident(device, queue, polynomial);
                foreach (var point in points) queries.Add(new EvaluationQuery(slice, point));
            }

            return await queue.Evaluate(queries.ToArray()).ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    private static async Task EvaluateNothing(Bench bench)
    {
        var values = await bench.Queue().Evaluate(ReadOnlyMemory<EvaluationQuery>.Empty).ConfigureAwait(false);
        Bench.Require(values.Length == 0, "values from nowhere");
    }

    private static async Task OddOffsets(Bench bench)
    {
        var n = Math.Min(37, bench.Limits.MaxCount);
        var values = bench.Samples.Scalars(5 * n + 9);
        await bench.Twin($"slices of {n}", (device, queue) =>
        {
            var whole = bench.Resident(device, queue, values);
            queue.Invert(whole.Slice(1, n));
            queue.Scan(whole.Slice(n + 3, n), whole.Slice(n + 3, n), ScanKind.ProductExclusive);
            queue.Divide(whole.Slice(2 * n + 4, n), values[0], whole.Slice(2 * n + 4, n));
            queue.Scan(whole.Slice(1, n), whole.Slice(3 * n + 5, n), ScanKind.SumExclusive);
            queue.Recur(whole.Slice(1, n), whole.Slice(n + 3, n), whole.Slice(4 * n + 7, n));
            return Bench.Read(queue, whole);
        }).ConfigureAwait(false);
    }
}

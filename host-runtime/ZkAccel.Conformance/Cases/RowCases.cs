using ZkAccel.Bn254;
using ZkAccel.Runtime;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Conformance;

/// <summary>Row programs against the interpreter that walks the expression itself.</summary>
internal static class RowCases
{
    public static IEnumerable<Law> All() =>
    [
        .. Programs().Select(program => new Law(
            $"rows: {program.Name}", bench => Right(bench, program.Name, program.Expression), OperationKind.Run)),
        new("rows: random expressions", RandomExpressions, OperationKind.Run),
        new("rows: the result may replace an unrotated column", Replace, OperationKind.Run),
        new("rows: columns at odd offsets, neighbours stay", OddOffsets, OperationKind.Run),
        new("rows: one column in several places", SameColumnTwice, OperationKind.Run),
        new("rows: more columns and constants than read", Spare, OperationKind.Run),
    ];

    private static IEnumerable<(string Name, RowExpression Expression)> Programs()
    {
        var (a, b, c) = (Column(0), Column(1), Column(2));
        var (beta, gamma) = (Constant(0), Constant(1));
        yield return ("a copy", a);
        yield return ("a rotated copy", Column(0, 1));
        yield return ("a literal alone", Literal(Fr.FromInt64(-7)));
        yield return ("a constant alone", beta);
        yield return ("sum, difference, product, negation", (a + b) * (a - b) - -(b * c));
        yield return ("every rotation", Rotations());
        yield return ("identities of 0 and 1", (a + Fr.Zero) * Fr.One - (b * Fr.Zero - Fr.Zero * c) + (Literal(Fr.Zero) - a) * -Fr.One);
        yield return ("cancellation to zero", (a * b - a * b) * c);
        var heavy = (a * b - c) * (Column(3) * Column(4) - Column(5));
        yield return ("a value added to itself", (heavy + heavy) * (Column(6) - Column(7)));
        yield return ("a long sum", LongSum(a, b));
        yield return ("shared squares", SharedSquares(a));
        yield return ("a gate", a * b * Column(3) + Column(4) * a + Column(5) * b + Column(6) * c + Column(7, 1) - c);
        var numerator = (a + beta * Column(3) + gamma) * (b + beta * Column(3) * Fr.FromInt64(5) + gamma);
        yield return ("a permutation step", Column(4) * numerator - Column(4, 1) * (a + beta * Column(5) + gamma) * (b + beta * Column(6) + gamma));
        yield return ("many values at once", Wide());
    }

    private static RowExpression Rotations()
    {
        int[] rotations = [0, 1, -1, 2, -2, 7, -8, 1000003, -1000003, int.MaxValue, int.MinValue];
        RowExpression sum = Fr.Zero;
        for (var i = 0; i < rotations.Length; i++) sum += Column(i % 3, rotations[i]) * Fr.FromInt64(i + 2);
        return sum;
    }

    private static RowExpression LongSum(RowExpression a, RowExpression b)
    {
        var sum = a;
        for (var i = 0; i < 500; i++) sum = sum * Fr.FromInt64(3) + (i % 2 == 0 ? a : b);
        return sum;
    }

    /// <summary>A graph of 30 nodes whose tree would have 2^30 leaves.</summary>
    private static RowExpression SharedSquares(RowExpression a)
    {
        var value = a;
        for (var i = 0; i < 30; i++) value = value * value + value;
        return value;
    }

    /// <summary>Sixty-four products that all live until a balanced tree adds them.</summary>
    private static RowExpression Wide()
    {
        var level = new RowExpression[64];
        for (var i = 0; i < level.Length; i++) level[i] = Column(i % 8, i) * Column((i + 3) % 8, -i);
        for (var width = 32; width > 0; width /= 2)
            for (var i = 0; i < width; i++) level[i] = (level[i] + level[i + width]) * (level[i] - level[i + width]);
        return level[0];
    }

    private static async Task Right(Bench bench, string name, RowExpression expression)
    {
        foreach (var count in bench.Limits.AnyCounts())
        {
            if (count > 1024) continue;
            await Compare(bench, $"{name}, {count} rows", expression, count).ConfigureAwait(false);
        }
    }

    private static async Task Compare(Bench bench, string what, RowExpression expression, int count)
    {
        var columns = Enumerable.Range(0, 8).Select(_ => bench.Samples.Mixed(count)).ToArray();
        var constants = bench.Samples.Scalars(2);
        await bench.Twin(what, (device, queue) =>
        {
            using var program = device.Compile(expression);
            var resident = columns.Select(values => bench.Resident(device, queue, values)).ToArray();
            var result = bench.Own(device.Allocate(count)).All;
            queue.Run(program, resident, constants, result);
            return Bench.Read(queue, result);
        }).ConfigureAwait(false);
    }

    private static async Task RandomExpressions(Bench bench)
    {
        for (var i = 0; i < 40; i++)
            await Compare(bench, $"expression {i}", RandomExpression(bench.Samples), Math.Min(9, bench.Limits.MaxCount)).ConfigureAwait(false);
    }

    private static RowExpression RandomExpression(Samples samples)
    {
        var pool = new List<RowExpression> { Column(0), Column(1, 1), Constant(0), Literal(samples.Scalar()), Literal(Fr.One) };
        for (var i = 0; i < 40; i++)
        {
            var (left, right) = (pool[samples.Next(pool.Count)], pool[samples.Next(pool.Count)]);
            pool.Add(samples.Next(6) switch
            {
                0 => left + right,
                1 => left - right,
                2 => left * right,
                3 => -left,
                4 => Column(samples.Next(8), samples.Next(7) - 3),
                _ => left * Literal(Fr.FromInt64(samples.Next(3) - 1)),
            });
        }

        return pool[^1] + pool[^2] * pool[^3];
    }

    private static async Task Replace(Bench bench)
    {
        foreach (var count in bench.Limits.AnyCounts())
        {
            if (count > 1024) continue;
            var (left, right) = (bench.Samples.Mixed(count), bench.Samples.Mixed(count));
            await bench.Twin($"{count} rows", (device, queue) =>
            {
                using var program = device.Compile(Column(0) * Column(0) + Column(1, 1) * Column(0));
                var (target, other) = (bench.Resident(device, queue, left), bench.Resident(device, queue, right));
                queue.Run(program, [target, other], [], target);
                return Bench.Read(queue, target);
            }).ConfigureAwait(false);
        }
    }

    private static async Task OddOffsets(Bench bench)
    {
        var n = Math.Min(37, bench.Limits.MaxCount);
        var values = bench.Samples.Scalars(4 * n + 10);
        await bench.Twin($"{n} rows", (device, queue) =>
        {
            using var program = device.Compile(Column(0, 1) * Column(1, -2) + Column(0));
            var whole = bench.Resident(device, queue, values);
            queue.Run(program, [whole.Slice(1, n), whole.Slice(n + 3, n)], [], whole.Slice(2 * n + 4, n));
            queue.Run(program, [whole.Slice(2 * n + 4, n), whole.Slice(0, n)], [], whole.Slice(3 * n + 7, n));
            return Bench.Read(queue, whole);
        }).ConfigureAwait(false);
    }

    private static async Task SameColumnTwice(Bench bench)
    {
        var values = bench.Samples.Scalars(8);
        await bench.Twin("8 rows", (device, queue) =>
        {
            using var program = device.Compile(Column(0) * Column(1) - Column(2, 3));
            var column = bench.Resident(device, queue, values);
            var result = bench.Own(device.Allocate(8)).All;
            queue.Run(program, [column, column, column], [], result);
            return Bench.Read(queue, result);
        }).ConfigureAwait(false);
    }

    private static async Task Spare(Bench bench)
    {
        var values = bench.Samples.Scalars(8);
        var constants = bench.Samples.Scalars(3);
        await bench.Twin("8 rows", (device, queue) =>
        {
            using var program = device.Compile(Column(0) * Constant(0));
            var (column, spare) = (bench.Resident(device, queue, values), bench.Resident(device, queue, values));
            queue.Run(program, [column, spare], constants, spare);
            return Bench.Read(queue, spare);
        }).ConfigureAwait(false);
    }
}

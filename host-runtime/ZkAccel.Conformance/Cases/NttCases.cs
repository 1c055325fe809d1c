using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Conformance;

/// <summary>Transforms against the quadratic twin; beyond its reach, a round trip and the barycentric formula at a random point.</summary>
internal static class NttCases
{
    public static IEnumerable<Law> All(ConformanceLimits limits)
    {
        for (var logN = 0; logN <= limits.MaxLogN; logN++)
        {
            var size = logN;
            yield return new Law($"ntt: 2^{size} is right, both directions, several cosets", bench => Right(bench, size), OperationKind.Ntt);
        }

        yield return new Law("ntt: edge inputs", EdgeInputs, OperationKind.Ntt);
        yield return new Law("ntt: a batch equals its columns, neighbours stay", Batch, OperationKind.Ntt);
        yield return new Law("ntt: plans of two sizes side by side", TwoPlans, OperationKind.Ntt);
        yield return new Law("ntt: an empty batch does nothing", EmptyBatch, OperationKind.Ntt);
    }

    private static async Task Right(Bench bench, int logN)
    {
        Fr[] cosets = [Fr.One, Fr.CosetGenerator, -Fr.One, Fr.RootOfUnity(logN), bench.Samples.Scalar()];
        foreach (var coset in cosets)
            if (logN <= bench.Limits.MaxLogReferenceNtt) await Twin(bench, logN, coset, bench.Samples.Mixed(1 << logN)).ConfigureAwait(false);
            else await Identities(bench, logN, coset).ConfigureAwait(false);
    }

    private static async Task Twin(Bench bench, int logN, Fr coset, Fr[] values)
    {
        foreach (var kind in (NttKind[])[NttKind.Forward, NttKind.Inverse])
            await bench.Twin($"{kind} 2^{logN} coset {coset}", (device, queue) =>
            {
                var column = bench.Resident(device, queue, values);
                queue.Ntt(device.Plan(logN), [column], kind, coset);
                return Bench.Read(queue, column);
            }).ConfigureAwait(false);
    }

    private static async Task Identities(Bench bench, int logN, Fr coset)
    {
        var queue = bench.Queue();
        var plan = bench.Device.Plan(logN);
        var coefficients = bench.Samples.Mixed(1 << logN);
        var column = bench.Resident(queue, coefficients);
        queue.Ntt(plan, [column], NttKind.Forward, coset);
        var values = await Bench.Read(queue, column).ConfigureAwait(false);
        var point = bench.Samples.Scalar();
        Bench.Require(
            Interpolate(values, Fr.RootOfUnity(logN), coset, point) == Horner(coefficients, point),
            $"Forward 2^{logN} coset {coset}: the values are not those of the polynomial");
        queue.Ntt(plan, [column], NttKind.Inverse, coset);
        Bench.Same($"round trip 2^{logN} coset {coset}", coefficients, await Bench.Read(queue, column).ConfigureAwait(false));
    }

    private static async Task EdgeInputs(Bench bench)
    {
        for (var logN = 0; logN <= Math.Min(5, bench.Limits.MaxLogN); logN++)
        {
            var n = 1 << logN;
            var largest = new Fr[n];
            Array.Fill(largest, -Fr.One);
            var last = new Fr[n];
            last[^1] = Fr.One;
            var first = new Fr[n];
            first[0] = -Fr.One;
            foreach (var values in (Fr[][])[new Fr[n], largest, last, first])
                await Twin(bench, logN, Fr.CosetGenerator, values).ConfigureAwait(false);
        }
    }

    private static async Task Batch(Bench bench)
    {
        foreach (var logN in (int[])[0, 1, 3, 6, bench.Limits.MaxLogN])
        {
            if (logN > bench.Limits.MaxLogN) continue;
            var n = 1 << logN;
            var queue = bench.Queue();
            var plan = bench.Device.Plan(logN);
            var shared = bench.Samples.Scalars(3 * n + 7);
            var separate = bench.Samples.Scalars(n);
            var whole = bench.Resident(queue, shared);
            var other = bench.Resident(queue, separate);
            ScalarSlice[] columns = [whole.Slice(2 * n + 5, n), other, whole.Slice(1, n), whole.Slice(n + 3, n)];
            queue.Ntt(plan, columns, NttKind.Forward, Fr.CosetGenerator);
            var after = await Bench.Read(queue, whole).ConfigureAwait(false);
            var expected = (Fr[])shared.Clone();
            foreach (var (column, source) in columns.Zip([shared[(2 * n + 5)..(3 * n + 5)], separate, shared[1..(n + 1)], shared[(n + 3)..(2 * n + 3)]]))
            {
                var single = bench.Resident(queue, source);
                queue.Ntt(plan, [single], NttKind.Forward, Fr.CosetGenerator);
                var values = await Bench.Read(queue, single).ConfigureAwait(false);
                if (column.Buffer == whole.Buffer) values.CopyTo(expected, column.Offset);
                else Bench.Same($"2^{logN}: separate column", values, await Bench.Read(queue, other).ConfigureAwait(false));
            }

            Bench.Same($"2^{logN}: columns of one buffer", expected, after);
        }
    }

    private static async Task TwoPlans(Bench bench)
    {
        var queue = bench.Queue();
        var (small, large) = (Math.Min(2, bench.Limits.MaxLogN), bench.Limits.MaxLogN);
        var (left, right) = (bench.Samples.Scalars(1 << small), bench.Samples.Scalars(1 << large));
        var (leftColumn, rightColumn) = (bench.Resident(queue, left), bench.Resident(queue, right));
        Bench.Require(ReferenceEquals(bench.Device.Plan(small), bench.Device.Plan(small)), "a plan is made anew each time");
        queue.Ntt(bench.Device.Plan(small), [leftColumn], NttKind.Forward, Fr.One);
        queue.Ntt(bench.Device.Plan(large), [rightColumn], NttKind.Forward, Fr.CosetGenerator);
        queue.Ntt(bench.Device.Plan(small), [leftColumn], NttKind.Inverse, Fr.One);
        queue.Ntt(bench.Device.Plan(large), [rightColumn], NttKind.Inverse, Fr.CosetGenerator);
        Bench.Same("small", left, await Bench.Read(queue, leftColumn).ConfigureAwait(false));
        Bench.Same("large", right, await Bench.Read(queue, rightColumn).ConfigureAwait(false));
    }

    private static Task EmptyBatch(Bench bench)
    {
        bench.Queue().Ntt(bench.Device.Plan(0), [], NttKind.Forward, Fr.One);
        return Task.CompletedTask;
    }

    private static Fr Horner(Fr[] coefficients, Fr point)
    {
        var value = Fr.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = value * point + coefficients[i];
        return value;
    }

    /// <summary>p(z) = (z^n - s^n) / (n s^n) · Σ v_i s ω^i / (z - s ω^i), from the values v_i at s ω^i.</summary>
    private static Fr Interpolate(Fr[] values, Fr root, Fr coset, Fr point)
    {
        var differences = new Fr[values.Length];
        var nodes = new Fr[values.Length];
        var node = coset;
        for (var i = 0; i < values.Length; i++)
        {
            nodes[i] = node;
            differences[i] = point - node;
            node *= root;
        }

        Fr.BatchInvert(differences);
        var sum = Fr.Zero;
        for (var i = 0; i < values.Length; i++) sum += values[i] * nodes[i] * differences[i];
        var power = coset.Pow((ulong)values.Length);
        return (point.Pow((ulong)values.Length) - power) * (Fr.FromInt64(values.Length) * power).Inverse() * sum;
    }
}

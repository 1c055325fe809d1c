using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Conformance;

/// <summary>MSMs against double-and-add; large ones over points with known logarithms, so that the sum is one multiplication.</summary>
internal static class CommitCases
{
    public static IEnumerable<Law> All(ConformanceLimits limits)
    {
        for (var logN = 0; logN <= limits.MaxLogN; logN++)
        {
            var size = logN;
            yield return Commit($"2^{size} is right", bench => Right(bench, 1 << size));
        }

        yield return Commit("lengths beside powers of two", OddLengths);
        yield return Commit("edge scalars", EdgeScalars);
        yield return Commit("equal scalars", EqualScalars);
        yield return Commit("equal, opposite and identity points", AwkwardPoints);
        yield return Commit("one point over and over", OnePoint);
        yield return Commit("a sum that is the identity", IdentitySum);
        yield return Commit("a batch of unequal lengths at odd offsets", Batch);
        yield return Commit("an empty batch gives no points", EmptyBatch);
        yield return Commit("small scalars with a true hint", TrueHints);
        yield return Commit("a broken hint is noticed or harmless", BrokenHints);
        yield return Commit("a basis with and without precomputation", Plans);

        static Law Commit(string name, Func<Bench, Task> run) => new($"commit: {name}", run, OperationKind.Commit);
    }

    private static async Task Right(Bench bench, int count)
    {
        if (count > bench.Device.Info.MaxPoints) return;
        if (count <= 1 << bench.Limits.MaxLogReferenceCommit)
        {
            var points = new G1Affine[count];
            for (var i = 0; i < count; i++) points[i] = bench.Samples.Point();
            await Compare(bench, $"{count} points", points, bench.Samples.Scalars(count), ScalarHint.Full).ConfigureAwait(false);
        }

        await Known(bench, $"{count} known points", bench.Samples.Scalars(count), ScalarHint.Full).ConfigureAwait(false);
    }

    private static async Task OddLengths(Bench bench)
    {
        foreach (var count in bench.Limits.AnyCounts())
            if (count <= bench.Device.Info.MaxPoints)
                await Known(bench, $"{count} points", bench.Samples.Mixed(count), ScalarHint.Full).ConfigureAwait(false);
    }

    private static async Task EdgeScalars(Bench bench)
    {
        var edges = Samples.Edges();
        var size = Math.Min(edges.Length, Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints));
        for (var start = 0; start + size <= edges.Length; start += size)
            await Known(bench, $"edges from {start}", edges[start..(start + size)], ScalarHint.Full).ConfigureAwait(false);
        var queue = bench.Queue();
        using var basis = bench.Device.Load([G1Affine.Generator], BasisPlan.Once);
        foreach (var scalar in (Fr[])[Fr.Zero, Fr.One, -Fr.One, Fr.FromInt64(2), Fr.FromInt64(-2), edges[^1], edges[^2], edges[^3]])
            await Sum(queue, $"{scalar}·G", basis, bench.Resident(queue, [scalar]), ScalarHint.Full, G1Affine.Generator * scalar).ConfigureAwait(false);
    }

    private static async Task EqualScalars(Bench bench)
    {
        var count = Math.Min(300, Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints));
        foreach (var scalar in (Fr[])[Fr.Zero, Fr.One, -Fr.One, bench.Samples.Scalar()])
        {
            var scalars = new Fr[count];
            Array.Fill(scalars, scalar);
            await Known(bench, $"{count} times {scalar}", scalars, ScalarHint.Full).ConfigureAwait(false);
        }
    }

    /// <summary>Few distinct points and few distinct scalars, so that buckets meet P + P, P - P and the identity in every order.</summary>
    private static async Task AwkwardPoints(Bench bench)
    {
        var count = Math.Min(64, Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints));
        var (p, q) = (bench.Samples.Point(), bench.Samples.Point());
        G1Affine[] kinds = [p, -p, G1Affine.Infinity, q, p, -q];
        Fr[] scalars = [Fr.One, -Fr.One, Fr.FromInt64(2), Fr.FromInt64(255), Fr.Zero, bench.Samples.Scalar()];
        for (var round = 0; round < 6; round++)
        {
            var points = new G1Affine[count];
            var values = new Fr[count];
            for (var i = 0; i < count; i++)
                (points[i], values[i]) = (kinds[bench.Samples.Next(kinds.Length)], scalars[bench.Samples.Next(round + 1)]);
            await Compare(bench, $"round {round}", points, values, ScalarHint.Full).ConfigureAwait(false);
        }

        var nothing = new G1Affine[count];
        await Compare(bench, "nothing but identities", nothing, bench.Samples.Scalars(count), ScalarHint.Full).ConfigureAwait(false);
    }

    private static async Task OnePoint(Bench bench)
    {
        var queue = bench.Queue();
        foreach (var count in bench.Limits.AnyCounts())
        {
            if (count > bench.Device.Info.MaxPoints) continue;
            var point = bench.Samples.Point();
            var points = new G1Affine[count];
            Array.Fill(points, point);
            var scalars = bench.Samples.Mixed(count);
            var total = Fr.Zero;
            foreach (var scalar in scalars) total += scalar;
            using var basis = bench.Device.Load(points, BasisPlan.Resident);
            await Sum(queue, $"{count} times the point", basis, bench.Resident(queue, scalars), ScalarHint.Full, point * total).ConfigureAwait(false);
        }
    }

    private static async Task IdentitySum(Bench bench)
    {
        var queue = bench.Queue();
        var count = Math.Min(256, Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints));
        if (count < 2) return;
        var (points, logarithms) = bench.Samples.KnownPoints(count);
        var scalars = bench.Samples.Scalars(count);
        scalars[^1] = Fr.Zero;
        scalars[^1] = -Product(scalars, logarithms) * logarithms[^1].Inverse();
        using var basis = bench.Device.Load(points, BasisPlan.Resident);
        await Sum(queue, $"{count} points", basis, bench.Resident(queue, scalars), ScalarHint.Full, G1.Infinity).ConfigureAwait(false);
    }

    private static async Task Batch(Bench bench)
    {
        var queue = bench.Queue();
        var count = Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints);
        var (points, logarithms) = bench.Samples.KnownPoints(count);
        using var basis = bench.Device.Load(points, BasisPlan.Resident);
        var values = bench.Samples.Mixed(count + 40);
        var whole = bench.Resident(queue, values);
        var columns = new List<ScalarSlice>();
        foreach (var (offset, length) in ((int, int)[])[(0, count), (1, 1), (3, Math.Min(7, count)), (40, count), (17, (count + 1) / 2), (0, count)])
            columns.Add(whole.Slice(offset, length));
        var sums = await queue.Commit(basis, columns.ToArray(), ScalarHint.Full).ConfigureAwait(false);
        Bench.Require(sums.Length == columns.Count, $"{sums.Length} sums for {columns.Count} columns");
        for (var i = 0; i < sums.Length; i++)
        {
            var scalars = values.AsSpan(columns[i].Offset, columns[i].Count);
            var expected = (G1Affine.Generator * Product(scalars, logarithms)).ToAffine();
            Bench.Require(sums[i] == expected, $"column {i} {columns[i]}: expected {expected}, got {sums[i]}");
        }

        Bench.Same("the columns afterwards", values, await Bench.Read(queue, whole).ConfigureAwait(false));
    }

    private static async Task EmptyBatch(Bench bench)
    {
        using var basis = bench.Device.Load([G1Affine.Generator], BasisPlan.Once);
        var sums = await bench.Queue().Commit(basis, ReadOnlyMemory<ScalarSlice>.Empty, ScalarHint.Full).ConfigureAwait(false);
        Bench.Require(sums.Length == 0, "points from nowhere");
    }

    private static async Task TrueHints(Bench bench)
    {
        foreach (var count in (int[])[1, 33, Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints)])
        {
            if (count > Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints)) continue;
            foreach (var bits in (int[])[1, 2, 7, 8, 9, 15, 16, 17, 32, 63, 64, 65, 100, 128, 200, 252, 253])
            {
                await Known(bench, $"{count} of {bits} bits", bench.Samples.Small(count, bits, signed: false), ScalarHint.Small(bits, signed: false))
                    .ConfigureAwait(false);

                // Above r/2 a signed promise says nothing more than the field does.
                if (bits < 253)
                    await Known(bench, $"{count} of {bits} bits, signed", bench.Samples.Small(count, bits, signed: true), ScalarHint.Small(bits, signed: true))
                        .ConfigureAwait(false);
            }
        }
    }

    private static async Task BrokenHints(Bench bench)
    {
        var limit = Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints);
        foreach (var count in (int[])[1, 33, limit])
        {
            if (count > limit) continue;
            var (points, logarithms) = bench.Samples.KnownPoints(count);
            using var basis = bench.Device.Load(points, BasisPlan.Resident);
            var queue = bench.Queue();
            foreach (var (hint, liar) in ((ScalarHint, Fr)[])
            [
                (ScalarHint.Small(8, signed: false), Fr.FromInt64(256)),
                (ScalarHint.Small(8, signed: false), -Fr.One),
                (ScalarHint.Small(8, signed: true), Fr.FromInt64(-256)),
                (ScalarHint.Small(8, signed: true), bench.Samples.Scalar()),
                (ScalarHint.Small(64, signed: true), Samples.Power(64)),
                (ScalarHint.Small(16, signed: true), Samples.Power(16) + Samples.Power(200)),
                (ScalarHint.Small(1, signed: false), Fr.FromInt64(2)),
            ])
            {
                var scalars = bench.Samples.Small(count, hint.Bits, hint.Signed);
                scalars[bench.Samples.Next(count)] = liar;
                var expected = (G1Affine.Generator * Product(scalars, logarithms)).ToAffine();
                var columns = new[] { bench.Resident(queue, scalars) };
                try
                {
                    var sums = await queue.Commit(basis, columns, hint).ConfigureAwait(false);
                    Bench.Require(sums[0] == expected, $"{count} scalars, {hint} broken by {liar}: a wrong sum, silently");
                }
                catch (AcceleratorException exception) when (exception.Code == AcceleratorError.BrokenHint)
                {
                    await Sum(bench.Queue(), "after a broken hint", basis, columns[0], ScalarHint.Full, new G1(expected)).ConfigureAwait(false);
                }
            }
        }
    }

    private static async Task Plans(Bench bench)
    {
        var count = Math.Min(500, Math.Min(bench.Limits.MaxCount, bench.Device.Info.MaxPoints));
        var (points, logarithms) = bench.Samples.KnownPoints(count);
        var scalars = bench.Samples.Mixed(count);
        var expected = G1Affine.Generator * Product(scalars, logarithms);
        var queue = bench.Queue();
        var column = bench.Resident(queue, scalars);
        foreach (var plan in (BasisPlan[])[BasisPlan.Once, BasisPlan.Resident, new(1, true), new(1 << 20, false), new(0, true)])
        {
            using var basis = bench.Device.Load(points, plan);
            Bench.Require(basis.Count == count, $"{plan}: a basis of {basis.Count} instead of {count}");
            await Sum(queue, $"{plan}", basis, column, ScalarHint.Full, expected).ConfigureAwait(false);
            await Sum(queue, $"{plan}, again", basis, column, ScalarHint.Full, expected).ConfigureAwait(false);
        }
    }

    private static async Task Compare(Bench bench, string what, G1Affine[] points, Fr[] scalars, ScalarHint hint)
    {
        using var referenceQueue = bench.Foreign.CreateQueue();
        using var referenceBasis = bench.Foreign.Load(points, BasisPlan.Once);
        var reference = await referenceQueue.Commit(
            referenceBasis, new[] { bench.Resident(bench.Foreign, referenceQueue, scalars) }, hint).ConfigureAwait(false);
        using var queue = bench.Device.CreateQueue();
        using var basis = bench.Device.Load(points, BasisPlan.Resident);
        await Sum(queue, what, basis, bench.Resident(queue, scalars), hint, new G1(reference[0])).ConfigureAwait(false);
    }

    private static async Task Known(Bench bench, string what, Fr[] scalars, ScalarHint hint)
    {
        var (points, logarithms) = bench.Samples.KnownPoints(scalars.Length);
        using var queue = bench.Device.CreateQueue();
        using var basis = bench.Device.Load(points, BasisPlan.Resident);
        var expected = G1Affine.Generator * Product(scalars, logarithms);
        await Sum(queue, what, basis, bench.Resident(queue, scalars), hint, expected).ConfigureAwait(false);
    }

    private static async Task Sum(IQueue queue, string what, PointBasis basis, ScalarSlice column, ScalarHint hint, G1 expected)
    {
        var sums = await queue.Commit(basis, new[] { column }, hint).ConfigureAwait(false);
        Bench.Require(
            sums.Length == 1 && sums[0] == expected.ToAffine(), $"{what} ({hint}): expected {expected.ToAffine()}, got {string.Join(", ", sums)}");
    }

    private static Fr Product(ReadOnlySpan<Fr> scalars, Fr[] logarithms)
    {
        var sum = Fr.Zero;
        for (var i = 0; i < scalars.Length; i++) sum += scalars[i] * logarithms[i];
        return sum;
    }
}

using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Multi-scalar multiplication of a batch of columns: signed windows of the smaller of x and r - x, points sorted by bucket, all bucket
/// additions affine. Zeros cost nothing; a column of short scalars takes the few windows it needs, also when some are long.
/// </summary>
internal sealed unsafe class Msm(CpuKernels kernels, ScratchPool scratch, WorkerPool workers, CancellationToken cancellation)
{
    /// <summary>Points of the windows that one thread works on together: enough to share inversions, few enough for the caches.</summary>
    private const long GroupPoints = 1 << 17;

    private const int GroupJobs = 64;

    /// <summary>Prepared scalars that are enough to work on at a time.</summary>
    private const long BatchBytes = 8 << 20;

    internal G1Affine[] Commit(CpuPointBasis basis, ReadOnlySpan<ScalarSlice> columns)
    {
        var sources = new List<DigitSource>[columns.Length];
        var totals = new Dictionary<(DigitSource, int), G1>();
        var slices = columns.ToArray();
        try
        {
            for (int done = 0, prepared = 0; done < slices.Length;)
            {
                int from = prepared;
                prepared = Math.Min(prepared + workers.Threads, slices.Length);
                workers.Run(prepared - from, i => sources[from + i] = Prepare(basis, slices[from + i]));
                var batch = sources[done..prepared];
                if (prepared < slices.Length && batch.Sum(static list => list.Sum(static s => s.Bytes)) < BatchBytes) continue;
                Sum(basis, batch, totals);
                Release(batch);
                done = prepared;
            }

            return Combine(sources, totals);
        }
        finally
        {
            Release(sources);
            GC.KeepAlive(basis);
        }
    }

    private static void Release(List<DigitSource>[] sources)
    {
        foreach (var list in sources)
            foreach (var source in list ?? []) source.Dispose();
    }

    private List<DigitSource> Prepare(CpuPointBasis basis, ScalarSlice slice)
    {
        cancellation.ThrowIfCancellationRequested();
        using var view = BlockView.Read(scratch, slice);
        using var column = new ScalarColumn(kernels.Fr, scratch, basis, view);
        int split = WindowPlan.Split(column.Histogram), longest = 0, shortest = 0;
        for (int bits = 1; bits < ScalarColumn.Lengths; bits++)
        {
            if (column.Histogram[bits] == 0) continue;
            if (shortest == 0) shortest = bits;
            longest = bits;
        }

        var list = new List<DigitSource>();
        if (shortest > 0 && shortest <= split) list.Add(new DigitSource(scratch, column, 0, split));
        if (longest > split) list.Add(new DigitSource(scratch, column, split, longest));
        return list;
    }

    private void Sum(CpuPointBasis basis, List<DigitSource>[] sources, Dictionary<(DigitSource, int), G1> totals)
    {
        var jobs = new List<(DigitSource Source, int Window)>();
        foreach (var list in sources)
            foreach (var source in list)
                for (int window = 0; window < source.Plan.Count; window++) jobs.Add((source, window));
        jobs.Sort(static (a, b) => a.Source.Plan.Width - b.Source.Plan.Width);
        long all = 0;
        foreach (var job in jobs) all += job.Source.Count;
        long wanted = Math.Clamp(all / (2L * workers.Threads), 1 << 13, GroupPoints);
        if (workers.Threads == 1) wanted = GroupPoints;
        var groups = new List<(DigitSource, int)[]>();
        for (int from = 0; from < jobs.Count;)
        {
            int to = from;
            long points = 0;
            while (to < jobs.Count && to - from < GroupJobs && points < wanted && jobs[to].Source.Plan.Width == jobs[from].Source.Plan.Width)
                points += jobs[to++].Source.Count;
            groups.Add([.. jobs[from..to]]);
            from = to;
        }

        var results = new G1[groups.Count][];
        workers.Run(groups.Count, i =>
        {
            cancellation.ThrowIfCancellationRequested();
            results[i] = new G1[groups[i].Length];
            new BucketGroup(kernels.Fq, scratch, basis, groups[i]).Run(results[i], cancellation);
        });
        for (int i = 0; i < groups.Count; i++)
            for (int k = 0; k < groups[i].Length; k++) totals.Add(groups[i][k], results[i][k]);
    }

    private static G1Affine[] Combine(List<DigitSource>[] sources, Dictionary<(DigitSource, int), G1> totals)
    {
        var sums = new G1[sources.Length];
        for (int column = 0; column < sums.Length; column++)
        {
            sums[column] = G1.Infinity;
            foreach (var source in sources[column])
            {
                var sum = G1.Infinity;
                for (int window = source.Plan.Count - 1; window >= 0; window--)
                {
                    for (int bit = 0; bit < source.Plan.Width && !sum.IsInfinity; bit++) sum = sum.Double();
                    sum += totals[(source, window)];
                }

                sums[column] += sum;
            }
        }

        var result = new G1Affine[sums.Length];
        G1.ToAffine(sums, result);
        return result;
    }
}

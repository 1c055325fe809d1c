using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using ZkAccel.Bn254;
using V = System.Runtime.Intrinsics.Vector512<long>;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Some windows, of one width, worked on together by one thread: sorted, each bucket summed, the buckets weighted.</summary>
internal sealed unsafe class BucketGroup(FieldKernels kernels, ScratchPool scratch, CpuPointBasis basis, (DigitSource Source, int Window)[] jobs)
{
    private const int Block = Modulus.Block;

    /// <summary>Lanes that weighting should fill at least.</summary>
    private const int WantedLanes = 32;

    /// <summary>Entries, or steps of the weighting, whose points are fetched before they are needed.</summary>
    private const int Ahead = 64, WeighAhead = 3;

    private readonly int buckets = jobs[0].Source.Plan.Buckets;

    /// <summary>The sum of digit * point of each window.</summary>
    internal void Run(G1[] totals, CancellationToken cancellation)
    {
        long entries = 0;
        int longest = 0;
        foreach (var (source, _) in jobs)
        {
            entries += source.Count;
            longest = Math.Max(longest, source.Count);
        }

        int all = jobs.Length * buckets;
        using var entryLease = scratch.Rent((entries + 32) * sizeof(uint));
        using var keyLease = scratch.Rent((longest + 16L) * sizeof(int));
        using var bucketLease = scratch.Rent(3L * (all + 1) * sizeof(int));
        var sorted = (uint*)entryLease.Words;
        var sizes = (int*)bucketLease.Words;
        int* starts = sizes + all + 1, active = starts + all + 1;
        long at = 0, slots = 1;
        for (int job = 0; job < jobs.Length; job++)
        {
            Sort(jobs[job], sizes + job * buckets, starts + job * buckets, (int*)keyLease.Words, sorted + at);
            for (int b = 0; b < buckets; b++)
            {
                at += sizes[job * buckets + b];
                slots += (sizes[job * buckets + b] + 1) / 2;
            }
        }

        cancellation.ThrowIfCancellationRequested();
        using var pointLease = scratch.Rent(slots * PackedPoints.Words * sizeof(ulong));
        var points = (ulong*)pointLease.Words;
        new Span<ulong>(points, PackedPoints.Words).Clear();
        SumBuckets(sorted, at, sizes, starts, active, all, points);
        cancellation.ThrowIfCancellationRequested();
        Weigh(points, sizes, starts, totals);
    }

    // Counting sort by bucket, zeros dropped behind the last. The tables have one entry more than there are buckets.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Sort((DigitSource Source, int Window) job, int* sizes, int* next, int* keys, uint* sorted)
    {
        var source = job.Source;
        int count = source.Count;
        int* points = source.Points;
        source.Keys(job.Window, keys);
        new Span<int>(sizes, buckets + 1).Clear();
        for (int i = 0; i < count; i++) sizes[(uint)keys[i] >> 1]++;
        int sum = 0;
        for (int b = 0; b <= buckets; b++)
        {
            next[b] = sum;
            sum += sizes[b];
        }

        if (points == null)
        {
            for (int i = 0; i < count; i++)
            {
                uint key = (uint)keys[i];
                sorted[next[key >> 1]++] = (uint)i << 1 | (key & 1);
            }
        }
        else
        {
            for (int i = 0; i < count; i++)
            {
                uint key = (uint)keys[i];
                sorted[next[key >> 1]++] = (uint)points[i] << 1 | (key & 1);
            }
        }
    }

    // Halves every bucket in rounds until each holds one point. Place 0 of the points is infinity, for empty buckets.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void SumBuckets(uint* sorted, long entries, int* sizes, int* starts, int* active, int all, ulong* points)
    {
        using var adder = new PairAdder(kernels, scratch);
        var resident = (ulong*)basis.Memory.Words;
        adder.Begin(resident, points);
        int live = 0;
        uint place = 1;
        uint* ahead = sorted, end = sorted + entries;
        for (int b = 0; b < all; b++)
        {
            int size = sizes[b], half = (size + 1) / 2;
            starts[b] = size == 0 ? 0 : (int)place;
            for (; ahead < sorted + size + Ahead && ahead < end; ahead++) Prefetch(resident + 8UL * (*ahead >> 1));
            adder.Add(sorted, sorted + half, place, size / 2);
            if (size % 2 != 0) PackedPoints.Copy(resident, sorted[half - 1], points + 8UL * (place + (uint)half - 1));
            sorted += size;
            place += (uint)half;
            sizes[b] = half;
            if (half > 1) active[live++] = b;
        }

        adder.Flush();
        adder.Begin(points, points);
        while (live > 0)
        {
            int left = 0;
            for (int i = 0; i < live; i++)
            {
                int b = active[i], size = sizes[b], half = (size + 1) / 2;
                adder.Fold((uint)starts[b], (uint)half, size / 2);
                sizes[b] = half;
                if (half > 1) active[left++] = b;
            }

            adder.Flush();
            live = left;
        }
    }

    // Sum of b * bucket[b], buckets from the highest down: a running sum, and the sum of the running sums. A window is cut into
    // segments, each in a lane of its own.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Weigh(ulong* points, int* sizes, int* starts, G1[] totals)
    {
        int segments = 1;
        while (jobs.Length * segments < WantedLanes && segments < buckets) segments *= 2;
        int length = buckets / segments, lanes = jobs.Length * segments, blocks = (lanes + 7) / 8;
        long size = (long)blocks * Block;
        using var lease = scratch.Rent((2 * LanePoints.Words(blocks) + LanePoints.ScratchWords(blocks) + 2 * size) * sizeof(long) + blocks * 64);
        long* memory = lease.Words;
        var running = new LanePoints(kernels, memory, blocks);
        var sum = new LanePoints(kernels, memory += LanePoints.Words(blocks), blocks);
        long* work = memory += LanePoints.Words(blocks);
        long* x = memory += LanePoints.ScratchWords(blocks);
        long* y = x + size;
        var skip = (V*)(y + size);
        uint* entries = stackalloc uint[8];
        bool begun = false;
        for (int t = length - 1; t >= 0; t--)
        {
            bool any = false;
            for (int k = 0; k < blocks; k++)
            {
                for (int i = 0; i < 8; i++)
                {
                    int lane = k * 8 + i, job = lane / segments, segment = lane % segments;
                    int bucket = job * buckets + segment * length + t;
                    entries[i] = lane < lanes ? (uint)starts[bucket] << 1 : 0;
                    if (lane < lanes && t >= WeighAhead) Prefetch(points + 8UL * (uint)starts[bucket - WeighAhead]);
                    any |= entries[i] != 0;
                }

                PackedPoints.Load(points, entries, x + k * Block, y + k * Block, kernels.Modulus.Table);
                skip[k] = kernels.ZeroLanes(y + k * Block);
            }

            if (!any && !begun) continue;
            begun = true;
            if (any) running.AddAffine(x, y, skip, work);
            sum.Add(running, work);
        }

        for (int job = 0; job < jobs.Length; job++)
        {
            // segment s holds digits from s * length + 1: its sum lacks s * length times its running sum.
            G1 total = G1.Infinity, above = G1.Infinity, shifted = G1.Infinity;
            for (int segment = segments - 1; segment >= 0; segment--)
            {
                total += sum.ToHost(job * segments + segment);
                if (segment == 0) break;
                above += running.ToHost(job * segments + segment);
                shifted += above;
            }

            for (int doubled = 1; doubled < length; doubled *= 2) shifted = shifted.Double();
            totals[job] = total + shifted;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Prefetch(ulong* point)
    {
        if (Sse.IsSupported) Sse.Prefetch0(point);
    }
}

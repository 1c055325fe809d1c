using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// Σ (b + 1)·S_b over the buckets of each segment. A thread takes a run of m = 2^k of them from the top: with R the sum of a run and A its
/// own Σ (place + 1)·S, the whole is Σ A_q + m·Σ q·R_q. The latter is Σ_j 2^j T_j, T_j summing the R_q whose q has bit j, so that everything is plain sums
/// and the host has one doubling a bit to do.
/// </summary>
internal static class WeighKernels
{
    public const int GroupSize = 128;

    /// <summary>Sums that a thread of <see cref="Bits"/> does before its group adds up.</summary>
    public const int SumsPerThread = 4;

    public static readonly Kernel<ArrayView<Xyzz<FqGpu>>, BucketTable, ArrayView<Xyzz<FqGpu>>, ArrayView<Xyzz<FqGpu>>, int> Run = new(WeighRuns, GroupSize, 3);
    public static readonly Kernel<ArrayView<Xyzz<FqGpu>>, ArrayView<Xyzz<FqGpu>>, ArrayView<Xyzz<FqGpu>>, int, int> Bits = new(SumBits, GroupSize, 3);
    public static readonly Kernel<ArrayView<Xyzz<FqGpu>>, ArrayView<Xyzz<FqGpu>>, int> Parts = new(SumParts, GroupSize, 3);

    /// <summary>totals[q] = R_q, weighted[q] = A_q of the runs of all segments.</summary>
    private static void WeighRuns(ArrayView<Xyzz<FqGpu>> pieces, BucketTable table, ArrayView<Xyzz<FqGpu>> totals, ArrayView<Xyzz<FqGpu>> weighted, int length)
    {
        for (var run = Grid.GlobalIndex.X; run < totals.IntLength; run += Grid.DimX * Group.DimX)
        {
            var (total, sum) = (Xyzz<FqGpu>.Identity, Xyzz<FqGpu>.Identity);
            for (var bucket = run * length + length - 1; bucket >= run * length; bucket--)
            {
                var piece = table.Pieces[bucket];
                if (table.Pieces[bucket + 1] > piece) total = Xyzz<FqGpu>.Add(total, pieces[piece]);
                sum = Xyzz<FqGpu>.Add(sum, total);
            }

            totals[run] = total;
            weighted[run] = sum;
        }
    }

    /// <summary>
    /// Some groups a segment and bit: results[segment, j, part] = a part of T_j for j &lt; <paramref name="bits"/>, and of Σ A_q for j = bits. A segment has
    /// 2^bits runs.
    /// </summary>
    private static void SumBits(ArrayView<Xyzz<FqGpu>> totals, ArrayView<Xyzz<FqGpu>> weighted, ArrayView<Xyzz<FqGpu>> results, int bits, int parts)
    {
        var (task, part) = (Grid.IdxX / parts, Grid.IdxX % parts);
        var (segment, bit) = (task / (bits + 1), task % (bits + 1));
        var origin = segment << bits;
        var share = (bit == bits ? 1 << bits : 1 << bits - 1) / parts;
        var sum = Xyzz<FqGpu>.Identity;
        for (var k = part * share + Group.IdxX; k < (part + 1) * share; k += Group.DimX)
        {
            var below = k & (1 << bit) - 1;
            var next = bit == bits ? weighted[origin + k] : totals[origin + ((k - below) * 2 | 1 << bit | below)];
            sum = Xyzz<FqGpu>.Add(sum, next);
        }

        SumGroup(sum, results);
    }

    /// <summary>results[g] = the sum of the g-th <paramref name="parts"/> values.</summary>
    private static void SumParts(ArrayView<Xyzz<FqGpu>> values, ArrayView<Xyzz<FqGpu>> results, int parts)
    {
        var sum = Xyzz<FqGpu>.Identity;
        for (var k = Group.IdxX; k < parts; k += Group.DimX) sum = Xyzz<FqGpu>.Add(sum, values[Grid.IdxX * parts + k]);
        SumGroup(sum, results);
    }

    /// <summary>results[group] = the sum over the group's threads.</summary>
    private static void SumGroup(Xyzz<FqGpu> sum, ArrayView<Xyzz<FqGpu>> results)
    {
        var shared = SharedMemory.Allocate1D<Xyzz<FqGpu>>(GroupSize);
        shared[Group.IdxX] = sum;
        Group.Barrier();
        for (var half = Group.DimX / 2; half > 0; half /= 2)
        {
            if (Group.IdxX < half) shared[Group.IdxX] = Xyzz<FqGpu>.Add(shared[Group.IdxX], shared[Group.IdxX + half]);
            Group.Barrier();
        }

        if (Group.IdxX == 0) results[Grid.IdxX] = shared[0];
    }
}

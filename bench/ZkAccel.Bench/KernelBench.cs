using System.Diagnostics;
using ZkAccel.Bn254;
using ZkAccel.Runtime;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Bench;

/// <summary>Multi-scalar multiplication and transform on one thread, operands resident; wall time.</summary>
internal static class KernelBench
{
    private const int Runs = 7;

    public static Figures Msm(params int[] logSizes)
    {
        using var device = new CpuAccelerator(new CpuOptions { Threads = 1 });
        using IQueue queue = device.CreateQueue();
        int most = 1 << logSizes.Max();
        using PointBasis basis = device.Load(Points(most), BasisPlan.Resident);
        using ScalarBuffer scalars = device.Allocate(most);
        queue.Upload(Scalars(most), scalars.All);
        return new Figures(Subjects.Msm)
        {
            Kernels = Array.ConvertAll(logSizes, log =>
            {
                ScalarSlice[] column = [scalars.Slice(0, 1 << log)];
                return Time("MSM, random full-size scalars", log, () => queue.Commit(basis, column, ScalarHint.Full).AsTask().Wait());
            }),
        };
    }

    public static Figures Ntt(params int[] logSizes)
    {
        using var device = new CpuAccelerator(new CpuOptions { Threads = 1 });
        using IQueue queue = device.CreateQueue();
        return new Figures(Subjects.Ntt)
        {
            Kernels = Array.ConvertAll(logSizes, log =>
            {
                using ScalarBuffer column = device.Allocate(1 << log);
                queue.Upload(Scalars(1 << log), column.All);
                NttPlan plan = device.Plan(log);
                return Time("NTT, forward", log, () => queue.Ntt(plan, [column.All], NttKind.Forward, Fr.One));
            }),
        };
    }

    private static KernelFigures Time(string operation, int logSize, Action body)
    {
        body();
        var times = new double[Runs];
        for (int i = 0; i < Runs; i++)
        {
            long clock = Stopwatch.GetTimestamp();
            body();
            times[i] = Stopwatch.GetElapsedTime(clock).TotalMilliseconds;
        }

        return KernelFigures.Of(operation, logSize, times);
    }

    public static Fr[] Scalars(int count)
    {
        var scalars = new Fr[count];
        Parallel.For(0, count, i => scalars[i] = Fr.Random());
        return scalars;
    }

    /// <summary>Distinct points, cheaply: a random start and a random step.</summary>
    public static G1Affine[] Points(int count) => Points(count, Fr.Random(), Fr.Random());

    /// <summary>Point i is (start + i step) G.</summary>
    public static G1Affine[] Points(int count, Fr start, Fr step)
    {
        const int Part = 1 << 12;
        G1Affine ratio = (G1Affine.Generator * step).ToAffine();
        var points = new G1Affine[count];
        Parallel.For(0, (count + Part - 1) / Part, part =>
        {
            int first = part * Part;
            var sums = new G1[Math.Min(Part, count - first)];
            G1 sum = G1Affine.Generator * (start + Fr.FromInt64(first) * step);
            foreach (ref G1 point in sums.AsSpan())
            {
                point = sum;
                sum += ratio;
            }

            G1.ToAffine(sums, points.AsSpan(first, sums.Length));
        });
        return points;
    }
}

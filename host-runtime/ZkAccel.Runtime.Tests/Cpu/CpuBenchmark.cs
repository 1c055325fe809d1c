using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime.Tests.Cpu;

/// <summary>
/// Figures of the kernels. Best of several runs; one thread: processor time of the thread, several: wall time. Choose with the
/// environment variables ZKACCEL_BENCH_RUNG, _THREADS (a number) and _MAX (largest log of a size).
/// </summary>
public sealed unsafe partial class CpuBenchmark(ITestOutputHelper output)
{
    private readonly List<string> lines = [];

    [Fact]
    [Trait("Lane", "long")]
    public void Kernels()
    {
        var rung = Enum.TryParse<CpuRung>(Environment.GetEnvironmentVariable("ZKACCEL_BENCH_RUNG"), out var parsed) ? parsed : CpuKernels.Available[^1];
        int threads = int.TryParse(Environment.GetEnvironmentVariable("ZKACCEL_BENCH_THREADS"), out int t) ? t : 1;
        int max = int.TryParse(Environment.GetEnvironmentVariable("ZKACCEL_BENCH_MAX"), out int m) ? m : 16;
        Products(CpuKernels.For(rung).Fr);
        using var device = new CpuAccelerator(new CpuOptions { Rung = rung, Threads = threads });
        Line($"{device.Info.Name}, {device.Info.Notes}");
        using var queue = device.CreateQueue();
        for (int log = 14; log <= max; log += 2)
        {
            using var column = device.Allocate(1 << log);
            queue.Upload(RandomScalars(1 << log), column.All);
            var plan = device.Plan(log);
            double plain = Best(threads, () => queue.Ntt(plan, [column.All], NttKind.Forward, Fr.One));
            double coset = Best(threads, () => queue.Ntt(plan, [column.All], NttKind.Inverse, Fr.CosetGenerator));
            double rows = Best(threads, () => queue.Invert(column.All));
            double scan = Best(threads, () => queue.Scan(column.All, column.All, ScanKind.ProductExclusive));
            Line($"2^{log}: ntt {plain:F2} ms, inverse on a coset {coset:F2} ms, batch inversion {rows:F2} ms, product scan {scan:F2} ms");
        }

        var points = RandomPoints(1 << max);
        using var basis = device.Load(points, BasisPlan.Once);
        for (int log = 14; log <= max; log += 2)
        {
            using var full = device.Allocate(1 << log);
            using var small = device.Allocate(1 << log);
            queue.Upload(RandomScalars(1 << log), full.All);
            var random = new Random(3);
            var ints = new int[1 << log];
            for (int i = 0; i < ints.Length; i++) ints[i] = random.Next(256) - 128;
            queue.Upload(ints, small.All);
            double wide = Best(threads, () => queue.Commit(basis, new[] { full.All }, ScalarHint.Full).AsTask().Wait());
            double narrow = Best(threads, () => queue.Commit(basis, new[] { small.All }, ScalarHint.Small(8, true)).AsTask().Wait());
            Line($"2^{log}: msm {wide:F1} ms, of 8-bit scalars {narrow:F2} ms");
        }

        File.WriteAllLines(Path.Combine(AppContext.BaseDirectory, "cpu-benchmark.txt"), lines);
    }

    private void Products(FieldKernels kernels)
    {
        const int blocks = 32;
        using var a = Blocks.Samples(kernels.Modulus, blocks, 2);
        using var b = Blocks.Samples(kernels.Modulus, blocks, 4);
        using var r = new Blocks(blocks);
        long* w = stackalloc long[blocks * 5];
        for (int i = 0; i < blocks; i++) Element.Copy(w + 5 * i, 1, b.Data + i * 40, 8);
        double Time(Action body) => Best(1, () =>
        {
            for (int i = 0; i < 200; i++) body();
        }, 30) * 1e6 / (200 * blocks * 8);
        Line($"product {Time(() => kernels.Multiply(r.Data, a.Data, b.Data, blocks)):F2} ns, square {Time(() => kernels.Square(r.Data, a.Data, blocks)):F2} ns, "
            + $"butterfly {Time(() => kernels.Butterfly(a.Data, r.Data, w, blocks)):F2} ns, add {Time(() => kernels.Add(r.Data, a.Data, b.Data, blocks)):F2} ns, "
            + $"chain {Time(() => kernels.Multiply(r.Data, r.Data, b.Data, 1)) * blocks * 8:F1} ns a block");
    }

    private static Fr[] RandomScalars(int count)
    {
        var random = new Random(1);
        var scalars = new Fr[count];
        var factor = Fr.FromUInt64((ulong)random.NextInt64()) * Fr.FromUInt64((ulong)random.NextInt64());
        var value = factor.Inverse();
        for (int i = 0; i < count; i++) scalars[i] = value = value * factor + Fr.FromUInt64((ulong)i);
        return scalars;
    }

    private static G1Affine[] RandomPoints(int count)
    {
        var sums = new G1[count];
        var sum = G1Affine.Generator * Fr.FromUInt64(0x123456789abcdef);
        var step = (sum + G1Affine.Generator).ToAffine();
        for (int i = 0; i < count; i++) sums[i] = sum += step;
        var points = new G1Affine[count];
        G1.ToAffine(sums, points);
        return points;
    }

    private void Line(string line)
    {
        lines.Add(line);
        output.WriteLine(line);
        Console.Error.WriteLine(line);
    }

    private static double Best(int threads, Action body, int runs = 7)
    {
        double best = double.MaxValue;
        long begun = Stopwatch.GetTimestamp();
        for (int i = 0; i < runs || Stopwatch.GetElapsedTime(begun).TotalMilliseconds < 400; i++)
        {
            double start = threads == 1 ? ThreadTime() : 0;
            long clock = Stopwatch.GetTimestamp();
            body();
            best = Math.Min(best, threads == 1 ? (ThreadTime() - start) * 1e3 : Stopwatch.GetElapsedTime(clock).TotalMilliseconds);
        }

        return best;
    }

    private static double ThreadTime()
    {
        if (!OperatingSystem.IsLinux()) return Stopwatch.GetTimestamp() / (double)Stopwatch.Frequency;
        long* time = stackalloc long[2];
        const int threadCpuTime = 3;
        _ = ClockGetTime(threadCpuTime, time);
        return time[0] + time[1] * 1e-9;
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ClockGetTime(int clock, long* time);
}

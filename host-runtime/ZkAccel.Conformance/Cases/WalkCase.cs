using ZkAccel.Bn254;
using ZkAccel.Runtime;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Conformance;

/// <summary>The same random walk on the twin and on the device: any two operations meet, on slices that share their buffers.</summary>
internal static class WalkCase
{
    public static async Task Run(Bench bench)
    {
        for (var walk = 0; walk < 5; walk++)
        {
            var seed = bench.Samples.Next(int.MaxValue);
            await bench.Twin($"walk {walk}, seed {seed}", (device, queue) => Walk(bench, device, queue, new Samples(seed))).ConfigureAwait(false);
        }
    }

    private static async Task<Fr[]> Walk(Bench bench, IAccelerator device, IQueue queue, Samples samples)
    {
        const int Steps = 60;
        ScalarSlice[] memory = [bench.Own(device.Allocate(90)).All, bench.Own(device.Allocate(50)).All];
        var rotated = bench.Own(device.Compile(Column(0, 1) * Column(1) + Constant(0) * Column(0)));
        var plain = bench.Own(device.Compile(Column(0) * Column(0) - Column(1)));
        foreach (var whole in memory) queue.Upload(samples.Mixed(whole.Count), whole);
        var seen = new List<Fr>();
        for (var step = 0; step < Steps; step++)
        {
            var logN = samples.Next(Math.Min(5, bench.Limits.MaxLogN + 1));
            var n = samples.Next(2) == 0 ? 1 << logN : 1 + samples.Next(16);
            var (a, b, c) = Disjoint(memory, n, samples);
            switch (samples.Next(10))
            {
                case 0:
                    queue.Upload(samples.Mixed(n), a);
                    break;
                case 1 or 2 when n == 1 << logN:
                    queue.Ntt(device.Plan(logN), [a, b], (NttKind)samples.Next(2), samples.Next(2) == 0 ? Fr.One : samples.Scalar());
                    break;
                case 3:
                    queue.Run(rotated, [a, b], samples.Scalars(1), c);
                    break;
                case 4:
                    queue.Run(plain, [a, b], [], a);
                    break;
                case 5:
                    queue.Invert(a);
                    break;
                case 6:
                    queue.Scan(a, samples.Next(2) == 0 ? a : b, (ScanKind)samples.Next(2));
                    break;
                case 7:
                    queue.Recur(a, b, c);
                    break;
                case 8:
                    queue.Divide(a, samples.Scalar(), samples.Next(2) == 0 ? a : b);
                    break;
                default:
                    seen.AddRange(await queue.Evaluate(new EvaluationQuery[] { new(a, samples.Scalar()), new(b, Fr.One) }).ConfigureAwait(false));
                    break;
            }
        }

        foreach (var whole in memory) seen.AddRange(await Bench.Read(queue, whole).ConfigureAwait(false));
        return [.. seen];
    }

    /// <summary>Three slices of n elements at random places; the first two in one buffer or in two.</summary>
    private static (ScalarSlice, ScalarSlice, ScalarSlice) Disjoint(ScalarSlice[] memory, int n, Samples samples)
    {
        var third = memory[0].Count / 3;
        var first = samples.Next(third - n + 1);
        var second = third + samples.Next(third - n + 1);
        var last = 2 * third + samples.Next(third - n + 1);
        var other = samples.Next(memory[1].Count - n + 1);
        return samples.Next(3) switch
        {
            0 => (memory[0].Slice(first, n), memory[0].Slice(second, n), memory[0].Slice(last, n)),
            1 => (memory[0].Slice(last, n), memory[1].Slice(other, n), memory[0].Slice(first, n)),
            _ => (memory[1].Slice(other, n), memory[0].Slice(second, n), memory[0].Slice(first, n)),
        };
    }
}

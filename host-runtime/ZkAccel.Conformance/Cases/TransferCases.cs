using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Conformance;

/// <summary>Values survive the way to the device and back, at any offset, and nothing beside them changes.</summary>
internal static class TransferCases
{
    public static IEnumerable<Law> All() =>
    [
        new("transfer: a new buffer is zero", NewBufferIsZero),
        new("transfer: values survive, all lengths", Survive),
        new("transfer: edge values survive", EdgesSurvive),
        new("transfer: small integers become field elements", SmallIntegers),
        new("transfer: slices at odd offsets leave their neighbours alone", OddOffsets),
        new("transfer: the source may change after the call", SourceMayChange),
        new("transfer: ranges and slices of slices name the same elements", Views),
    ];

    private static async Task NewBufferIsZero(Bench bench)
    {
        var queue = bench.Queue();
        foreach (var count in bench.Limits.AnyCounts())
        {
            var dirty = bench.Device.Allocate(count);
            queue.Upload(bench.Samples.Scalars(count), dirty.All);
            dirty.Dispose();
            Bench.Same($"{count} fresh elements", new Fr[count], await Bench.Read(queue, bench.Buffer(count).All).ConfigureAwait(false));
        }
    }

    private static async Task Survive(Bench bench)
    {
        var queue = bench.Queue();
        foreach (var count in bench.Limits.AnyCounts())
        {
            var values = bench.Samples.Mixed(count);
            Bench.Same($"{count} elements", values, await Bench.Read(queue, bench.Resident(queue, values)).ConfigureAwait(false));
        }
    }

    private static async Task EdgesSurvive(Bench bench)
    {
        var queue = bench.Queue();
        var values = Samples.Edges();
        Bench.Same("edge values", values, await Bench.Read(queue, bench.Resident(queue, values)).ConfigureAwait(false));
    }

    private static async Task SmallIntegers(Bench bench)
    {
        int[] edges = [0, 1, -1, 127, -128, 255, 256, 32767, -32768, 65536, int.MaxValue, -int.MaxValue, int.MinValue];
        var queue = bench.Queue();
        foreach (var count in bench.Limits.AnyCounts())
        {
            var source = new int[count];
            for (var i = 0; i < count; i++) source[i] = edges[(i + count) % edges.Length];
            var buffer = bench.Buffer(count + 3);
            queue.Upload(source, buffer.Slice(2, count));
            var expected = new Fr[count + 3];
            for (var i = 0; i < count; i++) expected[i + 2] = Fr.FromInt64(source[i]);
            Bench.Same($"{count} integers", expected, await Bench.Read(queue, buffer.All).ConfigureAwait(false));
        }
    }

    private static async Task OddOffsets(Bench bench)
    {
        var queue = bench.Queue();
        var total = Math.Max(4, Math.Min(100, bench.Limits.MaxCount));
        for (var offset = 0; offset < Math.Min(total, 20); offset++)
            foreach (var count in (int[])[1, 2, 7, 8, 9, total])
            {
                if (offset + count > total) continue;
                var expected = bench.Samples.Scalars(total);
                var whole = bench.Resident(queue, expected);
                var part = bench.Samples.Scalars(count);
                queue.Upload(part, whole.Slice(offset, count));
                part.CopyTo(expected, offset);
                Bench.Same($"{count} at {offset}: the part", part, await Bench.Read(queue, whole.Slice(offset, count)).ConfigureAwait(false));
                Bench.Same($"{count} at {offset}: the whole", expected, await Bench.Read(queue, whole).ConfigureAwait(false));
            }
    }

    private static async Task SourceMayChange(Bench bench)
    {
        var queue = bench.Queue();
        var count = Math.Min(1000, bench.Limits.MaxCount);
        var scalars = bench.Samples.Scalars(count);
        var kept = (Fr[])scalars.Clone();
        var slice = bench.Resident(queue, scalars);
        Array.Clear(scalars);
        var integers = new int[count];
        Array.Fill(integers, -7);
        var small = bench.Buffer(count);
        queue.Upload(integers, small.All);
        Array.Clear(integers);
        Bench.Same("scalars", kept, await Bench.Read(queue, slice).ConfigureAwait(false));
        var expected = new Fr[count];
        Array.Fill(expected, Fr.FromInt64(-7));
        Bench.Same("integers", expected, await Bench.Read(queue, small.All).ConfigureAwait(false));
    }

    private static async Task Views(Bench bench)
    {
        var queue = bench.Queue();
        var values = bench.Samples.Scalars(32);
        var whole = bench.Resident(queue, values);
        Bench.Require(whole.Buffer[5..9] == whole.Buffer.Slice(5, 4), "a range is not the slice it names");
        Bench.Require(whole.Buffer[^3..] == whole.Buffer.Slice(29, 3), "a range from the end is not the slice it names");
        var inner = whole.Slice(3, 20).Slice(4, 6);
        Bench.Require(inner == whole.Buffer.Slice(7, 6), "a slice of a slice is not the slice it names");
        Bench.Same("slice of a slice", values[7..13], await Bench.Read(queue, inner).ConfigureAwait(false));
    }
}

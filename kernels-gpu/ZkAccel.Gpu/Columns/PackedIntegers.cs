using System.Numerics;
using System.Runtime.InteropServices;

namespace ZkAccel.Gpu;

/// <summary>Integers as they go to the device: four, two or one to a word of 32 bits, lowest first, as all of them allow.</summary>
internal static class PackedIntegers
{
    /// <summary>Binary logarithm of the integers in a word.</summary>
    public static int LogPerWord(ReadOnlySpan<int> values)
    {
        var vectors = MemoryMarshal.Cast<int, Vector<int>>(values);
        var all = Vector<int>.Zero;
        foreach (var vector in vectors) all |= vector ^ (vector >> 31);
        var significant = 0;
        for (var i = 0; i < Vector<int>.Count; i++) significant |= all[i];
        foreach (var value in values[(vectors.Length * Vector<int>.Count)..]) significant |= value ^ (value >> 31);
        return significant <= sbyte.MaxValue ? 2 : significant <= short.MaxValue ? 1 : 0;
    }

    /// <summary>Words that <paramref name="count"/> integers take.</summary>
    public static int Words(int count, int logPerWord) => ((count - 1) >> logPerWord) + 1;

    public static int[] Pack(ReadOnlySpan<int> values, int logPerWord)
    {
        var words = new int[Words(values.Length, logPerWord)];
        if (logPerWord == 2) Narrow(values, MemoryMarshal.Cast<int, sbyte>(words.AsSpan()));
        else Narrow(values, MemoryMarshal.Cast<int, short>(words.AsSpan()));
        return words;
    }

    private static void Narrow(ReadOnlySpan<int> values, Span<sbyte> packed)
    {
        var (lanes, at) = (Vector<int>.Count, 0);
        for (; at + 4 * lanes <= values.Length; at += 4 * lanes)
        {
            var low = Vector.Narrow(new Vector<int>(values[at..]), new Vector<int>(values[(at + lanes)..]));
            var high = Vector.Narrow(new Vector<int>(values[(at + 2 * lanes)..]), new Vector<int>(values[(at + 3 * lanes)..]));
            Vector.Narrow(low, high).CopyTo(packed[at..]);
        }

        for (; at < values.Length; at++) packed[at] = (sbyte)values[at];
    }

    private static void Narrow(ReadOnlySpan<int> values, Span<short> packed)
    {
        var (lanes, at) = (Vector<int>.Count, 0);
        for (; at + 2 * lanes <= values.Length; at += 2 * lanes)
            Vector.Narrow(new Vector<int>(values[at..]), new Vector<int>(values[(at + lanes)..])).CopyTo(packed[at..]);
        for (; at < values.Length; at++) packed[at] = (short)values[at];
    }
}

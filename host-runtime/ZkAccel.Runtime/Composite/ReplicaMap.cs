using System.Numerics;

namespace ZkAccel.Runtime;

/// <summary>
/// Which devices hold the current value of which part of a buffer: consecutive ranges, each with a bit a device. A fresh buffer is
/// zero everywhere, so valid everywhere.
/// </summary>
internal sealed class ReplicaMap(int count, int devices)
{
    private List<Part> _parts = [new(0, count, (uint)((1UL << devices) - 1))];

    private readonly record struct Part(int Start, int End, uint Holders);

    /// <summary>The window in ranges, each with a device that holds it.</summary>
    public List<(int Start, int Count, int Holder)> Holders(int start, int length) => Ranges(start, length, lacking: 0);

    /// <summary>Ranges of the window that <paramref name="device"/> lacks, each with a device that holds it.</summary>
    public List<(int Start, int Count, int Holder)> Missing(int start, int length, int device) => Ranges(start, length, lacking: 1u << device);

    /// <summary>The window was copied to <paramref name="device"/>.</summary>
    public void Copied(int start, int length, int device) => Update(start, start + length, holders => holders | 1u << device);

    /// <summary>The window was overwritten on <paramref name="device"/>: all other replicas are stale.</summary>
    public void Written(int start, int length, int device) => Update(start, start + length, _ => 1u << device);

    private List<(int Start, int Count, int Holder)> Ranges(int start, int length, uint lacking)
    {
        var ranges = new List<(int Start, int Count, int Holder)>();
        foreach (var part in _parts)
        {
            var (from, to) = (Math.Max(part.Start, start), Math.Min(part.End, start + length));
            if (from >= to || (part.Holders & lacking) != 0) continue;
            var holder = BitOperations.TrailingZeroCount(part.Holders);
            if (ranges.Count > 0 && ranges[^1].Holder == holder && ranges[^1].Start + ranges[^1].Count == from)
                ranges[^1] = (ranges[^1].Start, to - ranges[^1].Start, holder);
            else
                ranges.Add((from, to - from, holder));
        }

        return ranges;
    }

    private void Update(int start, int end, Func<uint, uint> change)
    {
        var parts = new List<Part>(_parts.Count + 2);
        foreach (var part in _parts)
        {
            var (from, to) = (Math.Max(part.Start, start), Math.Min(part.End, end));
            if (from >= to)
            {
                Append(parts, part);
                continue;
            }

            if (part.Start < from) Append(parts, part with { End = from });
            Append(parts, new Part(from, to, change(part.Holders)));
            if (to < part.End) Append(parts, part with { Start = to });
        }

        _parts = parts;
    }

    private static void Append(List<Part> parts, Part part)
    {
        if (parts.Count > 0 && parts[^1].Holders == part.Holders) parts[^1] = parts[^1] with { End = part.End };
        else parts.Add(part);
    }
}

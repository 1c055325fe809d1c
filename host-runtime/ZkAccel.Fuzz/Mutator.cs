using System.Buffers.Binary;

namespace ZkAccel.Fuzz;

/// <summary>Deterministic mutations of valid inputs: one to four of them on top of each other.</summary>
internal sealed class Mutator(IReadOnlyList<byte[]> seeds, int seed)
{
    private const int MaxExtension = 64;

    private static readonly uint[] Extremes = [0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x10000, 0x1000000, 0x7ffffff0, 0x7fffffff, 0x80000000, 0xfffffff0, 0xffffffff];

    private static readonly byte[][] Tokens =
    [
        .. new[] { "null", "[]", "{}", "\"\"", "-1", "1e999", "9223372036854775808", "true", "[null]", "(", "NaN" }.Select(System.Text.Encoding.ASCII.GetBytes),
        [0xff, 0xff, 0xff, 0xff, 0x0f], [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x01], [0x80, 0x80, 0x80, 0x80, 0x08],
    ];

    private readonly Random _random = new(seed);

    /// <summary>The next input.</summary>
    public byte[] Next()
    {
        byte[] bytes = (byte[])Pick(seeds).Clone();
        for (int rounds = 1 + _random.Next(4); rounds > 0; rounds--) bytes = Mutate(bytes);
        return bytes;
    }

    private byte[] Mutate(byte[] bytes)
    {
        if (bytes.Length == 0) return [(byte)_random.Next(256)];
        int at = _random.Next(bytes.Length);
        switch (_random.Next(9))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                return bytes;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                return bytes;
            case 2:
                return bytes[..at];
            case 3:
                var longer = new byte[bytes.Length + 1 + _random.Next(MaxExtension)];
                _random.NextBytes(longer);
                bytes.CopyTo(longer, 0);
                return longer;
            case 4:
                byte[] other = Pick(seeds);
                return [.. bytes[..at], .. other[_random.Next(other.Length)..]];
            case 5:
                return Length(bytes, at);
            case 6:
                // A stretch is repeated or cut out.
                int end = at + _random.Next(Math.Min(MaxExtension, bytes.Length - at) + 1);
                return _random.Next(2) == 0 ? [.. bytes[..end], .. bytes[at..]] : [.. bytes[..at], .. bytes[end..]];
            default:
                int until = Math.Min(bytes.Length, at + _random.Next(8));
                return [.. bytes[..at], .. Pick(Tokens), .. bytes[until..]];
        }
    }

    /// <summary>An extreme 32-bit length in either order, more often near the head, where headers are.</summary>
    private byte[] Length(byte[] bytes, int at)
    {
        if (bytes.Length < sizeof(uint)) return bytes;
        if (_random.Next(2) == 0) at %= Math.Min(bytes.Length, 64);
        Span<byte> field = bytes.AsSpan(Math.Min(at, bytes.Length - sizeof(uint)), sizeof(uint));
        uint value = Extremes[_random.Next(Extremes.Length)];
        if (_random.Next(2) == 0) BinaryPrimitives.WriteUInt32LittleEndian(field, value);
        else BinaryPrimitives.WriteUInt32BigEndian(field, value);
        return bytes;
    }

    private byte[] Pick(IReadOnlyList<byte[]> list) => list[_random.Next(list.Count)];
}

using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ZkAccel.Bn254;

internal static partial class Montgomery<TModulus>
{
    /// <summary>Bytes of an encoded element.</summary>
    public const int ByteLength = 32;

    /// <summary>The Montgomery form of any 256-bit integer, reduced modulo p.</summary>
    public static Limbs FromInteger(in Limbs integer)
    {
        Multiply(R2, integer, out Limbs result);
        return result;
    }

    /// <summary>The integer below p that a Montgomery form stands for.</summary>
    public static Limbs ToInteger(in Limbs value)
    {
        Multiply(value, new Limbs(1, 0, 0, 0), out Limbs result);
        return result;
    }

    /// <summary>Whether an integer is below p.</summary>
    public static bool IsCanonical(in Limbs integer) => Limbs.Less(integer, P);

    /// <summary>Montgomery form of a canonical integer.</summary>
    /// <exception cref="ArgumentException">Not four limbs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The integer is not below p.</exception>
    public static Limbs FromCanonical(ReadOnlySpan<ulong> four)
    {
        if (four.Length != 4) throw new ArgumentException("A field element has four limbs.", nameof(four));
        var integer = new Limbs(four[0], four[1], four[2], four[3]);
        if (!IsCanonical(integer)) throw new ArgumentOutOfRangeException(nameof(four), "The integer is not below the modulus.");
        return FromInteger(integer);
    }

    /// <summary>Writes the canonical integer as four limbs.</summary>
    /// <exception cref="ArgumentException">Not four limbs.</exception>
    public static void ToCanonical(in Limbs value, Span<ulong> four)
    {
        if (four.Length != 4) throw new ArgumentException("A field element has four limbs.", nameof(four));
        Limbs x = ToInteger(value);
        (four[0], four[1], four[2], four[3]) = (x.L0, x.L1, x.L2, x.L3);
    }

    /// <summary>Checks limbs that are said to be in Montgomery form.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limbs are not below p.</exception>
    public static Limbs FromMontgomeryLimbs(ulong l0, ulong l1, ulong l2, ulong l3)
    {
        var x = new Limbs(l0, l1, l2, l3);
        return IsCanonical(x) ? x : throw new ArgumentOutOfRangeException(nameof(l3), "The limbs are not below the modulus.");
    }

    /// <summary>Reads 32 bytes; false when the length is wrong or the integer is not below p.</summary>
    public static bool TryRead(ReadOnlySpan<byte> bytes, bool bigEndian, out Limbs value)
    {
        value = default;
        if (bytes.Length != ByteLength) return false;
        Limbs integer = ReadInteger(bytes, bigEndian);
        if (!IsCanonical(integer)) return false;
        value = FromInteger(integer);
        return true;
    }

    /// <summary>Reads stored limbs from 32 little-endian bytes; false when the length is wrong or they are not below p.</summary>
    public static bool TryReadMontgomery(ReadOnlySpan<byte> bytes, out Limbs value)
    {
        value = default;
        if (bytes.Length != ByteLength) return false;
        Limbs limbs = ReadInteger(bytes, bigEndian: false);
        if (!IsCanonical(limbs)) return false;
        value = limbs;
        return true;
    }

    /// <summary>Writes the canonical integer as 32 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public static void Write(in Limbs value, Span<byte> bytes, bool bigEndian)
    {
        if (bytes.Length != ByteLength) throw new ArgumentException("A field element takes 32 bytes.", nameof(bytes));
        Limbs x = ToInteger(value);
        for (int i = 0; i < 4; i++)
        {
            if (bigEndian) BinaryPrimitives.WriteUInt64BigEndian(bytes[(24 - 8 * i)..], x[i]);
            else BinaryPrimitives.WriteUInt64LittleEndian(bytes[(8 * i)..], x[i]);
        }
    }

    /// <summary>A big-endian integer of at most 64 bytes, modulo p.</summary>
    /// <exception cref="ArgumentException">More than 64 bytes.</exception>
    public static Limbs Reduce(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > 2 * ByteLength) throw new ArgumentException("At most 64 bytes are reduced.", nameof(bytes));
        Span<byte> padded = stackalloc byte[2 * ByteLength];
        padded.Clear();
        bytes.CopyTo(padded[(padded.Length - bytes.Length)..]);
        // high * 2^256 + low: R2 is the Montgomery form of 2^256.
        Multiply(R2, FromInteger(ReadInteger(padded[..ByteLength], bigEndian: true)), out Limbs high);
        Add(high, FromInteger(ReadInteger(padded[ByteLength..], bigEndian: true)), out Limbs result);
        return result;
    }

    /// <summary>A uniform element from the system's generator, by rejection of 254-bit draws (3 of 4 are kept).</summary>
    public static Limbs Random()
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        Limbs x;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            bytes[^1] &= 0x3f;
            x = ReadInteger(bytes, bigEndian: false);
        }
        while (!IsCanonical(x));
        CryptographicOperations.ZeroMemory(bytes);
        return x;
    }

    /// <summary>"0x" and 64 hexadecimal digits.</summary>
    public static string ToHex(in Limbs value)
    {
        Span<byte> bytes = stackalloc byte[ByteLength];
        Write(value, bytes, bigEndian: true);
        return "0x" + Convert.ToHexStringLower(bytes);
    }

    private static Limbs ReadInteger(ReadOnlySpan<byte> bytes, bool bigEndian)
    {
        Span<ulong> x = stackalloc ulong[4];
        bytes.CopyTo(MemoryMarshal.AsBytes(x));
        if (!bigEndian) return new Limbs(Little(x[0]), Little(x[1]), Little(x[2]), Little(x[3]));
        return new Limbs(Big(x[3]), Big(x[2]), Big(x[1]), Big(x[0]));

        static ulong Little(ulong v) => BitConverter.IsLittleEndian ? v : BinaryPrimitives.ReverseEndianness(v);
        static ulong Big(ulong v) => BitConverter.IsLittleEndian ? BinaryPrimitives.ReverseEndianness(v) : v;
    }
}

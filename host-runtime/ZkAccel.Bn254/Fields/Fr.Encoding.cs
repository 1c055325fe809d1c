using Core = ZkAccel.Bn254.Montgomery<ZkAccel.Bn254.FrModulus>;

namespace ZkAccel.Bn254;

public readonly partial struct Fr
{
    /// <summary>Bytes of an encoded element.</summary>
    public const int ByteLength = 32;

    /// <summary>The element of an unsigned integer.</summary>
    public static Fr FromUInt64(ulong value) => new(Core.FromInteger(new Limbs(value, 0, 0, 0)));

    /// <summary>The element of a signed integer; negative ones are r minus the magnitude.</summary>
    public static Fr FromInt64(long value) => value >= 0 ? FromUInt64((ulong)value) : -FromUInt64(0 - (ulong)value);

    /// <summary>Montgomery form of a canonical integer of four limbs, least significant first.</summary>
    /// <exception cref="ArgumentException">Not four limbs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The integer is not below r.</exception>
    public static Fr FromCanonical(ReadOnlySpan<ulong> four) => new(Core.FromCanonical(four));

    /// <summary>Writes the canonical integer as four limbs, least significant first.</summary>
    /// <exception cref="ArgumentException">Not four limbs.</exception>
    public void ToCanonical(Span<ulong> four) => Core.ToCanonical(_value, four);

    /// <summary>The element whose stored limbs (x * 2^256 mod r, least significant first) are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limbs are not below r.</exception>
    public static Fr FromMontgomeryLimbs(ulong l0, ulong l1, ulong l2, ulong l3) => new(Core.FromMontgomeryLimbs(l0, l1, l2, l3));

    /// <summary>Reads 32 big-endian bytes; false when the length differs or the integer is not below r.</summary>
    public static bool TryFromBytesBigEndian(ReadOnlySpan<byte> bytes, out Fr value) => TryRead(bytes, bigEndian: true, out value);

    /// <summary>Reads 32 little-endian bytes; false when the length differs or the integer is not below r.</summary>
    public static bool TryFromBytesLittleEndian(ReadOnlySpan<byte> bytes, out Fr value) => TryRead(bytes, bigEndian: false, out value);

    /// <summary>Writes the canonical integer as 32 big-endian bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public void WriteBytesBigEndian(Span<byte> bytes) => Core.Write(_value, bytes, bigEndian: true);

    /// <summary>Writes the canonical integer as 32 little-endian bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public void WriteBytesLittleEndian(Span<byte> bytes) => Core.Write(_value, bytes, bigEndian: false);

    /// <summary>A big-endian integer of at most 64 bytes, modulo r.</summary>
    /// <exception cref="ArgumentException">More than 64 bytes.</exception>
    public static Fr ReduceBytesBigEndian(ReadOnlySpan<byte> bytes) => new(Core.Reduce(bytes));

    /// <summary>A uniform element from the system's cryptographic generator.</summary>
    public static Fr Random() => new(Core.Random());

    private static bool TryRead(ReadOnlySpan<byte> bytes, bool bigEndian, out Fr value)
    {
        bool ok = Core.TryRead(bytes, bigEndian, out Limbs limbs);
        value = new Fr(limbs);
        return ok;
    }
}

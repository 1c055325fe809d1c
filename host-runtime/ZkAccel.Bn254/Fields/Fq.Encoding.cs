using Core = ZkAccel.Bn254.Montgomery<ZkAccel.Bn254.FqModulus>;

namespace ZkAccel.Bn254;

public readonly partial struct Fq
{
    /// <summary>Bytes of an encoded element.</summary>
    public const int ByteLength = 32;

    /// <summary>The element of an unsigned integer.</summary>
    public static Fq FromUInt64(ulong value) => new(Core.FromInteger(new Limbs(value, 0, 0, 0)));

    /// <summary>The element of a signed integer; negative ones are q minus the magnitude.</summary>
    public static Fq FromInt64(long value) => value >= 0 ? FromUInt64((ulong)value) : -FromUInt64(0 - (ulong)value);

    /// <summary>Montgomery form of a canonical integer of four limbs, least significant first.</summary>
    /// <exception cref="ArgumentException">Not four limbs.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The integer is not below q.</exception>
    public static Fq FromCanonical(ReadOnlySpan<ulong> four) => new(Core.FromCanonical(four));

    /// <summary>Writes the canonical integer as four limbs, least significant first.</summary>
    /// <exception cref="ArgumentException">Not four limbs.</exception>
    public void ToCanonical(Span<ulong> four) => Core.ToCanonical(_value, four);

    /// <summary>The element whose stored limbs (x * 2^256 mod q, least significant first) are given.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The limbs are not below q.</exception>
    public static Fq FromMontgomeryLimbs(ulong l0, ulong l1, ulong l2, ulong l3) => new(Core.FromMontgomeryLimbs(l0, l1, l2, l3));

    /// <summary>Reads 32 big-endian bytes; false when the length differs or the integer is not below q.</summary>
    public static bool TryFromBytesBigEndian(ReadOnlySpan<byte> bytes, out Fq value) => TryRead(bytes, bigEndian: true, out value);

    /// <summary>Reads 32 little-endian bytes; false when the length differs or the integer is not below q.</summary>
    public static bool TryFromBytesLittleEndian(ReadOnlySpan<byte> bytes, out Fq value) => TryRead(bytes, bigEndian: false, out value);

    /// <summary>
    /// Reads x * 2^256 mod q as 32 little-endian bytes, as SRS files of other tools store coordinates; false when the length
    /// differs or the integer is not below q.
    /// </summary>
    public static bool TryFromMontgomeryBytes(ReadOnlySpan<byte> bytes, out Fq value)
    {
        bool ok = Core.TryReadMontgomery(bytes, out Limbs limbs);
        value = new Fq(limbs);
        return ok;
    }

    /// <summary>Writes the canonical integer as 32 big-endian bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public void WriteBytesBigEndian(Span<byte> bytes) => Core.Write(_value, bytes, bigEndian: true);

    /// <summary>Writes the canonical integer as 32 little-endian bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 32 bytes long.</exception>
    public void WriteBytesLittleEndian(Span<byte> bytes) => Core.Write(_value, bytes, bigEndian: false);

    /// <summary>A big-endian integer of at most 64 bytes, modulo q.</summary>
    /// <exception cref="ArgumentException">More than 64 bytes.</exception>
    public static Fq ReduceBytesBigEndian(ReadOnlySpan<byte> bytes) => new(Core.Reduce(bytes));

    /// <summary>A uniform element from the system's cryptographic generator.</summary>
    public static Fq Random() => new(Core.Random());

    private static bool TryRead(ReadOnlySpan<byte> bytes, bool bigEndian, out Fq value)
    {
        bool ok = Core.TryRead(bytes, bigEndian, out Limbs limbs);
        value = new Fq(limbs);
        return ok;
    }
}

namespace ZkAccel.Runtime;

/// <summary>
/// A promise about scalars: x in [0, 2^Bits), or |x| &lt; 2^Bits when signed, where -x is stored as r - x. Small scalars leave
/// most windows of an MSM empty. A device may use it and may ignore it.
/// </summary>
public readonly record struct ScalarHint
{
    private const int FieldBits = 254;

    private ScalarHint(int bits, bool signed)
    {
        Bits = bits;
        Signed = signed;
    }

    /// <summary>No promise: any field element.</summary>
    public static ScalarHint Full => new(FieldBits, signed: false);

    /// <summary>Bits of the absolute value, 1 to 254; 0 only in <c>default</c>, which every operation refuses.</summary>
    public int Bits { get; }

    /// <summary>Whether negatives (elements above r/2) occur.</summary>
    public bool Signed { get; }

    /// <summary>Elements of at most <paramref name="bits"/> bits (1 to 253), with both signs if <paramref name="signed"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The bit count is out of range.</exception>
    public static ScalarHint Small(int bits, bool signed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bits, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(bits, FieldBits);
        return new ScalarHint(bits, signed);
    }
}

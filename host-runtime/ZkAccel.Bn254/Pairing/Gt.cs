namespace ZkAccel.Bn254;

/// <summary>An element of the pairing's image, the subgroup of order r of the non-zero elements of Fq^12.</summary>
public readonly struct Gt : IEquatable<Gt>
{
    private readonly Fq12 _value;

    internal Gt(in Fq12 value) => _value = value;

    /// <summary>The neutral element.</summary>
    public static Gt One => new(Fq12.One);

    /// <summary>Whether this is the neutral element; the default value is not an element of the group.</summary>
    public bool IsOne => _value == Fq12.One;

    internal Fq12 Value => _value;

    /// <summary>The product.</summary>
    public static Gt operator *(in Gt a, in Gt b) => new(a._value * b._value);

    /// <summary>Whether a and b are the same element.</summary>
    public static bool operator ==(in Gt a, in Gt b) => a._value == b._value;

    /// <summary>Whether a and b differ.</summary>
    public static bool operator !=(in Gt a, in Gt b) => !(a == b);

    /// <summary>The inverse: the conjugate over Fq^6.</summary>
    public Gt Inverse() => new(_value.Conjugate());

    /// <summary>This to the power of a scalar.</summary>
    public Gt Pow(in Fr exponent)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        exponent.ToCanonical(limbs);
        return new Gt(FieldAlgorithms.Pow(_value, limbs));
    }

    /// <inheritdoc/>
    public bool Equals(Gt other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Gt other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => _value.GetHashCode();

    /// <summary>The twelve coefficients in hexadecimal.</summary>
    public override string ToString() => _value.ToString();
}

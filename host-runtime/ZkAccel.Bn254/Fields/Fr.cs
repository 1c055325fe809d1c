using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Core = ZkAccel.Bn254.Montgomery<ZkAccel.Bn254.FrModulus>;

namespace ZkAccel.Bn254;

/// <summary>
/// An element of the scalar field of BN254: integers modulo
/// r = 21888242871839275222246405745257275088548364400416034343698204186575808495617, the order of G1, G2 and the pairing's image.
/// </summary>
/// <remarks>
/// Layout is part of the contract: 32 bytes, four 64-bit limbs, least significant first, holding x * 2^256 mod r and always
/// below r. An array of elements may be reinterpreted as limbs; limbs that come from elsewhere must keep that range. The
/// default value is zero. Nothing here runs in constant time.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct Fr : IField<Fr>
{
    private readonly Limbs _value;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private Fr(in Limbs value) => _value = value;

    /// <summary>The number zero.</summary>
    public static Fr Zero => default;

    /// <summary>The number one.</summary>
    public static Fr One => new(Core.R);

    /// <summary>Whether this is zero.</summary>
    public bool IsZero => _value.IsZero;

    /// <summary>a + b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fr operator +(in Fr a, in Fr b)
    {
        Core.Add(a._value, b._value, out Limbs r);
        return new Fr(r);
    }

    /// <summary>a - b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fr operator -(in Fr a, in Fr b)
    {
        Core.Subtract(a._value, b._value, out Limbs r);
        return new Fr(r);
    }

    /// <summary>a * b.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fr operator *(in Fr a, in Fr b)
    {
        Core.Multiply(a._value, b._value, out Limbs r);
        return new Fr(r);
    }

    /// <summary>-a.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Fr operator -(in Fr a)
    {
        Core.Negate(a._value, out Limbs r);
        return new Fr(r);
    }

    /// <summary>Whether a and b are the same element.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator ==(in Fr a, in Fr b) => Limbs.Equal(a._value, b._value);

    /// <summary>Whether a and b differ.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool operator !=(in Fr a, in Fr b) => !Limbs.Equal(a._value, b._value);

    /// <summary>This times itself.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fr Square() => this * this;

    /// <summary>Twice this.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Fr Double() => this + this;

    /// <summary>The multiplicative inverse.</summary>
    /// <exception cref="DivideByZeroException">This is zero.</exception>
    public Fr Inverse() => new(Core.Inverse(_value));

    /// <summary>This to the power of <paramref name="exponent"/>; 0^0 is 1.</summary>
    public Fr Pow(ulong exponent) => FieldAlgorithms.Pow(this, new ReadOnlySpan<ulong>(in exponent));

    /// <summary>This to a power given as limbs, least significant first, any number of them; 0^0 is 1.</summary>
    public Fr Pow(ReadOnlySpan<ulong> exponentLimbs) => FieldAlgorithms.Pow(this, exponentLimbs);

    /// <summary>Inverts every element in place with one inversion and 3 products an element; zeros stay zero.</summary>
    public static void BatchInvert(Span<Fr> values) => FieldAlgorithms.BatchInvert(values);

    /// <inheritdoc/>
    public bool Equals(Fr other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fr other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(_value.L0, _value.L1, _value.L2, _value.L3);

    /// <summary>"0x" and the canonical integer as 64 hexadecimal digits.</summary>
    public override string ToString() => Core.ToHex(_value);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZkAccel.Bn254;

/// <summary>An element c0 + c1 u of Fq[u]/(u^2 + 1), the coordinates of G2.</summary>
/// <remarks>Layout: 64 bytes, c0 then c1. The default value is zero.</remarks>
[StructLayout(LayoutKind.Sequential)]
[method: MethodImpl(MethodImplOptions.AggressiveInlining)]
public readonly struct Fq2(in Fq c0, in Fq c1) : IField<Fq2>
{
    /// <summary>The real part.</summary>
    public readonly Fq C0 = c0;

    /// <summary>The factor of u.</summary>
    public readonly Fq C1 = c1;

    /// <summary>The number zero.</summary>
    public static Fq2 Zero => default;

    /// <summary>The number one.</summary>
    public static Fq2 One => new(Fq.One, Fq.Zero);

    /// <summary>Whether this is zero.</summary>
    public bool IsZero => C0.IsZero && C1.IsZero;

    /// <summary>c0 - c1 u, which is the q-th power.</summary>
    public Fq2 Conjugate() => new(C0, -C1);

    /// <summary>a + b.</summary>
    public static Fq2 operator +(in Fq2 a, in Fq2 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    /// <summary>a - b.</summary>
    public static Fq2 operator -(in Fq2 a, in Fq2 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    /// <summary>-a.</summary>
    public static Fq2 operator -(in Fq2 a) => new(-a.C0, -a.C1);

    /// <summary>a * b by Karatsuba: 3 products of Fq.</summary>
    public static Fq2 operator *(in Fq2 a, in Fq2 b)
    {
        Fq v0 = a.C0 * b.C0;
        Fq v1 = a.C1 * b.C1;
        Fq cross = (a.C0 + a.C1) * (b.C0 + b.C1);
        return new Fq2(v0 - v1, cross - v0 - v1);
    }

    /// <summary>a times an element of Fq.</summary>
    public static Fq2 operator *(in Fq2 a, in Fq b) => new(a.C0 * b, a.C1 * b);

    /// <summary>Whether a and b are the same element.</summary>
    public static bool operator ==(in Fq2 a, in Fq2 b) => a.C0 == b.C0 && a.C1 == b.C1;

    /// <summary>Whether a and b differ.</summary>
    public static bool operator !=(in Fq2 a, in Fq2 b) => !(a == b);

    /// <summary>This times itself: (c0 + c1)(c0 - c1) + 2 c0 c1 u, 2 products of Fq.</summary>
    public Fq2 Square()
    {
        Fq product = C0 * C1;
        return new Fq2((C0 + C1) * (C0 - C1), product.Double());
    }

    /// <summary>Twice this.</summary>
    public Fq2 Double() => new(C0.Double(), C1.Double());

    /// <summary>The conjugate over the norm c0^2 + c1^2.</summary>
    /// <exception cref="DivideByZeroException">This is zero.</exception>
    public Fq2 Inverse()
    {
        Fq inverse = (C0.Square() + C1.Square()).Inverse();
        return new Fq2(C0 * inverse, -(C1 * inverse));
    }

    /// <summary>This times 9 + u, which has no cube or square root: v^3 and w^6 in the tower.</summary>
    internal Fq2 MultiplyByNonResidue()
    {
        Fq2 nine = Double().Double().Double() + this;
        return new Fq2(nine.C0 - C1, nine.C1 + C0);
    }

    /// <inheritdoc/>
    public bool Equals(Fq2 other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Fq2 other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(C0, C1);

    /// <summary>Both parts in hexadecimal.</summary>
    public override string ToString() => $"{C0} + {C1} u";
}

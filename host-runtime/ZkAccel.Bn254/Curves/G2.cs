using System.Runtime.InteropServices;

namespace ZkAccel.Bn254;

/// <summary>A point of the twist that holds G2, in Jacobian coordinates; equality compares points. The default value is infinity.</summary>
[StructLayout(LayoutKind.Sequential)]
public readonly struct G2 : IEquatable<G2>
{
    private readonly Jacobian<Fq2> _point;

    private G2(in Jacobian<Fq2> point) => _point = point;

    /// <summary>The point of affine coordinates.</summary>
    public G2(in G2Affine point) => _point = Jacobian<Fq2>.FromAffine(point.X, point.Y);

    /// <summary>The point at infinity, the neutral element.</summary>
    public static G2 Infinity => new(Jacobian<Fq2>.Infinity);

    /// <summary>Whether this is the point at infinity.</summary>
    public bool IsInfinity => _point.IsInfinity;

    /// <summary>The sum.</summary>
    public static G2 operator +(in G2 a, in G2 b) => new(a._point.Add(b._point));

    /// <summary>The sum with an affine point.</summary>
    public static G2 operator +(in G2 a, in G2Affine b) => b.IsInfinity ? a : new(a._point.AddAffine(b.X, b.Y));

    /// <summary>a + (-b).</summary>
    public static G2 operator -(in G2 a, in G2 b) => new(a._point.Add(b._point.Negate()));

    /// <summary>The opposite point.</summary>
    public static G2 operator -(in G2 a) => new(a._point.Negate());

    /// <summary>The point times a scalar.</summary>
    public static G2 operator *(in G2 p, in Fr k)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        k.ToCanonical(limbs);
        return p.Multiply(limbs);
    }

    /// <summary>Whether both stand for the same point.</summary>
    public static bool operator ==(in G2 a, in G2 b) => a._point.SamePoint(b._point);

    /// <summary>Whether the points differ.</summary>
    public static bool operator !=(in G2 a, in G2 b) => !(a == b);

    /// <summary>Twice this.</summary>
    public G2 Double() => new(_point.Double());

    /// <summary>Affine coordinates, at the cost of one inversion.</summary>
    public G2Affine ToAffine()
    {
        (Fq2 x, Fq2 y) = _point.ToAffine();
        return new G2Affine(x, y);
    }

    /// <inheritdoc/>
    public bool Equals(G2 other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is G2 other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => ToAffine().GetHashCode();

    /// <summary>The affine coordinates in hexadecimal.</summary>
    public override string ToString() => ToAffine().ToString();

    /// <summary>This times an integer in little-endian limbs, not reduced modulo r: the cofactor is not a multiple of r.</summary>
    internal G2 Multiply(ReadOnlySpan<ulong> k) => new(_point.Multiply(k));

    /// <summary>(x^q xi^((q-1)/3), y^q xi^((q-1)/2)): the q-power map of the curve carried to the twist; q mod r on G2.</summary>
    internal static Jacobian<Fq2> Frobenius(in Jacobian<Fq2> p) => new(
        p.X.Conjugate() * FrobeniusConstants.Gamma[2], p.Y.Conjugate() * FrobeniusConstants.Gamma[3], p.Z.Conjugate());
}

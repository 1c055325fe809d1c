using System.Runtime.InteropServices;

namespace ZkAccel.Bn254;

/// <summary>
/// A point of G1 in Jacobian coordinates: (X/Z^2, Y/Z^3), Z = 0 at infinity. The form to sum in; many representations stand
/// for one point, and equality compares points.
/// </summary>
/// <remarks>Layout: 96 bytes, X, Y, Z, each as <see cref="Fq"/> lays it out. The default value is infinity.</remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly partial struct G1 : IEquatable<G1>
{
    private readonly Jacobian<Fq> _point;

    private G1(in Jacobian<Fq> point) => _point = point;

    /// <summary>The point of affine coordinates.</summary>
    public G1(in G1Affine point) => _point = Jacobian<Fq>.FromAffine(point.X, point.Y);

    /// <summary>The point (x/z^2, y/z^3), or infinity when z is zero; the curve equation is not checked.</summary>
    public static G1 FromJacobian(in Fq x, in Fq y, in Fq z) => new(new Jacobian<Fq>(x, y, z));

    /// <summary>The point at infinity, the neutral element.</summary>
    public static G1 Infinity => new(Jacobian<Fq>.Infinity);

    /// <summary>The Jacobian X.</summary>
    public Fq X => _point.X;

    /// <summary>The Jacobian Y.</summary>
    public Fq Y => _point.Y;

    /// <summary>The Jacobian Z; zero at infinity.</summary>
    public Fq Z => _point.Z;

    /// <summary>Whether this is the point at infinity.</summary>
    public bool IsInfinity => _point.IsInfinity;

    /// <summary>The sum: 11 products and 5 squarings of Fq.</summary>
    public static G1 operator +(in G1 a, in G1 b) => new(a._point.Add(b._point));

    /// <summary>The sum with an affine point: 7 products and 4 squarings of Fq.</summary>
    public static G1 operator +(in G1 a, in G1Affine b) => b.IsInfinity ? a : new(a._point.AddAffine(b.X, b.Y));

    /// <summary>a + (-b).</summary>
    public static G1 operator -(in G1 a, in G1 b) => new(a._point.Add(b._point.Negate()));

    /// <summary>The opposite point.</summary>
    public static G1 operator -(in G1 a) => new(a._point.Negate());

    /// <summary>The point times a scalar.</summary>
    public static G1 operator *(in G1 p, in Fr k)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        k.ToCanonical(limbs);
        return new G1(p._point.Multiply(limbs));
    }

    /// <summary>Whether both stand for the same point.</summary>
    public static bool operator ==(in G1 a, in G1 b) => a._point.SamePoint(b._point);

    /// <summary>Whether the points differ.</summary>
    public static bool operator !=(in G1 a, in G1 b) => !(a == b);

    /// <summary>Twice this: 2 products and 5 squarings of Fq.</summary>
    public G1 Double() => new(_point.Double());

    /// <summary>Affine coordinates, at the cost of one inversion.</summary>
    public G1Affine ToAffine()
    {
        (Fq x, Fq y) = _point.ToAffine();
        return new G1Affine(x, y);
    }

    /// <summary>Affine coordinates of many points with one inversion in all.</summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static void ToAffine(ReadOnlySpan<G1> points, Span<G1Affine> result)
    {
        if (points.Length != result.Length) throw new ArgumentException("As many results as points.", nameof(result));
        var inverses = new Fq[points.Length];
        for (int i = 0; i < points.Length; i++) inverses[i] = points[i].Z;
        Fq.BatchInvert(inverses);
        for (int i = 0; i < points.Length; i++)
        {
            (Fq x, Fq y) = points[i]._point.Scale(inverses[i]);
            result[i] = new G1Affine(x, y);
        }
    }

    /// <inheritdoc/>
    public bool Equals(G1 other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is G1 other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => ToAffine().GetHashCode();

    /// <summary>The affine coordinates in hexadecimal.</summary>
    public override string ToString() => ToAffine().ToString();
}

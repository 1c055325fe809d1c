using System.Runtime.CompilerServices;

namespace ZkAccel.Bn254;

/// <summary>
/// A point (X/Z^2, Y/Z^3) of y^2 = x^3 + b over F, Z = 0 at infinity. The formulas (dbl-2009-l, add-2007-bl, madd-2007-bl of
/// the Explicit-Formulas Database) do not contain b; equal, opposite and infinite operands are told apart first.
/// </summary>
internal readonly struct Jacobian<F>(in F x, in F y, in F z)
    where F : struct, IField<F>
{
    public readonly F X = x, Y = y, Z = z;

    public static Jacobian<F> Infinity => new(F.One, F.One, F.Zero);

    public bool IsInfinity => Z.IsZero;

    public static Jacobian<F> FromAffine(in F x, in F y) => x.IsZero && y.IsZero ? Infinity : new(x, y, F.One);

    public Jacobian<F> Negate() => new(X, -Y, Z);

    /// <summary>2 products, 5 squarings.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Jacobian<F> Double()
    {
        F a = X.Square();
        F b = Y.Square();
        F c = b.Square();
        F d = ((X + b).Square() - a - c).Double();
        F e = a.Double() + a;
        F x = e.Square() - d.Double();
        F y = e * (d - x) - c.Double().Double().Double();
        return new Jacobian<F>(x, y, (Y * Z).Double());
    }

    /// <summary>11 products, 5 squarings.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Jacobian<F> Add(in Jacobian<F> other)
    {
        if (IsInfinity) return other;
        if (other.IsInfinity) return this;
        F zz1 = Z.Square();
        F zz2 = other.Z.Square();
        F u1 = X * zz2;
        F u2 = other.X * zz1;
        F s1 = Y * other.Z * zz2;
        F s2 = other.Y * Z * zz1;
        F h = u2 - u1;
        F r = (s2 - s1).Double();
        if (h.IsZero) return r.IsZero ? Double() : Infinity;
        F i = h.Double().Square();
        F j = h * i;
        F v = u1 * i;
        F x = r.Square() - j - v.Double();
        F y = r * (v - x) - (s1 * j).Double();
        F z = ((Z + other.Z).Square() - zz1 - zz2) * h;
        return new Jacobian<F>(x, y, z);
    }

    /// <summary>Adds a finite point of Z = 1: 7 products, 4 squarings.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public Jacobian<F> AddAffine(in F x2, in F y2)
    {
        if (IsInfinity) return new Jacobian<F>(x2, y2, F.One);
        F zz = Z.Square();
        F h = x2 * zz - X;
        F r = (y2 * Z * zz - Y).Double();
        if (h.IsZero) return r.IsZero ? Double() : Infinity;
        F hh = h.Square();
        F i = hh.Double().Double();
        F j = h * i;
        F v = X * i;
        F x = r.Square() - j - v.Double();
        F y = r * (v - x) - (Y * j).Double();
        F z = (Z + h).Square() - zz - hh;
        return new Jacobian<F>(x, y, z);
    }

    /// <summary>Whether both stand for one point, whatever their Z.</summary>
    public bool SamePoint(in Jacobian<F> other)
    {
        if (IsInfinity || other.IsInfinity) return IsInfinity == other.IsInfinity;
        F zz1 = Z.Square();
        F zz2 = other.Z.Square();
        return X * zz2 == other.X * zz1 && Y * other.Z * zz2 == other.Y * Z * zz1;
    }

    /// <summary>k times this for k in little-endian limbs: left to right with a window of 4 bits. Variable time.</summary>
    public Jacobian<F> Multiply(ReadOnlySpan<ulong> k)
    {
        const int window = 4;
        var multiples = new Jacobian<F>[1 << window];
        multiples[0] = Infinity;
        for (int i = 1; i < multiples.Length; i++) multiples[i] = multiples[i - 1].Add(this);
        Jacobian<F> sum = Infinity;
        for (int bit = k.Length * 64 - window; bit >= 0; bit -= window)
        {
            if (!sum.IsInfinity)
            {
                for (int i = 0; i < window; i++) sum = sum.Double();
            }

            sum = sum.Add(multiples[k[bit >> 6] >> (bit & 63) & ((1 << window) - 1)]);
        }

        return sum;
    }

    /// <summary>Affine coordinates, (0, 0) at infinity.</summary>
    public (F X, F Y) ToAffine() => IsInfinity ? default : Scale(Z.Inverse());

    /// <summary>Affine coordinates given 1/Z.</summary>
    public (F X, F Y) Scale(in F inverse)
    {
        F square = inverse.Square();
        return (X * square, Y * square * inverse);
    }
}

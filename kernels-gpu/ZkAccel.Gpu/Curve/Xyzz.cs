using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ZkAccel.Gpu;

/// <summary>
/// A point of y² = x³ + b as (X, Y, ZZ, ZZZ) with x = X/ZZ, y = Y/ZZZ, ZZ³ = ZZZ²; the identity has ZZ = 0. Formulas: Sutherland 1986, as
/// madd-2008-s, add-2008-s, dbl-2008-s-1 of the Explicit-Formulas Database, complete here by the cases that they exclude. The group has odd order,
/// so no point but the identity has y = 0.
/// </summary>
/// <remarks>
/// What dies early is computed early: the order decides how many registers a thread needs.
/// In products of 32 by 32 bits (see <see cref="FieldPtx"/>): plus an affine point 6M + 2S + 1 difference of products = 1232, sum 10M + 2S + 1 = 1776,
/// double 4M + 3S + 1 = 1068.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct Xyzz<TField>(TField x, TField y, TField zz, TField zzz)
    where TField : unmanaged, IField<TField>
{
    public readonly TField X = x, Y = y, ZZ = zz, ZZZ = zzz;

    public static Xyzz<TField> Identity => default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Xyzz<TField> From(TField x, TField y) => y.IsZero ? Identity : new(x, y, TField.One, TField.One);

    /// <summary>a + (x, y).</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Xyzz<TField> Add(Xyzz<TField> a, TField x, TField y)
    {
        if (y.IsZero) return a;
        if (a.ZZ.IsZero) return new(x, y, TField.One, TField.One);
        var p = x * a.ZZ - a.X;
        var r = y * a.ZZZ - a.Y;
        if (p.IsZero) return r.IsZero ? Double(x, y) : Identity;
        var pp = TField.Square(p);
        var ppp = p * pp;
        var q = a.X * pp;
        var zz = a.ZZ * pp;
        var zzz = a.ZZZ * ppp;
        var x3 = TField.Square(r) - ppp - TField.Double(q);
        return new(x3, TField.MulSub(r, q - x3, a.Y, ppp), zz, zzz);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Xyzz<TField> Add(Xyzz<TField> a, Xyzz<TField> b)
    {
        if (b.ZZ.IsZero) return a;
        if (a.ZZ.IsZero) return b;
        var u = a.X * b.ZZ;
        var s = a.Y * b.ZZZ;
        var p = b.X * a.ZZ - u;
        var r = b.Y * a.ZZZ - s;
        if (p.IsZero) return r.IsZero ? Double(a) : Identity;
        var pp = TField.Square(p);
        var ppp = p * pp;
        var q = u * pp;
        var zz = a.ZZ * b.ZZ * pp;
        var zzz = a.ZZZ * b.ZZZ * ppp;
        var x3 = TField.Square(r) - ppp - TField.Double(q);
        return new(x3, TField.MulSub(r, q - x3, s, ppp), zz, zzz);
    }

    /// <summary>2a; the identity stays, since its ZZ does.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Xyzz<TField> Double(Xyzz<TField> a)
    {
        var u = TField.Double(a.Y);
        var v = TField.Square(u);
        var w = u * v;
        var s = a.X * v;
        var zz = v * a.ZZ;
        var zzz = w * a.ZZZ;
        var square = TField.Square(a.X);
        var m = TField.Double(square) + square;
        var x3 = TField.Square(m) - TField.Double(s);
        return new(x3, TField.MulSub(m, s - x3, w, a.Y), zz, zzz);
    }

    /// <summary>2 (x, y), which is not the identity.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Xyzz<TField> Double(TField x, TField y)
    {
        var u = TField.Double(y);
        var v = TField.Square(u);
        var w = u * v;
        var s = x * v;
        var square = TField.Square(x);
        var m = TField.Double(square) + square;
        var x3 = TField.Square(m) - TField.Double(s);
        return new(x3, TField.MulSub(m, s - x3, w, y), v, w);
    }
}

using System.Runtime.InteropServices;

namespace ZkAccel.Bn254;

/// <summary>
/// A point of the twist y^2 = x^3 + 3/(9 + u) over Fq2 in affine coordinates; (0, 0), which is off the curve, is the point at
/// infinity and the default value. G2 is the subgroup of order r; the twist has about 2^254 times as many points.
/// </summary>
/// <remarks>
/// Layout: 128 bytes, X then Y. The constructor checks nothing; points from outside go through <see cref="TryDecode"/>, or
/// <see cref="IsOnCurve"/> and <see cref="IsInSubgroup"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct G2Affine(Fq2 x, Fq2 y) : IEquatable<G2Affine>
{
    /// <summary>Bytes of an encoded point.</summary>
    public const int ByteLength = 4 * Fq.ByteLength;

    /// <summary>3/(9 + u).</summary>
    internal static readonly Fq2 B = new Fq2(Fq.FromUInt64(9), Fq.One).Inverse() * Fq.FromUInt64(3);

    /// <summary>The x coordinate.</summary>
    public readonly Fq2 X = x;

    /// <summary>The y coordinate.</summary>
    public readonly Fq2 Y = y;

    /// <summary>The generator of EIP-197.</summary>
    public static G2Affine Generator { get; } = new(
        new Fq2(
            Fq.FromCanonical([0x46debd5cd992f6ed, 0x674322d4f75edadd, 0x426a00665e5c4479, 0x1800deef121f1e76]),
            Fq.FromCanonical([0x97e485b7aef312c2, 0xf1aa493335a9e712, 0x7260bfb731fb5d25, 0x198e9393920d483a])),
        new Fq2(
            Fq.FromCanonical([0x4ce6cc0166fa7daa, 0xe3d1e7690c43d37b, 0x4aab71808dcb408f, 0x12c85ea5db8c6deb]),
            Fq.FromCanonical([0x55acdadcd122975b, 0xbc4b313370b38ef3, 0xec9e99ad690c3395, 0x090689d0585ff075])));

    /// <summary>The point at infinity.</summary>
    public static G2Affine Infinity => default;

    /// <summary>Whether this is the point at infinity.</summary>
    public bool IsInfinity => X.IsZero && Y.IsZero;

    /// <summary>Whether this is infinity or satisfies the curve equation; see <see cref="IsInSubgroup"/>.</summary>
    public bool IsOnCurve => IsInfinity || Y.Square() == X.Square() * X + B;

    /// <summary>
    /// Whether a point on the curve has order 1 or r: (x+1) P + f(x P) + f^2(x P) = f^3(2x P) for the curve's parameter x and
    /// the Frobenius map f of the twist (El Housni, Guillevic, Piellard 2022). One multiplication by 63 bits.
    /// </summary>
    public bool IsInSubgroup
    {
        get
        {
            var p = Jacobian<Fq2>.FromAffine(X, Y);
            Jacobian<Fq2> xp = p.Multiply([CurveParameter.X]);
            Jacobian<Fq2> f1 = G2.Frobenius(xp);
            Jacobian<Fq2> f2 = G2.Frobenius(f1);
            Jacobian<Fq2> f3 = G2.Frobenius(f2);
            return xp.Add(p).Add(f1).Add(f2).SamePoint(f3.Double());
        }
    }

    /// <summary>The opposite point.</summary>
    public static G2Affine operator -(in G2Affine p) => new(p.X, -p.Y);

    /// <summary>The sum of two points.</summary>
    public static G2 operator +(in G2Affine a, in G2Affine b) => new G2(a) + b;

    /// <summary>The point times a scalar.</summary>
    public static G2 operator *(in G2Affine p, in Fr k) => new G2(p) * k;

    /// <summary>Whether both are the same point.</summary>
    public static bool operator ==(in G2Affine a, in G2Affine b) => a.X == b.X && a.Y == b.Y;

    /// <summary>Whether the points differ.</summary>
    public static bool operator !=(in G2Affine a, in G2Affine b) => !(a == b);

    /// <summary>
    /// Reads the Ethereum encoding (EIP-197): the parts x.c1, x.c0, y.c1, y.c0 (imaginary first), 32 big-endian bytes each,
    /// 128 zero bytes for infinity. False when the length differs, a part is not below q, the point is off the curve or
    /// outside the subgroup of order r.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        point = default;
        if (bytes.Length != ByteLength
            || !TryReadPair(bytes[..(ByteLength / 2)], out Fq2 x)
            || !TryReadPair(bytes[(ByteLength / 2)..], out Fq2 y))
            return false;
        var candidate = new G2Affine(x, y);
        if (!candidate.IsOnCurve || !candidate.IsInSubgroup) return false;
        point = candidate;
        return true;
    }

    /// <summary>Writes the Ethereum encoding, 128 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 128 bytes long.</exception>
    public void Encode(Span<byte> bytes)
    {
        if (bytes.Length != ByteLength) throw new ArgumentException("A point of G2 takes 128 bytes.", nameof(bytes));
        X.C1.WriteBytesBigEndian(bytes[..32]);
        X.C0.WriteBytesBigEndian(bytes[32..64]);
        Y.C1.WriteBytesBigEndian(bytes[64..96]);
        Y.C0.WriteBytesBigEndian(bytes[96..]);
    }

    /// <inheritdoc/>
    public bool Equals(G2Affine other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is G2Affine other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y);

    /// <summary>The coordinates in hexadecimal.</summary>
    public override string ToString() => IsInfinity ? "infinity" : $"({X}, {Y})";

    private static bool TryReadPair(ReadOnlySpan<byte> bytes, out Fq2 value)
    {
        bool imaginary = Fq.TryFromBytesBigEndian(bytes[..Fq.ByteLength], out Fq c1);
        bool real = Fq.TryFromBytesBigEndian(bytes[Fq.ByteLength..], out Fq c0);
        value = new Fq2(c0, c1);
        return imaginary && real;
    }
}

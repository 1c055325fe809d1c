using System.Runtime.InteropServices;

namespace ZkAccel.Bn254;

/// <summary>
/// A point of G1, the curve y^2 = x^3 + 3 over Fq, in affine coordinates; (0, 0), which is off the curve, is the point at
/// infinity and the default value. The curve has prime order r, so being on it is being in the group.
/// </summary>
/// <remarks>
/// Layout is part of the contract: 64 bytes, X then Y, each as <see cref="Fq"/> lays it out. The constructor checks nothing;
/// points from outside go through <see cref="TryDecode"/> or <see cref="IsOnCurve"/>.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct G1Affine(Fq x, Fq y) : IEquatable<G1Affine>
{
    /// <summary>Bytes of an encoded point.</summary>
    public const int ByteLength = 2 * Fq.ByteLength;

    private static readonly Fq B = Fq.FromUInt64(3);

    /// <summary>The x coordinate.</summary>
    public readonly Fq X = x;

    /// <summary>The y coordinate.</summary>
    public readonly Fq Y = y;

    /// <summary>(1, 2), the generator of EIP-196.</summary>
    public static G1Affine Generator => new(Fq.One, Fq.One.Double());

    /// <summary>The point at infinity.</summary>
    public static G1Affine Infinity => default;

    /// <summary>Whether this is the point at infinity.</summary>
    public bool IsInfinity => X.IsZero && Y.IsZero;

    /// <summary>Whether this is infinity or satisfies the curve equation.</summary>
    public bool IsOnCurve => IsInfinity || Y.Square() == X.Square() * X + B;

    /// <summary>The opposite point.</summary>
    public static G1Affine operator -(in G1Affine p) => new(p.X, -p.Y);

    /// <summary>The sum of two points.</summary>
    public static G1 operator +(in G1Affine a, in G1Affine b) => new G1(a) + b;

    /// <summary>The point times a scalar.</summary>
    public static G1 operator *(in G1Affine p, in Fr k) => new G1(p) * k;

    /// <summary>Whether both are the same point.</summary>
    public static bool operator ==(in G1Affine a, in G1Affine b) => a.X == b.X && a.Y == b.Y;

    /// <summary>Whether the points differ.</summary>
    public static bool operator !=(in G1Affine a, in G1Affine b) => !(a == b);

    /// <summary>
    /// Reads the Ethereum encoding (EIP-196): x then y, 32 big-endian bytes each, 64 zero bytes for infinity. False when the
    /// length differs, a coordinate is not below q, or the point is off the curve.
    /// </summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out G1Affine point)
    {
        point = default;
        if (bytes.Length != ByteLength
            || !Fq.TryFromBytesBigEndian(bytes[..Fq.ByteLength], out Fq x)
            || !Fq.TryFromBytesBigEndian(bytes[Fq.ByteLength..], out Fq y))
            return false;
        var candidate = new G1Affine(x, y);
        if (!candidate.IsOnCurve) return false;
        point = candidate;
        return true;
    }

    /// <summary>Writes the Ethereum encoding, 64 bytes.</summary>
    /// <exception cref="ArgumentException">The span is not 64 bytes long.</exception>
    public void Encode(Span<byte> bytes)
    {
        if (bytes.Length != ByteLength) throw new ArgumentException("A point of G1 takes 64 bytes.", nameof(bytes));
        X.WriteBytesBigEndian(bytes[..Fq.ByteLength]);
        Y.WriteBytesBigEndian(bytes[Fq.ByteLength..]);
    }

    /// <inheritdoc/>
    public bool Equals(G1Affine other) => this == other;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is G1Affine other && this == other;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(X, Y);

    /// <summary>The coordinates in hexadecimal.</summary>
    public override string ToString() => IsInfinity ? "infinity" : $"({X}, {Y})";
}

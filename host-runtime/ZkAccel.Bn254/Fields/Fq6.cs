namespace ZkAccel.Bn254;

/// <summary>c0 + c1 v + c2 v^2 in Fq2[v]/(v^3 - xi), xi = 9 + u.</summary>
internal readonly struct Fq6(in Fq2 c0, in Fq2 c1, in Fq2 c2) : IField<Fq6>
{
    public readonly Fq2 C0 = c0, C1 = c1, C2 = c2;

    public static Fq6 Zero => default;

    public static Fq6 One => new(Fq2.One, Fq2.Zero, Fq2.Zero);

    public bool IsZero => C0.IsZero && C1.IsZero && C2.IsZero;

    public static Fq6 operator +(in Fq6 a, in Fq6 b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    public static Fq6 operator -(in Fq6 a, in Fq6 b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    public static Fq6 operator -(in Fq6 a) => new(-a.C0, -a.C1, -a.C2);

    /// <summary>Karatsuba: 6 products of Fq2.</summary>
    public static Fq6 operator *(in Fq6 a, in Fq6 b)
    {
        Fq2 v0 = a.C0 * b.C0;
        Fq2 v1 = a.C1 * b.C1;
        Fq2 v2 = a.C2 * b.C2;
        Fq2 c0 = ((a.C1 + a.C2) * (b.C1 + b.C2) - v1 - v2).MultiplyByNonResidue() + v0;
        Fq2 c1 = (a.C0 + a.C1) * (b.C0 + b.C1) - v0 - v1 + v2.MultiplyByNonResidue();
        Fq2 c2 = (a.C0 + a.C2) * (b.C0 + b.C2) - v0 - v2 + v1;
        return new Fq6(c0, c1, c2);
    }

    public static bool operator ==(in Fq6 a, in Fq6 b) => a.C0 == b.C0 && a.C1 == b.C1 && a.C2 == b.C2;

    public static bool operator !=(in Fq6 a, in Fq6 b) => !(a == b);

    /// <summary>This times b0 + b1 v: 5 products of Fq2.</summary>
    public Fq6 MultiplyBySparse(in Fq2 b0, in Fq2 b1)
    {
        Fq2 v0 = C0 * b0;
        Fq2 v1 = C1 * b1;
        Fq2 c0 = ((C1 + C2) * b1 - v1).MultiplyByNonResidue() + v0;
        Fq2 c1 = (C0 + C1) * (b0 + b1) - v0 - v1;
        Fq2 c2 = (C0 + C2) * b0 - v0 + v1;
        return new Fq6(c0, c1, c2);
    }

    /// <summary>This times v.</summary>
    public Fq6 MultiplyByV() => new(C2.MultiplyByNonResidue(), C0, C1);

    /// <summary>Chung and Hasan's SQR2: 2 products, 3 squarings of Fq2.</summary>
    public Fq6 Square()
    {
        Fq2 s0 = C0.Square();
        Fq2 s1 = (C0 * C1).Double();
        Fq2 s2 = (C0 - C1 + C2).Square();
        Fq2 s3 = (C1 * C2).Double();
        Fq2 s4 = C2.Square();
        return new Fq6(s0 + s3.MultiplyByNonResidue(), s1 + s4.MultiplyByNonResidue(), s1 + s2 + s3 - s0 - s4);
    }

    public Fq6 Double() => this + this;

    public Fq6 Inverse()
    {
        Fq2 t0 = C0.Square() - (C1 * C2).MultiplyByNonResidue();
        Fq2 t1 = C2.Square().MultiplyByNonResidue() - C0 * C1;
        Fq2 t2 = C1.Square() - C0 * C2;
        Fq2 inverse = (C0 * t0 + (C2 * t1 + C1 * t2).MultiplyByNonResidue()).Inverse();
        return new Fq6(t0 * inverse, t1 * inverse, t2 * inverse);
    }

    public bool Equals(Fq6 other) => this == other;

    public override bool Equals(object? obj) => obj is Fq6 other && this == other;

    public override int GetHashCode() => HashCode.Combine(C0, C1, C2);

    public override string ToString() => $"[{C0}, {C1}, {C2}]";
}

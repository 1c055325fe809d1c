namespace ZkAccel.Bn254;

/// <summary>c0 + c1 w in Fq6[w]/(w^2 - v); over Fq2 the basis is 1, w, ..., w^5 with w^6 = 9 + u.</summary>
internal readonly partial struct Fq12(in Fq6 c0, in Fq6 c1) : IField<Fq12>
{
    public readonly Fq6 C0 = c0, C1 = c1;

    public static Fq12 Zero => default;

    public static Fq12 One => new(Fq6.One, Fq6.Zero);

    public bool IsZero => C0.IsZero && C1.IsZero;

    public static Fq12 operator +(in Fq12 a, in Fq12 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    public static Fq12 operator -(in Fq12 a, in Fq12 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    public static Fq12 operator -(in Fq12 a) => new(-a.C0, -a.C1);

    /// <summary>Karatsuba: 18 products of Fq2.</summary>
    public static Fq12 operator *(in Fq12 a, in Fq12 b)
    {
        Fq6 v0 = a.C0 * b.C0;
        Fq6 v1 = a.C1 * b.C1;
        Fq6 cross = (a.C0 + a.C1) * (b.C0 + b.C1);
        return new Fq12(v0 + v1.MultiplyByV(), cross - v0 - v1);
    }

    public static bool operator ==(in Fq12 a, in Fq12 b) => a.C0 == b.C0 && a.C1 == b.C1;

    public static bool operator !=(in Fq12 a, in Fq12 b) => !(a == b);

    /// <summary>Complex squaring: 12 products of Fq2.</summary>
    public Fq12 Square()
    {
        Fq6 t = C0 * C1;
        Fq6 c0 = (C0 + C1) * (C0 + C1.MultiplyByV()) - t - t.MultiplyByV();
        return new Fq12(c0, t.Double());
    }

    public Fq12 Double() => this + this;

    public Fq12 Inverse()
    {
        Fq6 inverse = (C0.Square() - C1.Square().MultiplyByV()).Inverse();
        return new Fq12(C0 * inverse, -(C1 * inverse));
    }

    /// <summary>This times a line 1 + a w + b w^3: 10 products of Fq2.</summary>
    public Fq12 MultiplyByLine(in Fq2 a, in Fq2 b)
    {
        Fq6 c0 = C0 + C1.MultiplyBySparse(a, b).MultiplyByV();
        Fq6 c1 = C1 + C0.MultiplyBySparse(a, b);
        return new Fq12(c0, c1);
    }

    public bool Equals(Fq12 other) => this == other;

    public override bool Equals(object? obj) => obj is Fq12 other && this == other;

    public override int GetHashCode() => HashCode.Combine(C0, C1);

    public override string ToString() => $"{C0} + {C1} w";
}

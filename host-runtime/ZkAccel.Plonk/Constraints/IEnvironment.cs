namespace ZkAccel.Plonk;

/// <summary>
/// A ring and a way to read columns in it. The constraints are written once over this: field elements of a row check a witness,
/// expressions become the prover's programs, linear forms in commitments the verifier's equation, series the quotient's top.
/// </summary>
/// <typeparam name="T">An element of the ring.</typeparam>
internal interface IEnvironment<T>
{
    static abstract T Add(T a, T b);

    static abstract T Subtract(T a, T b);

    static abstract T Multiply(T a, T b);

    /// <summary>The column in this row, at ζ, ...</summary>
    T Here(Column column);

    /// <summary>The column in the next row, at ωζ, ...; only those opened there.</summary>
    T Next(Column column);

    T Constant(ConstantKind kind, int index);
}

/// <summary>An element with operators.</summary>
internal readonly struct Term<TEnvironment, T>(T value)
    where TEnvironment : IEnvironment<T>
{
    public readonly T Value = value;

    public static Term<TEnvironment, T> operator +(Term<TEnvironment, T> a, Term<TEnvironment, T> b) => new(TEnvironment.Add(a.Value, b.Value));

    public static Term<TEnvironment, T> operator -(Term<TEnvironment, T> a, Term<TEnvironment, T> b) => new(TEnvironment.Subtract(a.Value, b.Value));

    public static Term<TEnvironment, T> operator *(Term<TEnvironment, T> a, Term<TEnvironment, T> b) => new(TEnvironment.Multiply(a.Value, b.Value));
}

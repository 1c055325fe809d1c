namespace ZkAccel.Gpu;

/// <summary>
/// A prime field below 2^254 in Montgomery form with R = 2^256, always fully reduced: what a kernel is generic over. Every operation is one
/// call, which becomes one chain of instructions on CUDA (<see cref="FieldPtx"/>) and the body of <see cref="Portable{TField}"/> elsewhere.
/// </summary>
/// <typeparam name="TSelf">The element, 32 bytes.</typeparam>
internal interface IField<TSelf>
    where TSelf : unmanaged, IField<TSelf>
{
    /// <summary>The prime p.</summary>
    static abstract U256 Modulus { get; }

    /// <summary>-1/p modulo 2^32.</summary>
    static abstract uint NegInverse { get; }

    static abstract TSelf Zero { get; }

    /// <summary>1, which is R mod p in memory.</summary>
    static abstract TSelf One { get; }

    /// <summary>R, which is R² mod p in memory: a product with it turns an integer below p into an element.</summary>
    static abstract TSelf IntoMontgomery { get; }

    /// <summary>The element whose Montgomery form is <paramref name="limbs"/>, below p.</summary>
    static abstract TSelf FromLimbs(U256 limbs);

    /// <summary>The Montgomery form.</summary>
    U256 Limbs { get; }

    bool IsZero { get; }

    static abstract TSelf operator +(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a, TSelf b);

    static abstract TSelf operator *(TSelf a, TSelf b);

    static abstract TSelf operator -(TSelf a);

    static abstract TSelf Square(TSelf a);

    static abstract TSelf Double(TSelf a);

    /// <summary>a·b + c·d with one reduction: two thirds of the price of two products.</summary>
    static abstract TSelf MulAdd(TSelf a, TSelf b, TSelf c, TSelf d);

    /// <summary>a·b - c·d with one reduction.</summary>
    static abstract TSelf MulSub(TSelf a, TSelf b, TSelf c, TSelf d);
}

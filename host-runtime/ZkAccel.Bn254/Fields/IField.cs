namespace ZkAccel.Bn254;

/// <summary>What the curve formulas, the tower and the field laws need of a field.</summary>
internal interface IField<TSelf> : IEquatable<TSelf>
    where TSelf : struct, IField<TSelf>
{
    static abstract TSelf Zero { get; }

    static abstract TSelf One { get; }

    bool IsZero { get; }

    static abstract TSelf operator +(in TSelf a, in TSelf b);

    static abstract TSelf operator -(in TSelf a, in TSelf b);

    static abstract TSelf operator *(in TSelf a, in TSelf b);

    static abstract TSelf operator -(in TSelf a);

    static abstract bool operator ==(in TSelf a, in TSelf b);

    static abstract bool operator !=(in TSelf a, in TSelf b);

    TSelf Square();

    TSelf Double();

    /// <exception cref="DivideByZeroException">The element is zero.</exception>
    TSelf Inverse();
}

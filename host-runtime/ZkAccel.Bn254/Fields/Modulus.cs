namespace ZkAccel.Bn254;

/// <summary>A prime below 2^254 as compile-time limbs, so the JIT folds them into the arithmetic of each field.</summary>
internal interface IModulus
{
    /// <summary>Limb 0, least significant.</summary>
    static abstract ulong P0 { get; }

    /// <summary>Limb 1.</summary>
    static abstract ulong P1 { get; }

    /// <summary>Limb 2.</summary>
    static abstract ulong P2 { get; }

    /// <summary>Limb 3; the two top bits are clear.</summary>
    static abstract ulong P3 { get; }

    /// <summary>-p^-1 modulo 2^64.</summary>
    static abstract ulong NegInverse { get; }
}

/// <summary>r = 21888242871839275222246405745257275088548364400416034343698204186575808495617, the group order.</summary>
internal readonly struct FrModulus : IModulus
{
    public static ulong P0 => 0x43e1f593f0000001;
    public static ulong P1 => 0x2833e84879b97091;
    public static ulong P2 => 0xb85045b68181585d;
    public static ulong P3 => 0x30644e72e131a029;
    public static ulong NegInverse => 0xc2e1f593efffffff;
}

/// <summary>q = 21888242871839275222246405745257275088696311157297823662689037894645226208583, the base field.</summary>
internal readonly struct FqModulus : IModulus
{
    public static ulong P0 => 0x3c208c16d87cfd47;
    public static ulong P1 => 0x97816a916871ca8d;
    public static ulong P2 => 0xb85045b68181585d;
    public static ulong P3 => 0x30644e72e131a029;
    public static ulong NegInverse => 0x87d20782e4866389;
}

using ZkAccel.Plonk;

namespace ZkAccel.Prover.Tests;

/// <summary>Setups with known secrets.</summary>
internal static class TestSrs
{
    public static Srs Shared { get; } = Srs.CreateInsecure(1 << 8, "shared"u8);

    /// <summary>For 128 rows packed by 8, or 64 by 16.</summary>
    public static Srs Packed { get; } = Srs.CreateInsecure(1 << 11, "packed"u8);

    public static Srs Other { get; } = Srs.CreateInsecure(1 << 8, "other"u8);
}

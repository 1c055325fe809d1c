using System.Runtime.InteropServices;

namespace ZkAccel.Gpu;

/// <summary>
/// 256 bits as eight scalar fields, least significant first. No array and no indexer: whatever is indexed at run time lands in a GPU's local
/// memory, and eight named fields stay in registers.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct U256(uint l0, uint l1, uint l2, uint l3, uint l4, uint l5, uint l6, uint l7)
{
    public readonly uint L0 = l0, L1 = l1, L2 = l2, L3 = l3, L4 = l4, L5 = l5, L6 = l6, L7 = l7;

    /// <summary>A number below 2^32.</summary>
    public static U256 From(uint value) => new(value, 0, 0, 0, 0, 0, 0, 0);

    public bool IsZero => (L0 | L1 | L2 | L3 | L4 | L5 | L6 | L7) == 0;

    public bool Same(U256 other) =>
        ((L0 ^ other.L0) | (L1 ^ other.L1) | (L2 ^ other.L2) | (L3 ^ other.L3) | (L4 ^ other.L4) | (L5 ^ other.L5) | (L6 ^ other.L6) | (L7 ^ other.L7)) == 0;
}

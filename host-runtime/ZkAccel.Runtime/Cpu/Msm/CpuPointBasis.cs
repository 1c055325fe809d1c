using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Affine points, 64 bytes each, one cache line: x then y, four words each, times R = 2^260, below 2q. Infinity is all zero.</summary>
internal sealed unsafe class CpuPointBasis : PointBasis
{
    internal CpuPointBasis(CpuAccelerator owner, ReadOnlySpan<G1Affine> points)
        : base(owner, points.Length)
    {
        Memory = new NativeBlock(points.Length * (long)PackedPoints.Words * sizeof(long), clear: false);
        fixed (G1Affine* first = points) PackedPoints.FromHost(owner.Kernels.Fq, (ulong*)first, points.Length, (ulong*)Memory.Words);
        foreach (ref readonly var point in points) HasInfinity |= point.IsInfinity;
    }

    internal NativeBlock Memory { get; }

    /// <summary>Whether some point is infinity, so that sorting must look.</summary>
    internal bool HasInfinity { get; }

    protected override void Release() => Memory.Dispose();
}

using System.Runtime.InteropServices;

namespace ZkAccel.Gpu;

/// <summary>A point (x, y) of the curve; (0, 0) is the identity. Over <see cref="FqGpu"/> it has the layout of <see cref="ZkAccel.Bn254.G1Affine"/>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct AffinePoint<TField>(TField x, TField y)
    where TField : unmanaged, IField<TField>
{
    public readonly TField X = x, Y = y;
}

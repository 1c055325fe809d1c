using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU.IR.Intrinsics;
using Core = ZkAccel.Gpu.Portable<ZkAccel.Gpu.FqGpu>;

namespace ZkAccel.Gpu;

/// <summary>
/// The base field of BN254, in the layout of <see cref="ZkAccel.Bn254.Fq"/>: 32 bytes of Montgomery form, least significant limb first, below the modulus. An
/// array of one may be read as an array of the other.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FqGpu : IField<FqGpu>
{
    private readonly U256 _limbs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FqGpu(U256 limbs) => _limbs = limbs;

    public static U256 Modulus => new(0xd87cfd47, 0x3c208c16, 0x6871ca8d, 0x97816a91, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72);

    public static uint NegInverse => 0xe4866389;

    public static FqGpu Zero => default;

    public static FqGpu One => new(new U256(0xc58f0d9d, 0xd35d438d, 0xf5c70b3d, 0x0a78eb28, 0x7879462c, 0x666ea36f, 0x9a07df2f, 0x0e0a77c1));

    public static FqGpu IntoMontgomery => new(new U256(0x538afa89, 0xf32cfc5b, 0xd44501fb, 0xb5e71911, 0x0a417ff6, 0x47ab1eff, 0xcab8351f, 0x06d89f71));

    public U256 Limbs => _limbs;

    public bool IsZero => _limbs.IsZero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu FromLimbs(U256 limbs) => new(limbs);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu operator +(FqGpu a, FqGpu b) => Core.Add(a, b);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu operator -(FqGpu a, FqGpu b) => Core.Subtract(a, b);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu operator *(FqGpu a, FqGpu b) => Core.Multiply(a, b);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu operator -(FqGpu a) => Core.Negate(a);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu Square(FqGpu a) => Core.Square(a);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu Double(FqGpu a) => Core.Double(a);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu MulAdd(FqGpu a, FqGpu b, FqGpu c, FqGpu d) => Core.MulAdd(a, b, c, d);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FqGpu MulSub(FqGpu a, FqGpu b, FqGpu c, FqGpu d) => Core.MulSub(a, b, c, d);
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ILGPU.IR.Intrinsics;
using Core = ZkAccel.Gpu.Portable<ZkAccel.Gpu.FrGpu>;

namespace ZkAccel.Gpu;

/// <summary>
/// The scalar field of BN254, in the layout of <see cref="ZkAccel.Bn254.Fr"/>: 32 bytes of Montgomery form, least significant limb first, below the modulus. An
/// array of one may be read as an array of the other.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct FrGpu : IField<FrGpu>
{
    private readonly U256 _limbs;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private FrGpu(U256 limbs) => _limbs = limbs;

    public static U256 Modulus => new(0xf0000001, 0x43e1f593, 0x79b97091, 0x2833e848, 0x8181585d, 0xb85045b6, 0xe131a029, 0x30644e72);

    public static uint NegInverse => 0xefffffff;

    public static FrGpu Zero => default;

    public static FrGpu One => new(new U256(0x4ffffffb, 0xac96341c, 0x9f60cd29, 0x36fc7695, 0x7879462e, 0x666ea36f, 0x9a07df2f, 0x0e0a77c1));

    public static FrGpu IntoMontgomery => new(new U256(0xae216da7, 0x1bb8e645, 0xe35c59e3, 0x53fe3ab1, 0x53bb8085, 0x8c49833d, 0x7f4e44a5, 0x0216d0b1));

    public U256 Limbs => _limbs;

    public bool IsZero => _limbs.IsZero;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu FromLimbs(U256 limbs) => new(limbs);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu operator +(FrGpu a, FrGpu b) => Core.Add(a, b);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu operator -(FrGpu a, FrGpu b) => Core.Subtract(a, b);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu operator *(FrGpu a, FrGpu b) => Core.Multiply(a, b);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu operator -(FrGpu a) => Core.Negate(a);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu Square(FrGpu a) => Core.Square(a);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu Double(FrGpu a) => Core.Double(a);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu MulAdd(FrGpu a, FrGpu b, FrGpu c, FrGpu d) => Core.MulAdd(a, b, c, d);

    [IntrinsicImplementation]
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static FrGpu MulSub(FrGpu a, FrGpu b, FrGpu c, FrGpu d) => Core.MulSub(a, b, c, d);
}

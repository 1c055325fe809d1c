namespace ZkAccel.Runtime.Cpu;

/// <summary>The kernels of one rung for both fields.</summary>
internal sealed record CpuKernels(CpuRung Rung, FieldKernels Fr, FieldKernels Fq)
{
    private static readonly Lazy<CpuKernels> Portable = new(() =>
        new CpuKernels(CpuRung.Portable, new PortableKernels(Modulus.Fr), new PortableKernels(Modulus.Fq)));

    private static readonly Lazy<CpuKernels> Fma = new(() =>
        new CpuKernels(CpuRung.Fma, new FmaKernels(Modulus.Fr), new FmaKernels(Modulus.Fq)));

    private static readonly Lazy<CpuKernels> Ifma = new(() =>
        new CpuKernels(CpuRung.Ifma, new IfmaKernels(Modulus.Fr), new IfmaKernels(Modulus.Fq)));

    /// <summary>The rungs that this machine can climb, slowest first.</summary>
    internal static IReadOnlyList<CpuRung> Available { get; } =
        !FmaKernels.IsSupported ? [CpuRung.Portable]
        : !IfmaKernels.IsSupported ? [CpuRung.Portable, CpuRung.Fma]
        : [CpuRung.Portable, CpuRung.Fma, CpuRung.Ifma];

    internal static CpuKernels For(CpuRung rung) => rung switch
    {
        CpuRung.Ifma when IfmaKernels.IsSupported => Ifma.Value,
        CpuRung.Fma when FmaKernels.IsSupported => Fma.Value,
        CpuRung.Portable => Portable.Value,
        _ => throw new PlatformNotSupportedException($"this machine has no {rung} kernels"),
    };
}

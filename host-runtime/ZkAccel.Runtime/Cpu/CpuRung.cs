namespace ZkAccel.Runtime.Cpu;

/// <summary>The kernels a CPU device computes with, slowest first.</summary>
public enum CpuRung
{
    /// <summary>Plain integers, any machine.</summary>
    Portable,

    /// <summary>Fused multiply-adds of doubles in eight lanes; needs AVX-512 F and DQ.</summary>
    Fma,

    /// <summary>
    /// Machine code written at run time with the 52-bit integer multiply-add; needs AVX-512 IFMA, Linux on x64, and a process that may
    /// own executable memory.
    /// </summary>
    Ifma,
}

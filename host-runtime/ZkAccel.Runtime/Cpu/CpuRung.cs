namespace ZkAccel.Runtime.Cpu;

/// <summary>The kernels a CPU device computes with, slowest first.</summary>
public enum CpuRung
{
    /// <summary>Plain integers, any machine.</summary>
    Portable,

    /// <summary>Fused multiply-adds of doubles in eight lanes; needs AVX-512 F and DQ.</summary>
    Fma,
}

using ZkAccel.Bn254;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime;

/// <summary>
/// The inverse FFT over G1. It belongs to the making of keys, once a size, and not to proofs: so it is no operation of devices and runs on
/// the host's processors whatever the device.
/// </summary>
internal static class HostTransform
{
    /// <summary>Whether this machine has kernels that beat plain arithmetic.</summary>
    internal static bool IsFast => CpuKernels.Available[^1] != CpuRung.Portable;

    /// <summary>result[j] = (1/n) Σ ω^(-ij) points[i], for 2^k points.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    internal static G1Affine[] Inverse(ReadOnlySpan<G1Affine> points, IProgress<double>? progress, CancellationToken cancellation) =>
        PointTransform.Inverse(points, CpuKernels.For(CpuKernels.Available[^1]), Environment.ProcessorCount, progress, cancellation);
}

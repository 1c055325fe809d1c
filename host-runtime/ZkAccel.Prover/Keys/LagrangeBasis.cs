using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>The Lagrange basis of an SRS by the fastest means: kept, from its secret, or a transform over points on the host's processors.</summary>
internal static class LagrangeBasis
{
    /// <summary>The basis of 2^logN rows, which the SRS keeps from then on. Seconds for 2^16 where it is not there yet.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the SRS is as it was.</exception>
    public static G1Affine[] Of(Srs srs, int logN, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (!srs.HasLagrange(logN) && HostTransform.IsFast) srs.KeepLagrange(HostTransform.Inverse(srs.Powers.Span[..(1 << logN)], progress, cancellation));
        return srs.Lagrange(logN, progress, cancellation);
    }
}

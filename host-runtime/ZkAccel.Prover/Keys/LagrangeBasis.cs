using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>The Lagrange basis of an SRS by the fastest means: kept, from its secret, or a transform over points on the host's processors.</summary>
internal static class LagrangeBasis
{
    /// <summary>The basis of 2^logN rows, one for each lane, which the SRS keeps from then on. Seconds for 2^16 where it is not there yet.</summary>
    /// <exception cref="OperationCanceledException">Cancelled; the SRS is as it was.</exception>
    public static G1Affine[] Of(Srs srs, int logN, int packing = 1, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (!srs.HasLagrange(logN, packing) && HostTransform.IsFast)
        {
            var basis = new G1Affine[packing << logN];
            for (int lane = 0; lane < packing; lane++)
            {
                Srs.Part? part = progress is null ? null : new Srs.Part(progress, lane, packing);
                HostTransform.Inverse(srs.LanePowers(1 << logN, packing, lane).Span, part, cancellation).CopyTo(basis, lane << logN);
            }

            srs.KeepLagrange(logN, packing, basis);
        }

        return srs.Lagrange(logN, packing, progress, cancellation);
    }
}

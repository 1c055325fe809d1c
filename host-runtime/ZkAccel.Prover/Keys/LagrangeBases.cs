using System.Runtime.CompilerServices;
using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Prover;

/// <summary>The Lagrange bases of an SRS, kept as long as the SRS itself: for a real one each costs a transform over points.</summary>
internal static class LagrangeBases
{
    private static readonly ConditionalWeakTable<Srs, Dictionary<int, G1Affine[]>> Kept = [];

    public static G1Affine[] Get(Srs srs, int logN, CancellationToken cancellation = default)
    {
        Dictionary<int, G1Affine[]> bases = Kept.GetOrCreateValue(srs);
        lock (bases)
        {
            if (!bases.TryGetValue(logN, out G1Affine[]? basis)) bases[logN] = basis = srs.Lagrange(logN, cancellation: cancellation);
            return basis;
        }
    }
}

using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>What an MSM must give.</summary>
internal static class MsmSums
{
    /// <summary>The sum over points with known logarithms: one multiplication.</summary>
    public static G1Affine Sum(Fr[] scalars, Fr[] logarithms)
    {
        var total = Fr.Zero;
        for (var i = 0; i < scalars.Length; i++) total += scalars[i] * logarithms[i];
        return (G1Affine.Generator * total).ToAffine();
    }

    /// <summary>The sum by double and add.</summary>
    public static async Task<G1Affine> Reference(G1Affine[] points, Fr[] scalars)
    {
        using var device = Accelerators.Open("reference");
        using var queue = device.CreateQueue();
        using var basis = device.Load(points, BasisPlan.Once);
        using var buffer = device.Allocate(scalars.Length);
        queue.Upload(scalars, buffer.All);
        return (await queue.Commit(basis, new[] { buffer.All }, ScalarHint.Full))[0];
    }
}

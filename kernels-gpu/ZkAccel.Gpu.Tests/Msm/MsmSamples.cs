using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>Points and scalars from a seed, and sums over them by the reference device.</summary>
internal sealed class MsmSamples(int seed)
{
    private readonly Random _random = new(seed);

    public int Next(int limit) => _random.Next(limit);

    public Fr Scalar()
    {
        Span<byte> bytes = stackalloc byte[48];
        _random.NextBytes(bytes);
        return Fr.ReduceBytesBigEndian(bytes);
    }

    public Fr[] Scalars(int count) => [.. Enumerable.Range(0, count).Select(_ => Scalar())];

    /// <summary>points[i] = (a + i·s)·G, and the logarithms.</summary>
    public (G1Affine[] Points, Fr[] Logarithms) KnownPoints(int count)
    {
        var (logarithm, step) = (Scalar(), Scalar());
        var (point, distance) = (G1Affine.Generator * logarithm, (G1Affine.Generator * step).ToAffine());
        var (sums, logarithms) = (new G1[count], new Fr[count]);
        for (var i = 0; i < count; i++)
        {
            (sums[i], logarithms[i]) = (point, logarithm);
            point += distance;
            logarithm += step;
        }

        var points = new G1Affine[count];
        G1.ToAffine(sums, points);
        return (points, logarithms);
    }

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

    public static Fr Power(int exponent) => Fr.FromInt64(2).Pow((ulong)exponent);
}

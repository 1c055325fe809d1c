using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>
/// The owner's side of committed weights: the columns, and the secret coefficient β_i that blinds each commitment. Keep the secret: without
/// it no proof can be made for these commitments, and with it they no longer hide weights that can be guessed.
/// </summary>
public sealed class CommittedModel
{
    private CommittedModel(int[][] weights, Fr[] blinding, ModelCommitment commitment) =>
        (Weights, Blinding, Commitment) = (weights, blinding, commitment);

    /// <summary>The public commitments.</summary>
    public ModelCommitment Commitment { get; }

    internal int[][] Weights { get; }

    internal Fr[] Blinding { get; }

    /// <summary>Commits to M columns of n weights: M MSMs over small integers.</summary>
    /// <param name="weights">The columns.</param>
    /// <param name="srs">At least k (n + <see cref="ProvingKey.ExtraPowers"/>) powers.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="packing">k, that of the profile.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The columns have no common length 2^logN, or the SRS is too short.</exception>
    public static ValueTask<CommittedModel> CommitAsync(
        int[][] weights, Srs srs, IAccelerator device, int packing = 1, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(weights);

        // The blinding is fresh every time: two commitments under one would differ by the difference of their weights, which nothing hides.
        return CommitAsync(weights, Array.ConvertAll(weights, _ => Fr.Random()), srs, device, packing, cancellation);
    }

    /// <summary>
    /// Joins weights, the secret that <see cref="ExportSecret"/> gave and the commitments made with it, without an MSM. That they belong
    /// together is not checked here: a proof with wrong ones fails the prover's own verification.
    /// </summary>
    /// <exception cref="ArgumentException">The secret has another length or is not canonical, or the commitment has another shape.</exception>
    public static CommittedModel Restore(int[][] weights, ReadOnlySpan<byte> secret, ModelCommitment commitment)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ArgumentNullException.ThrowIfNull(commitment);
        if (commitment.Lanes != weights.Length || weights.Any(w => w.Length != 1 << commitment.LogN))
            throw new ArgumentException($"The commitment has {commitment.Lanes} lanes of 2^{commitment.LogN} weights, the model another shape.", nameof(commitment));
        return new CommittedModel(weights, DecodeSecret(secret, weights.Length), commitment);
    }

    /// <summary>β_0 ... β_(M-1), 32 big-endian bytes each.</summary>
    public byte[] ExportSecret()
    {
        var secret = new byte[Blinding.Length * Fr.ByteLength];
        for (int i = 0; i < Blinding.Length; i++) Blinding[i].WriteBytesBigEndian(secret.AsSpan(i * Fr.ByteLength, Fr.ByteLength));
        return secret;
    }

    private static Fr[] DecodeSecret(ReadOnlySpan<byte> secret, int lanes)
    {
        var blinding = new Fr[lanes];
        if (secret.Length != lanes * Fr.ByteLength) throw new ArgumentException("The secret takes 32 bytes a lane.", nameof(secret));
        for (int i = 0; i < lanes; i++)
        {
            if (!Fr.TryFromBytesBigEndian(secret.Slice(i * Fr.ByteLength, Fr.ByteLength), out blinding[i]))
                throw new ArgumentException($"The secret of lane {i} is not below r.", nameof(secret));
        }

        return blinding;
    }

    private static async ValueTask<CommittedModel> CommitAsync(
        int[][] weights, Fr[] blinding, Srs srs, IAccelerator device, int packing, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(srs);
        ArgumentNullException.ThrowIfNull(device);
        if (weights.Length is < 1 or > Profile.MaxLanes) throw new ArgumentException($"There are {weights.Length} lanes.", nameof(weights));
        int size = weights[0].Length;
        int logN = System.Numerics.BitOperations.Log2((uint)Math.Max(size, 1));
        if (logN is < Circuit.MinLogN or > Circuit.MaxLogN || weights.Any(w => w.Length != 1 << logN))
            throw new ArgumentException("Weight columns must have one length, a power of two.", nameof(weights));
        ProvingKey.RequireSize(srs, logN, packing);

        using var committer = new ColumnCommitter(
            device, srs, logN, packing, useLagrange: null, new BasisPlan(weights.Length, AllowPrecomputation: false), cancellation);
        using IQueue queue = device.CreateQueue(cancellation);
        using ScalarBuffer values = device.Allocate(size);
        var points = new G1Affine[(weights.Length + packing - 1) / packing];
        for (int i = 0; i < weights.Length; i++)
        {
            int lane = i % packing;
            queue.Upload(weights[i], values.All);
            G1Affine[] plain = await committer.CommitAsync(queue, lane, new[] { values.All }, FixedColumns.SmallHint(weights[i])).ConfigureAwait(false);
            G1Affine blinded = Blinder.Add(srs, size, packing, lane, plain[0], [blinding[i]]);
            points[i / packing] = lane == 0 ? blinded : (new G1(points[i / packing]) + blinded).ToAffine();
        }

        return new CommittedModel(Array.ConvertAll(weights, w => (int[])w.Clone()), blinding, new ModelCommitment(logN, weights.Length, packing, points));
    }
}

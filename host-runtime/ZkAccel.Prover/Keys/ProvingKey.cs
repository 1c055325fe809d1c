using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>What a prover needs of a circuit: the circuit itself, its verifying key and, if these are fixed, its weights.</summary>
public sealed class ProvingKey
{
    /// <summary>The blinding of a column reaches X^(n+3) and that of the quotient X^(n+8); a few powers to spare.</summary>
    public const int ExtraPowers = 16;

    private ProvingKey(Circuit circuit, VerifyingKey verifyingKey, int[][]? weights, FixedColumns columns)
    {
        Circuit = circuit;
        VerifyingKey = verifyingKey;
        FixedWeights = weights;
        Columns = columns;
    }

    /// <summary>The circuit.</summary>
    public Circuit Circuit { get; }

    /// <summary>The key to give to verifiers.</summary>
    public VerifyingKey VerifyingKey { get; }

    internal int[][]? FixedWeights { get; }

    internal FixedColumns Columns { get; }

    /// <summary>Commits to the fixed columns of a circuit: 19 + S (+ M) MSMs of n points, most of them over bits.</summary>
    /// <param name="circuit">The circuit; it is validated first.</param>
    /// <param name="srs">At least k (n + <see cref="ExtraPowers"/>) powers, where the profile packs by k.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="fixedWeights">M columns of n weights when the profile fixes them, else null.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="CircuitException">The circuit or the weights are malformed.</exception>
    /// <exception cref="ArgumentException">The SRS is too short, or weights are given or missing against the profile.</exception>
    public static async ValueTask<ProvingKey> GenerateAsync(
        Circuit circuit, Srs srs, IAccelerator device, int[][]? fixedWeights = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(srs);
        ArgumentNullException.ThrowIfNull(device);
        circuit.Validate();
        RequireSize(srs, circuit.LogN, circuit.Profile.Packing);
        bool wanted = circuit.Profile.Weights == WeightMode.Fixed;
        if (wanted != fixedWeights is not null)
            throw new ArgumentException($"Profile {circuit.Profile} {(wanted ? "wants" : "does not take")} fixed weights.", nameof(fixedWeights));
        if (fixedWeights is not null && (fixedWeights.Length != circuit.Profile.Lanes || fixedWeights.Any(w => w?.Length != circuit.Size)))
            throw new ArgumentException($"Fixed weights are {circuit.Profile.Lanes} columns of {circuit.Size} rows.", nameof(fixedWeights));

        // What was committed must stay what it was.
        if (fixedWeights is not null) fixedWeights = Array.ConvertAll(fixedWeights, w => (int[])w.Clone());
        var columns = new FixedColumns(circuit, fixedWeights);
        G1Affine[] commitments = await CommitAsync(circuit, columns, srs, device, cancellation).ConfigureAwait(false);
        var key = new VerifyingKey(
            circuit.Constants, circuit.LogN, circuit.PublicTensors, commitments, srs.One2, srs.Tau2, srs.Digest, srs.Insecure);
        return new ProvingKey(circuit, key, fixedWeights, columns);
    }

    /// <summary>
    /// Joins a circuit with the verifying key that was generated for it. That they belong together is not checked here: a proof
    /// under a wrong pair fails the prover's own verification.
    /// </summary>
    /// <param name="circuit">The circuit.</param>
    /// <param name="verifyingKey">Its verifying key.</param>
    /// <param name="fixedWeights">M columns of n weights when the profile fixes them, else null.</param>
    /// <exception cref="ArgumentException">The key is of another size or profile.</exception>
    public static ProvingKey Restore(Circuit circuit, VerifyingKey verifyingKey, int[][]? fixedWeights = null)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(verifyingKey);
        if (verifyingKey.LogN != circuit.LogN || verifyingKey.Profile != circuit.Profile)
            throw new ArgumentException($"The key is for {verifyingKey.Profile} and 2^{verifyingKey.LogN} rows, not {circuit.Profile} and 2^{circuit.LogN}.", nameof(verifyingKey));
        return new ProvingKey(circuit, verifyingKey, fixedWeights, new FixedColumns(circuit, fixedWeights));
    }

    /// <summary>Powers that a circuit needs: k (n + <see cref="ExtraPowers"/>).</summary>
    public static int RequiredPowers(int logN, Profile profile)
    {
        ArgumentNullException.ThrowIfNull(profile);
        return RequiredPowers(logN, profile.Packing);
    }

    /// <summary>Throws unless an SRS serves circuits of 2^logN rows.</summary>
    internal static void RequireSize(Srs srs, int logN, int packing)
    {
        if (srs.Powers.Length < RequiredPowers(logN, packing))
            throw new ArgumentException($"The SRS has {srs.Powers.Length} powers; 2^{logN} rows{(packing > 1 ? $" packed by {packing}" : "")} take {RequiredPowers(logN, packing)}.", nameof(srs));
    }

    private static int RequiredPowers(int logN, int packing) => packing * ((1 << logN) + ExtraPowers);

    private static async ValueTask<G1Affine[]> CommitAsync(
        Circuit circuit, FixedColumns source, Srs srs, IAccelerator device, CancellationToken cancellation)
    {
        using var committer = new ColumnCommitter(
            device, srs, circuit.LogN, circuit.Profile.Packing, useLagrange: null, new BasisPlan(32, AllowPrecomputation: false), cancellation);
        using IQueue queue = device.CreateQueue(cancellation);
        using ScalarBuffer values = device.Allocate(circuit.Size);
        Pack[] packs = Packs.Fixed(circuit.Profile);
        var commitments = new G1Affine[packs.Length];
        for (int i = 0; i < packs.Length; i++)
        {
            for (int lane = 0; lane < packs[i].Columns.Length; lane++)
            {
                Column column = packs[i].Columns[lane];
                source.Upload(queue, column, values.All);
                G1Affine one = (await committer.CommitAsync(queue, lane, new[] { values.All }, source.Hint(column)).ConfigureAwait(false))[0];
                commitments[i] = lane == 0 ? one : (new G1(commitments[i]) + one).ToAffine();
            }
        }

        return commitments;
    }
}

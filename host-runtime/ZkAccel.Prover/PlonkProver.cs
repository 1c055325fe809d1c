using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>
/// Makes proofs for one key on one device: SRS, fixed columns and programs stay resident. Proofs may be made one after another, not at
/// the same time.
/// </summary>
public sealed class PlonkProver : IDisposable
{
    private static readonly ColumnKind[] ResidentKinds =
    [
        ColumnKind.QO, ColumnKind.QM, ColumnKind.QL, ColumnKind.QW, ColumnKind.QA, ColumnKind.QB, ColumnKind.KW, ColumnKind.KA, ColumnKind.KB,
        ColumnKind.QR, ColumnKind.Q2, ColumnKind.QP, ColumnKind.Key, ColumnKind.G, ColumnKind.Sigma,
    ];

    private static readonly int[] IdentityCoefficients = [0, 1];

    private readonly Dictionary<Column, DeviceColumn> _fixed = [];
    private readonly Dictionary<(int Coset, Column Column), ScalarBuffer> _fixedCosets = [];
    private readonly List<IDisposable> _owned = [];

    /// <summary>Loads a key: 17 + S transforms and, if the options ask for it and it is not there yet, the Lagrange basis.</summary>
    /// <param name="key">The key.</param>
    /// <param name="srs">The SRS it was made with.</param>
    /// <param name="device">Where to compute; stays the caller's.</param>
    /// <param name="options">What to keep on the device.</param>
    /// <param name="cancellation">Stops the loading.</param>
    /// <exception cref="ArgumentException">The key was made with another SRS, or the SRS is too short.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public PlonkProver(ProvingKey key, Srs srs, IAccelerator device, ProverOptions? options = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(srs);
        ArgumentNullException.ThrowIfNull(device);
        ProvingKey.RequireSize(srs, key.Circuit.LogN, key.Circuit.Profile.Packing);
        if (!key.VerifyingKey.SrsDigest.SequenceEqual(srs.Digest)) throw new ArgumentException("The key was made with another SRS.", nameof(srs));
        (Key, Srs, Device, Options) = (key, srs, device, options ?? ProverOptions.Default);
        Table = new LookupTable(key.Circuit);
        Host = PhaseOne.Empty(key.Circuit.Size);
        try
        {
            Plan = device.Plan(key.Circuit.LogN);
            Programs = Own(new ProgramSet(device, key.Circuit.Profile));
            Committer = Own(new ColumnCommitter(device, srs, key.Circuit.LogN, key.Circuit.Profile.Packing, Options.LagrangeBasis, BasisPlan.Resident, cancellation));
            LoadFixed(cancellation);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    internal ProvingKey Key { get; }

    internal Srs Srs { get; }

    internal IAccelerator Device { get; }

    internal ProverOptions Options { get; }

    internal LookupTable Table { get; }

    internal NttPlan Plan { get; } = null!;

    internal ProgramSet Programs { get; } = null!;

    internal ColumnCommitter Committer { get; } = null!;

    /// <summary>Digests and wires of the proof that is under way, kept for the next: of a circuit every proof writes the same cells.</summary>
    internal PhaseOne Host { get; }

    internal int Size => Key.Circuit.Size;

    /// <summary>Coefficients of the columns that every proof reads alike, those of L_0 and X among them.</summary>
    internal IReadOnlyDictionary<Column, DeviceColumn> Fixed => _fixed;

    /// <summary>Where randomness comes from; tests replace it to compare proofs.</summary>
    internal Func<Fr> Random { get; init; } = Fr.Random;

    /// <summary>A dishonest prover, for tests: changes the values of a column before it is committed to, and releases what does not verify.</summary>
    internal Action<Column, Fr[]>? Forge { get; init; }

    /// <summary>Makes a proof and verifies it.</summary>
    /// <param name="witness">The integers of this run.</param>
    /// <param name="context">32 bytes that tie the proof to a use; zeros when empty.</param>
    /// <param name="model">The weights, when the profile commits to them; then the witness must hold the same.</param>
    /// <param name="progress">Told when each phase begins.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="CircuitException">The witness does not satisfy the circuit; says where.</exception>
    /// <exception cref="ArgumentException">The context has another length, or a model is given or missing against the profile.</exception>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async ValueTask<ProofResult> ProveAsync(
        Witness witness, ReadOnlyMemory<byte> context = default, CommittedModel? model = null,
        IProgress<ProverProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(witness);
        if (context.IsEmpty) context = new byte[Verifier.ContextLength];
        if (context.Length != Verifier.ContextLength) throw new ArgumentException("A context takes 32 bytes.", nameof(context));
        using var session = new ProofSession(this, witness, model, context, progress, cancellation);
        return await session.ProveAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (IDisposable owned in _owned) owned.Dispose();
        _owned.Clear();
    }

    /// <summary>The kept values of a fixed column on a coset, or null.</summary>
    internal ScalarBuffer? KeptCoset(int coset, Column column) => _fixedCosets.GetValueOrDefault((coset, column));

    /// <summary>Keeps values of a fixed column on a coset, which are complete, for the proofs to come.</summary>
    internal void KeepCoset(int coset, Column column, ScalarBuffer values) => _fixedCosets[(coset, column)] = Own(values);

    private void LoadFixed(CancellationToken cancellation)
    {
        using IQueue queue = Device.CreateQueue(cancellation);
        foreach (Column column in Plonk.Columns.Fixed(Key.Circuit.Profile))
        {
            cancellation.ThrowIfCancellationRequested();
            if (Key.Circuit.Profile.Packed || Array.IndexOf(ResidentKinds, column.Kind) >= 0) Key.Columns.Upload(queue, column, NewFixed(column));
        }

        queue.Upload(IdentityCoefficients.AsMemory(1), NewFixed(new Column(ColumnKind.First)).Slice(0, 1));
        queue.Ntt(Plan, _fixed.Values.Select(c => c.Values).ToArray(), NttKind.Inverse, Fr.One);
        queue.Upload(IdentityCoefficients, NewFixed(new Column(ColumnKind.Identity)).Slice(0, 2));
    }

    private ScalarSlice NewFixed(Column column) => (_fixed[column] = Own(new DeviceColumn(Device, Size, []))).Values;

    private T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }
}

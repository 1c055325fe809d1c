using System.Diagnostics;
using ZkAccel.Plonk;
using ZkAccel.Prover;
using ZkAccel.Runtime;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Inference;

/// <summary>
/// Proves runs of one model on one device; what all proofs share stays resident, so the second proof starts at once. One proof at a
/// time.
/// </summary>
public sealed class ZkProver : IDisposable
{
    private readonly ZkModel _model;
    private readonly ZkProvingKey _key;
    private readonly ZkModelSecret? _secret;
    private readonly PlonkProver _prover;

    /// <summary>Loads a key onto a device.</summary>
    /// <param name="key">The proving key.</param>
    /// <param name="device">Where to compute; stays the caller's.</param>
    /// <param name="secret">The owner's side of the commitment; needed where weights are committed.</param>
    /// <param name="cancellation">Stops the loading.</param>
    /// <exception cref="ArgumentException">The secret is missing, or given although nothing is committed.</exception>
    /// <exception cref="AcceleratorException">The device failed.</exception>
    public ZkProver(ZkProvingKey key, IAccelerator device, ZkModelSecret? secret = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(device);
        if (key.Compiled.Visibility.Weights == WeightMode.Committed != secret is not null)
            throw new ArgumentException(secret is null ? "Committed weights take the secret of their commitment." : "The weights are not committed.", nameof(secret));
        _key = key;
        _secret = secret;
        _model = new ZkModel(key.Compiled.Model);
        _prover = new PlonkProver(key.Key, key.Srs, device, cancellation: cancellation);
    }

    /// <summary>Commits to the weights of a model and proves that they are in range: once for a model.</summary>
    /// <param name="key">The proving key of the model.</param>
    /// <param name="device">Where to compute.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <returns>What to publish, and what to keep.</returns>
    /// <exception cref="InvalidOperationException">The key's weights are not committed.</exception>
    /// <exception cref="AcceleratorException">The device failed.</exception>
    public static async Task<(ZkCommitment Commitment, ZkModelSecret Secret)> CommitAsync(
        ZkProvingKey key, IAccelerator device, IProgress<ZkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(device);
        ProvingKey registration = key.RegistrationKey ?? throw new InvalidOperationException("The weights of this key are not committed.");
        int[][] weights = key.Compiled.WeightColumns();
        progress?.Report(new ZkProgress("commitments", 0));
        CommittedModel model = await CommittedModel.CommitAsync(weights, key.Srs, device, key.Compiled.Circuit.Profile.Packing, cancellation).ConfigureAwait(false);
        using var prover = new PlonkProver(registration, key.Srs, device, cancellation: cancellation);
        ProofResult result = await prover.ProveAsync(
            CompiledModel.RegistrationWitness(registration.Circuit, weights), default, model, Relay(progress), cancellation).ConfigureAwait(false);
        return (new ZkCommitment(model.Commitment, result.Proof), ZkModelSecret.Of(model, weights));
    }

    /// <summary>Proves one run; the proof is verified before it is returned.</summary>
    /// <param name="inputs">One array of floats for each model input, row-major.</param>
    /// <param name="context">32 bytes that bind the proof to a use; zeros when null.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellation">Stops the work.</param>
    /// <exception cref="ArgumentException">The context has another length.</exception>
    /// <exception cref="CircuitException">The run does not satisfy the circuit; says where.</exception>
    /// <exception cref="AcceleratorException">The device failed.</exception>
    public async Task<ZkProofResult> ProveAsync(
        float[][] inputs, byte[]? context = null, IProgress<ZkProgress>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(inputs);
        context = context?.ToArray() ?? new byte[Verifier.ContextLength];
        if (context.Length != Verifier.ContextLength) throw new ArgumentException($"A context has {Verifier.ContextLength} bytes.", nameof(context));
        progress?.Report(new ZkProgress("inference", 0));
        long started = Stopwatch.GetTimestamp();
        ZkInference inference = _model.Run(inputs);
        Witness witness = _key.Compiled.BuildWitness(inference.Values);
        var timings = new List<ZkTiming> { new("inference", Stopwatch.GetElapsedTime(started)) };
        ProofResult result = await _prover.ProveAsync(witness, context, _secret?.Model, Relay(progress), cancellation).ConfigureAwait(false);
        foreach (PhaseTiming timing in result.Timings) timings.Add(new ZkTiming(Name(timing.Phase), timing.Elapsed));
        VerifyingKey key = _key.VerifyingKey.Key;
        var proof = new ZkProof(
            result.Proof, _key.VerifyingKey.Digest.ToArray(), _secret is null ? [] : _secret.Model.Commitment.Digest.ToArray(), context,
            [.. key.PublicTensors.Select(t => t.Name)], witness.PublicValues, key.Insecure);
        return new ZkProofResult(proof, inference, timings);
    }

    /// <inheritdoc/>
    public void Dispose() => _prover.Dispose();

    private static Progress? Relay(IProgress<ZkProgress>? progress) => progress is null ? null : new Progress(progress);

    private static string Name(ProverPhase phase) => phase.ToString().ToLowerInvariant();

    private sealed class Progress(IProgress<ZkProgress> target) : IProgress<ProverProgress>
    {
        public void Report(ProverProgress value) => target.Report(new ZkProgress("proof", value.Fraction));
    }
}

/// <summary>A proof and how it came about.</summary>
/// <param name="Proof">The proof.</param>
/// <param name="Inference">The run it is about.</param>
/// <param name="Timings">Phases in order.</param>
public sealed record ZkProofResult(ZkProof Proof, ZkInference Inference, IReadOnlyList<ZkTiming> Timings);

/// <summary>Time that a phase took.</summary>
/// <param name="Phase">Its name.</param>
/// <param name="Elapsed">Wall-clock time.</param>
public readonly record struct ZkTiming(string Phase, TimeSpan Elapsed);

using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Runtime;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Prover.Tests;

/// <summary>A synthetic circuit with its keys on one device.</summary>
internal sealed class Fixture : IDisposable
{
    public static readonly VerifierOptions Insecure = new() { AllowInsecure = true };

    private Fixture(Synthetic.Case source, Srs srs, IAccelerator device, ProvingKey key, CommittedModel? model, PlonkProver prover) =>
        (Circuit, Witness, Srs, Device, Key, Model, Prover) = (source.Circuit, source.Witness, srs, device, key, model, prover);

    public Circuit Circuit { get; }

    public Witness Witness { get; }

    public Srs Srs { get; }

    public IAccelerator Device { get; }

    public ProvingKey Key { get; }

    public CommittedModel? Model { get; }

    public PlonkProver Prover { get; }

    public VerifyingKey VerifyingKey => Key.VerifyingKey;

    public VerifierOptions Options => Insecure with { Model = Model?.Commitment };

    public static async Task<Fixture> CreateAsync(Profile profile, int logN = 7, IAccelerator? device = null, Func<Fr>? random = null, Action<Column, Fr[]>? forge = null, ProverOptions? options = null)
    {
        Synthetic.Case source = logN == 5 ? Synthetic.Tiny(profile) : Synthetic.Build(profile, logN);
        Srs srs = profile.Packing > 1 ? TestSrs.Packed : TestSrs.Shared;
        device ??= new CpuAccelerator();
        int[][]? weights = profile.Weights == WeightMode.Fixed ? source.Witness.Weights : null;
        ProvingKey key = await ProvingKey.GenerateAsync(source.Circuit, srs, device, weights);
        CommittedModel? model = profile.Weights == WeightMode.Committed ? await CommittedModel.CommitAsync(source.Witness.Weights, srs, device, profile.Packing) : null;
        var prover = new PlonkProver(key, srs, device, options) { Random = random ?? Fr.Random, Forge = forge };
        return new Fixture(source, srs, device, key, model, prover);
    }

    public async Task<byte[]> ProveAsync(byte[]? context = null) => (await Prover.ProveAsync(Witness, context, Model)).Proof;

    /// <summary>Proves with the defaults, as a method that a test can hand on.</summary>
    public Task TryProveAsync() => ProveAsync();

    public Verdict Verify(ReadOnlySpan<byte> proof, byte[]? context = null) =>
        Verifier.Verify(VerifyingKey, proof, Witness.PublicValues, context ?? new byte[32], Options);

    public void Dispose()
    {
        Prover.Dispose();
        Device.Dispose();
    }
}

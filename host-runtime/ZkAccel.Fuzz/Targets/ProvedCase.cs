using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Prover;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Fuzz.Targets;

/// <summary>One small circuit with committed weights, its key and a true proof; made once a process.</summary>
internal sealed record ProvedCase(VerifyingKey Key, ModelCommitment Model, long[][] PublicValues, byte[] Proof)
{
    public static ProvedCase Shared { get; } = MakeAsync().GetAwaiter().GetResult();

    public VerifierOptions Options { get; } = new() { AllowInsecure = true, Model = Model };

    private static async Task<ProvedCase> MakeAsync()
    {
        Synthetic.Case source = Synthetic.Build(new Profile(1, 2, WeightMode.Committed), 6);
        Srs srs = Srs.CreateInsecure(source.Circuit.Size + ProvingKey.ExtraPowers, "fuzz"u8);
        using var device = new CpuAccelerator();
        ProvingKey key = await ProvingKey.GenerateAsync(source.Circuit, srs, device);
        CommittedModel model = await CommittedModel.CommitAsync(source.Witness.Weights, srs, device);
        using var prover = new PlonkProver(key, srs, device);
        ProofResult result = await prover.ProveAsync(source.Witness, model: model);
        return new ProvedCase(key.VerifyingKey, model.Commitment, source.Witness.PublicValues, result.Proof);
    }
}

using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Prover;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Fuzz.Targets;

/// <summary>One small circuit, its key and a true proof.</summary>
internal sealed record ProvedCase(VerifyingKey Key, ModelCommitment? Model, long[][] PublicValues, byte[] Proof)
{
    private static readonly Lazy<ProvedCase> CommittedCase = new(() => MakeAsync(WeightMode.Committed).GetAwaiter().GetResult());
    private static readonly Lazy<ProvedCase> PrivateCase = new(() => MakeAsync(WeightMode.Private).GetAwaiter().GetResult());

    /// <summary>With committed weights; made once a process.</summary>
    public static ProvedCase Committed => CommittedCase.Value;

    /// <summary>With private weights; made once a process.</summary>
    public static ProvedCase Private => PrivateCase.Value;

    public VerifierOptions Options { get; } = new() { AllowInsecure = true, Model = Model };

    private static async Task<ProvedCase> MakeAsync(WeightMode weights)
    {
        Synthetic.Case source = Synthetic.Build(new Profile(1, 2, weights), 6);
        Srs srs = Srs.CreateInsecure(source.Circuit.Size + ProvingKey.ExtraPowers, "fuzz"u8);
        using var device = new CpuAccelerator();
        ProvingKey key = await ProvingKey.GenerateAsync(source.Circuit, srs, device);
        CommittedModel? model = weights != WeightMode.Committed ? null : await CommittedModel.CommitAsync(source.Witness.Weights, srs, device);
        using var prover = new PlonkProver(key, srs, device);
        ProofResult result = await prover.ProveAsync(source.Witness, model: model);
        return new ProvedCase(key.VerifyingKey, model?.Commitment, source.Witness.PublicValues, result.Proof);
    }
}

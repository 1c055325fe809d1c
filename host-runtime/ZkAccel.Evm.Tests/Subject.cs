using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Prover;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Evm.Tests;

/// <summary>A synthetic circuit with its keys, a prover, and verifier and key on the chain; made once for each profile.</summary>
internal sealed class Subject
{
    private static readonly Dictionary<string, Subject> Made = [];
    private static readonly CpuAccelerator Device = new();

    private readonly Witness _witness;
    private readonly CommittedModel? _model;
    private readonly PlonkProver _prover;
    private readonly Dictionary<string, byte[]> _proofs = [];

    private Subject(Chain chain, Synthetic.Case source, ProvingKey key, CommittedModel? model, PlonkProver prover, byte[] verifier, byte[] keyAddress) =>
        (Chain, _witness, Key, _model, _prover, Verifier, KeyAddress, OnChain) =
        (chain, source.Witness, key.VerifyingKey, model, prover, verifier, keyAddress, new EvmKey(key.VerifyingKey, model?.Commitment));

    public Chain Chain { get; }

    public VerifyingKey Key { get; }

    public ModelCommitment? Model => _model?.Commitment;

    public EvmKey OnChain { get; }

    /// <summary>Address of the contract, which allows insecure keys.</summary>
    public byte[] Verifier { get; }

    public byte[] KeyAddress { get; }

    public long[][] Values => _witness.PublicValues;

    public static async Task<Subject> GetAsync(Chain chain, Profile profile, int logN = 6, string setup = "evm")
    {
        chain.Require();
        string name = $"{profile} {logN} {setup}";
        if (Made.TryGetValue(name, out Subject? made)) return made;
        Synthetic.Case source = Synthetic.Build(profile, logN);
        Srs srs = Srs.CreateInsecure(1 << 11, System.Text.Encoding.ASCII.GetBytes(setup));
        ProvingKey key = await ProvingKey.GenerateAsync(source.Circuit, srs, Device, profile.Weights == WeightMode.Fixed ? source.Witness.Weights : null);
        CommittedModel? model = profile.Weights == WeightMode.Committed ? await CommittedModel.CommitAsync(source.Witness.Weights, srs, Device, profile.Packing) : null;
        byte[] verifier = await DeployVerifierAsync(chain, profile, allowInsecure: true);
        byte[] data = await chain.DeployAsync(new EvmKey(key.VerifyingKey, model?.Commitment).DeploymentCode());
        return Made[name] = new Subject(chain, source, key, model, new PlonkProver(key, srs, Device), verifier, data);
    }

    public static Task<byte[]> DeployVerifierAsync(Chain chain, Profile profile, bool allowInsecure) =>
        chain.DeployAsync(EvmVerifier.DeploymentCode(chain.Compile(EvmVerifier.Source(profile), EvmVerifier.ContractName).Creation, allowInsecure));

    /// <summary>A proof for a context, made once.</summary>
    public async Task<byte[]> ProveAsync(byte[]? context = null)
    {
        context ??= new byte[32];
        string name = Convert.ToHexString(context);
        if (!_proofs.TryGetValue(name, out byte[]? proof)) _proofs[name] = proof = (await _prover.ProveAsync(_witness, context, _model)).Proof;
        return (byte[])proof.Clone();
    }

    public EvmClaim Claim(ReadOnlySpan<byte> proof, byte[]? context = null, long[]? values = null, byte[]? key = null, byte[]? digest = null) =>
        new(key ?? KeyAddress, digest ?? OnChain.Digest, context ?? new byte[32], proof, values is null ? Values : [values]);

    public Call Call(EvmClaim claim, long gas = Chain.PlentyOfGas) => new(Verifier, claim.Calldata(), gas);

    /// <summary>The verdict of the C# verifier on the same claim.</summary>
    public bool Verify(ReadOnlySpan<byte> proof, byte[]? context = null, long[]? values = null, VerifyingKey? key = null, ModelCommitment? model = null)
    {
        key ??= Key;
        var split = new List<long[]>();
        ReadOnlySpan<long> rest = values is null ? (long[])[.. Values.SelectMany(v => v)] : values;
        foreach (PublicTensor tensor in key.PublicTensors)
        {
            int count = Math.Min(tensor.Count, rest.Length);
            split.Add(rest[..count].ToArray());
            rest = rest[count..];
        }

        if (rest.Length > 0) split.Add(rest.ToArray());
        return Plonk.Verifier.Verify(key, proof, split, context ?? new byte[32], new VerifierOptions { AllowInsecure = true, Model = model ?? Model }).Accepted;
    }
}

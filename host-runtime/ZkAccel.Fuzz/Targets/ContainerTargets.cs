using ZkAccel.Inference;
using ZkAccel.Plonk;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Proof files (.zkproof), verified where they can be read.</summary>
internal sealed class ProofFileTarget : IFuzzTarget
{
    private static readonly ProvedCase Case = ProvedCase.Shared;
    private static readonly ZkVerifyingKey Key = new("fuzz", Case.Key, null, []);
    private static readonly ZkCommitment Commitment = new(Case.Model, []);

    public string Name => "zkproof";

    public int EverydayRuns => 4_000;

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        new ZkProof(
            Case.Proof, Case.Key.Digest.ToArray(), Case.Model.Digest.ToArray(), new byte[Verifier.ContextLength],
            [.. Case.Key.PublicTensors.Select(t => t.Name)], Case.PublicValues, insecure: true).ToBytes(),
    ];

    public void Run(ReadOnlySpan<byte> bytes)
    {
        ZkProof proof;
        try
        {
            proof = ZkProof.FromBytes(Name, bytes);
        }
        catch (FileFormatException)
        {
            return;
        }

        Key.Verify(proof, Commitment, allowInsecure: true);
    }
}

/// <summary>Verifying key files (.zkvk).</summary>
internal sealed class VerifyingKeyFileTarget : IFuzzTarget
{
    private static readonly VerifyingKey Key = ProvedCase.Shared.Key;

    public string Name => "zkvk";

    public int EverydayRuns => 4_000;

    public IReadOnlyList<byte[]> Seeds { get; } =
        [new ZkVerifyingKey("fuzz", Key, Key, [.. Key.PublicTensors.Select(t => new ZkTensor(t.Name, "output", [t.Count], [0.5], [0]))]).ToBytes()];

    public void Run(ReadOnlySpan<byte> bytes)
    {
        try
        {
            ZkVerifyingKey.FromBytes(Name, bytes);
        }
        catch (FileFormatException)
        {
        }
    }
}

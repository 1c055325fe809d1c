using ZkAccel.Inference;
using ZkAccel.Plonk;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Proof files (.zkproof), verified where they can be read.</summary>
internal sealed class ProofFileTarget : IFuzzTarget
{
    private static readonly ProvedCase Case = ProvedCase.Private;
    private static readonly ZkVerifyingKey Key = VerifyingKeyFileTarget.Describe(Case.Key);

    public string Name => "zkproof";

    public int EverydayRuns => 4_000;

    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        new ZkProof(
            Case.Proof, Key.Digest.ToArray(), [], new byte[Verifier.ContextLength],
            [.. Case.Key.PublicTensors.Select(t => t.Name)], Case.PublicValues, insecure: true).ToBytes(),
    ];

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        ZkProof proof;
        try
        {
            proof = ZkProof.FromBytes(Name, bytes);
        }
        catch (FileFormatException)
        {
            return false;
        }

        return Key.Verify(proof, allowInsecure: true).Accepted;
    }
}

/// <summary>Verifying key files (.zkvk).</summary>
internal sealed class VerifyingKeyFileTarget : IFuzzTarget
{
    public string Name => "zkvk";

    public int EverydayRuns => 4_000;

    public IReadOnlyList<byte[]> Seeds { get; } = [Describe(ProvedCase.Private.Key).ToBytes()];

    /// <summary>The facade's key of a circuit.</summary>
    public static ZkVerifyingKey Describe(VerifyingKey key) =>
        new("fuzz", key, null, [.. key.PublicTensors.Select(t => new ZkTensor(t.Name, "output", [t.Count], [0.5], [0]))]);

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        try
        {
            ZkVerifyingKey.FromBytes(Name, bytes);
            return true;
        }
        catch (FileFormatException)
        {
            return false;
        }
    }
}

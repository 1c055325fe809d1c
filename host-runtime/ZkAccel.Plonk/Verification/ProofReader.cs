using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>The items of a proof, decoded.</summary>
internal sealed class ProofReader
{
    private ProofReader()
    {
    }

    public Dictionary<Column, G1Affine> Commitments { get; } = [];

    public Dictionary<Column, Fr> Here { get; } = [];

    public Dictionary<Column, Fr> Next { get; } = [];

    public G1Affine FirstOpening { get; private set; }

    public G1Affine SecondOpening { get; private set; }

    /// <summary>Decodes a proof of the right length; anything not canonical is refused.</summary>
    public static VerdictReason TryRead(Schedule schedule, ReadOnlySpan<byte> bytes, out ProofReader proof)
    {
        proof = new ProofReader();
        if (bytes.Length != schedule.ProofLength) return VerdictReason.ProofLength;
        foreach (Round round in schedule.Rounds)
        {
            foreach (ProofItem item in round.Items)
            {
                ReadOnlySpan<byte> encoded = bytes[..item.ByteLength];
                bytes = bytes[item.ByteLength..];
                if (item.IsScalar)
                {
                    if (!Fr.TryFromBytesBigEndian(encoded, out Fr value)) return VerdictReason.ScalarEncoding;
                    (item.Kind == ProofItemKind.Here ? proof.Here : proof.Next)[item.Column] = value;
                    continue;
                }

                if (!G1Affine.TryDecode(encoded, out G1Affine point)) return VerdictReason.PointEncoding;
                switch (item.Kind)
                {
                    case ProofItemKind.FirstOpening: proof.FirstOpening = point; break;
                    case ProofItemKind.SecondOpening: proof.SecondOpening = point; break;
                    default: proof.Commitments[item.Column] = point; break;
                }
            }
        }

        return VerdictReason.Accepted;
    }
}

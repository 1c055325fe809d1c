using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>What an item of a proof is.</summary>
internal enum ProofItemKind : byte
{
    /// <summary>A point: the commitment of the column, or of the pack that it leads.</summary>
    Commitment,

    /// <summary>A scalar: the column at ζ.</summary>
    Here,

    /// <summary>A scalar: the column at ωζ.</summary>
    Next,

    /// <summary>A point: the quotient of the batch opened at ζ; packed: of the batch by what vanishes in its points.</summary>
    FirstOpening,

    /// <summary>A point: the quotient of the batch opened at ωζ; packed: the one that opens the batch and the first quotient at u.</summary>
    SecondOpening,
}

/// <summary>One point or scalar of a proof.</summary>
internal readonly record struct ProofItem(ProofItemKind Kind, Column Column)
{
    public bool IsScalar => Kind is ProofItemKind.Here or ProofItemKind.Next;

    public int ByteLength => IsScalar ? Fr.ByteLength : G1Affine.ByteLength;
}

/// <summary>One message of the prover and the challenges drawn after it.</summary>
internal sealed record Round(string Label, ProofItem[] Items, Challenge[] Draws)
{
    public int ByteLength => Items.Sum(i => i.ByteLength);
}

/// <summary>
/// The order of everything in a proof: prover, verifier and codec follow this one list. The proof is the concatenation of the rounds'
/// items, and each round is absorbed as exactly these bytes.
/// </summary>
internal sealed class Schedule
{
    public const string Version = "ZkAccel/1";

    private Schedule(Profile profile)
    {
        (Column[] here, Column[] next) = Columns.Opened(profile);
        Rounds =
        [
            new("round 1", Commitments(Packs.RoundOne(profile)), [Challenge.Rho, Challenge.R, Challenge.TauC]),
            new("round 2", Commitments(Packs.RoundTwo(profile)), [Challenge.Theta, Challenge.Beta, Challenge.Delta, Challenge.Gamma]),
            new("round 3", Commitments(Packs.RoundThree(profile)), [Challenge.Alpha]),
            new("round 4", Commitments(Packs.RoundFour(profile)), [Challenge.Zeta]),
            new("round 5", [.. here.Select(c => new ProofItem(ProofItemKind.Here, c)), .. next.Select(c => new ProofItem(ProofItemKind.Next, c))],
                [Challenge.V]),
            .. profile.Packed
                ? new Round[] { new("round 6", [new(ProofItemKind.FirstOpening, default)], [Challenge.U]), new("round 7", [new(ProofItemKind.SecondOpening, default)], []) }
                : [new("round 6", [new(ProofItemKind.FirstOpening, default), new(ProofItemKind.SecondOpening, default)], [Challenge.U])],
        ];
        ProofLength = Rounds.Sum(r => r.ByteLength);
    }

    public Round[] Rounds { get; }

    /// <summary>Bytes of a proof.</summary>
    public int ProofLength { get; }

    public static Schedule For(Profile profile) => new(profile);

    /// <summary>
    /// Round 0: version, key, model and public values, caller's context. Lengths are fixed by the key, whose digest stands first.
    /// </summary>
    public static Transcript Begin(VerifyingKey key, ModelCommitment? model, IReadOnlyList<long[]> publicValues, ReadOnlySpan<byte> context)
    {
        int values = publicValues.Sum(v => v.Length);
        int points = model?.Points.Length ?? 0;
        var data = new byte[Version.Length + Keccak256.DigestLength + (points * G1Affine.ByteLength) + (values * Fr.ByteLength) + context.Length];
        Span<byte> rest = data;
        rest = rest[System.Text.Encoding.ASCII.GetBytes(Version, rest)..];
        key.Digest.CopyTo(rest);
        rest = rest[Keccak256.DigestLength..];
        for (int i = 0; i < points; i++, rest = rest[G1Affine.ByteLength..]) model!.Points.Span[i].Encode(rest[..G1Affine.ByteLength]);
        foreach (long[] tensor in publicValues)
        {
            foreach (long value in tensor)
            {
                Fr.FromInt64(value).WriteBytesBigEndian(rest[..Fr.ByteLength]);
                rest = rest[Fr.ByteLength..];
            }
        }

        context.CopyTo(rest);
        var transcript = new Transcript();
        transcript.Absorb("statement", data);
        return transcript;
    }

    /// <summary>Absorbs a round's bytes and draws its challenges.</summary>
    public static void Advance(Transcript transcript, Round round, ReadOnlySpan<byte> bytes, Challenges challenges)
    {
        transcript.Absorb(round.Label, bytes);
        foreach (Challenge challenge in round.Draws) challenges[challenge] = transcript.Draw(challenge.ToString());
    }

    private static ProofItem[] Commitments(Pack[] packs) => Array.ConvertAll(packs, p => new ProofItem(ProofItemKind.Commitment, p.Lead));
}

using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// Checks proofs. Needs no device; the work depends on the profile and on the public values only: one combination of some 60 points
/// and one pairing equation. Never throws on any bytes.
/// </summary>
public static class Verifier
{
    /// <summary>Bytes of a context.</summary>
    public const int ContextLength = 32;

    /// <summary>Verifies a proof.</summary>
    /// <param name="key">The verifying key, which the caller trusts.</param>
    /// <param name="proof">The proof's bytes.</param>
    /// <param name="publicValues">The elements of every public tensor, in the key's order.</param>
    /// <param name="context">32 bytes that tie the proof to a use; zeros if there is none.</param>
    /// <param name="options">What is allowed and known; nothing by default.</param>
    public static Verdict Verify(
        VerifyingKey key, ReadOnlySpan<byte> proof, IReadOnlyList<long[]> publicValues, ReadOnlySpan<byte> context, VerifierOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(publicValues);
        options ??= VerifierOptions.Default;
        VerdictReason reason = CheckStatement(key, publicValues, context, options);
        if (reason == VerdictReason.Accepted) reason = CheckProof(key, proof, publicValues, context, options.Model);
        bool ranged = key.Profile.Ranged || key.Profile.Weights == WeightMode.Fixed || IsRegistered(options);
        return new Verdict(reason == VerdictReason.Accepted, reason, key.Insecure, ranged);
    }

    private static VerdictReason CheckStatement(
        VerifyingKey key, IReadOnlyList<long[]> publicValues, ReadOnlySpan<byte> context, VerifierOptions options)
    {
        if (key.Insecure && !options.AllowInsecure) return VerdictReason.InsecureSetup;
        if (context.Length != ContextLength) return VerdictReason.ContextLength;
        if (publicValues.Count != key.PublicTensors.Count) return VerdictReason.PublicValueCount;
        for (int i = 0; i < publicValues.Count; i++)
        {
            PublicTensor tensor = key.PublicTensors[i];
            if (publicValues[i]?.Length != tensor.Count) return VerdictReason.PublicValueCount;
            if (publicValues[i].AsSpan().ContainsAnyExceptInRange(tensor.Min, tensor.Max)) return VerdictReason.PublicValueRange;
        }

        if (key.Profile.Weights != WeightMode.Committed) return options.Model is null ? VerdictReason.Accepted : VerdictReason.ModelMismatch;
        return options.Model is { } model && model.LogN == key.LogN && model.Lanes == key.Profile.Lanes && model.Packing == key.Profile.Packing
            ? VerdictReason.Accepted
            : VerdictReason.ModelMismatch;
    }

    private static VerdictReason CheckProof(
        VerifyingKey key, ReadOnlySpan<byte> bytes, IReadOnlyList<long[]> publicValues, ReadOnlySpan<byte> context, ModelCommitment? model)
    {
        VerdictReason reason = ProofReader.TryRead(key.Schedule, bytes, out ProofReader proof);
        if (reason != VerdictReason.Accepted) return reason;

        var challenges = new Challenges();
        Transcript transcript = Schedule.Begin(key, model, publicValues, context);
        foreach (Round round in key.Schedule.Rounds)
        {
            Schedule.Advance(transcript, round, bytes[..round.ByteLength], challenges);
            bytes = bytes[round.ByteLength..];
        }

        Fr[] inputs = PhaseOne.PublicInputs(key.PublicTensors, publicValues, challenges);
        if (challenges[Challenge.Zeta].Pow(1UL << key.LogN) == Fr.One) return VerdictReason.DegenerateChallenge;
        bool holds = key.Profile.Packed
            ? CheckPacked(key, proof, model, challenges, inputs)
            : CheckEquation(key, proof, model, challenges, new Openings(key.Constants, key.LogN, challenges, inputs, proof.Here, proof.Next));
        return holds ? VerdictReason.Accepted : VerdictReason.Equation;
    }

    /// <summary>e(W + u W', [τ]) = e(ζ W + u ω ζ W' + Σ coefficient · commitment - value · [1], [1]).</summary>
    private static bool CheckEquation(VerifyingKey key, ProofReader proof, ModelCommitment? model, Challenges challenges, Openings openings)
    {
        Fr zeta = challenges[Challenge.Zeta], u = challenges[Challenge.U];
        AddStatic(proof.Commitments, key, model);
        var combined = new OpeningBatch();
        foreach ((OpeningBatch batch, Fr weight) in new[] { (openings.Here, Fr.One), (openings.Next, u) })
        {
            foreach ((Column column, Fr coefficient) in batch.Coefficients)
            {
                foreach ((Column part, Fr factor) in openings.Expand(column, key.Profile, challenges))
                    combined.Add(part, weight * coefficient * factor);
            }

            combined.Claim(weight * batch.Value);
        }

        int count = combined.Coefficients.Count;
        var points = new G1Affine[count + 3];
        var scalars = new Fr[count + 3];
        int next = 0;
        foreach ((Column column, Fr coefficient) in combined.Coefficients) (points[next], scalars[next++]) = (proof.Commitments[column], coefficient);
        (points[count], scalars[count]) = (proof.FirstOpening, zeta);
        (points[count + 1], scalars[count + 1]) = (proof.SecondOpening, u * zeta * Fr.RootOfUnity(key.LogN));
        (points[count + 2], scalars[count + 2]) = (G1Affine.Generator, -combined.Value);

        G1Affine right = G1.LinearCombination(points, scalars).ToAffine();
        G1Affine left = (new G1(proof.FirstOpening) + (proof.SecondOpening * u)).ToAffine();
        return Pairing.Check([left, -right], [key.Tau2, key.One2]);
    }

    /// <summary>
    /// Everything is opened: the identity at ζ is one between numbers. Then, with P_p the packs' commitments, the masks added to the model's,
    /// e(W', [τ]) = e(Σ weight_p P_p - value · [1] - Z_T(u) W + u W', [1]).
    /// </summary>
    private static bool CheckPacked(VerifyingKey key, ProofReader proof, ModelCommitment? model, Challenges challenges, Fr[] inputs)
    {
        var identity = new IdentityAtZeta(key.Constants, key.LogN, challenges, inputs, proof.Here, proof.Next);
        Fr quotient = Fr.Zero;
        foreach (Column piece in Columns.RoundFour().Reverse()) quotient = (quotient * identity.Power) + proof.Here[piece];
        if (identity.Constraints.Constant != identity.Vanishing * quotient) return false;

        AddStatic(proof.Commitments, key, model);
        var openings = new PackedOpenings(key.Profile, key.LogN, challenges, proof.Here, proof.Next);
        var points = new List<G1Affine> { G1Affine.Generator, proof.FirstOpening, proof.SecondOpening };
        var scalars = new List<Fr> { -openings.Value, openings.QuotientWeight, challenges[Challenge.U] };
        foreach ((Pack pack, Fr weight) in openings.Packs)
        {
            points.Add(proof.Commitments[pack.Lead]);
            scalars.Add(weight);
            if (pack.Lead.Kind != ColumnKind.Weight || model is null) continue;
            points.Add(proof.Commitments[new Column(ColumnKind.Mask, pack.Lead.Index)]);
            scalars.Add(weight * identity.Vanishing);
        }

        G1Affine right = G1.LinearCombination([.. points], [.. scalars]).ToAffine();
        return Pairing.Check([proof.SecondOpening, -right], [key.Tau2, key.One2]);
    }

    /// <summary>Adds the commitments that are not in the proof.</summary>
    private static void AddStatic(Dictionary<Column, G1Affine> commitments, VerifyingKey key, ModelCommitment? model)
    {
        Pack[] packs = Packs.Fixed(key.Profile), lanes = Packs.Model(key.Profile);
        for (int i = 0; i < packs.Length; i++) commitments[packs[i].Lead] = key.FixedCommitments[i];
        for (int i = 0; i < lanes.Length; i++) commitments[lanes[i].Lead] = model!.Points.Span[i];
    }

    private static bool IsRegistered(VerifierOptions options)
    {
        if (options.Model is null) return false;
        foreach (ReadOnlyMemory<byte> digest in options.RegisteredModels)
        {
            if (digest.Span.SequenceEqual(options.Model.Digest)) return true;
        }

        return false;
    }
}

namespace ZkAccel.Plonk;

/// <summary>
/// How likely a false statement is to be accepted, by counting degrees (Schwartz-Zippel in each round; knowledge soundness in the
/// algebraic group model with random oracles). The curve itself gives about 100 bits and is the weakest link.
/// </summary>
/// <param name="IdentityDegree">
/// Round 1: the largest total degree in ρ, r, τ_c of an asserted equality. A false statement breaks one named equality, so this
/// is not multiplied by their number.
/// </param>
/// <param name="LookupDegree">Round 2: 4 (K + 1) n for the lookups over θ, β, poles included.</param>
/// <param name="CopyDegree">Round 2: 6 n for the copies over δ, γ.</param>
/// <param name="Constraints">Round 3: the number of constraints, over α.</param>
/// <param name="QuotientDegree">Round 4: 5 N over ζ: KZG bounds degrees by the N powers of the SRS, not by n.</param>
/// <param name="Openings">
/// The last rounds: openings batched over v, and u; of a packed profile packs over v, and an identity of degree N + 2k over u.
/// </param>
internal sealed record SoundnessBound(
    long IdentityDegree, long LookupDegree, long CopyDegree, long Constraints, long QuotientDegree, long Openings)
{
    // log2 of r; a challenge is up to 1.2 times as likely as under uniform choice.
    private const double FieldBits = 253.59;
    private const double Bias = 1.2;

    /// <summary>-log2 of the sum of all rounds' errors.</summary>
    public double Bits =>
        FieldBits - Math.Log2(Bias * ((double)IdentityDegree + LookupDegree + CopyDegree + Constraints + QuotientDegree + Openings));

    /// <summary>The bound of a circuit under an SRS with <paramref name="powers"/> powers. O(n).</summary>
    /// <exception cref="CircuitException">The circuit is malformed.</exception>
    public static SoundnessBound Of(Circuit circuit, int powers)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        circuit.Validate();
        Profile profile = circuit.Profile;
        (Column[] here, Column[] next) = Columns.Opened(profile);
        long openings = profile.Packed ? Packs.Opened(profile).Length + powers + (2L * profile.Packing) : here.Length + next.Length + 2;
        return new SoundnessBound(
            IdentityDegreeOf(circuit), 4L * (profile.Lookups + 1) * circuit.Size, 6L * circuit.Size, ConstraintList.Count(profile),
            (Profile.Degree + 1L) * powers, openings);
    }

    /// <summary>Degrees of digests by their recurrences and of wires by the gates, in the order of evaluation.</summary>
    private static long IdentityDegreeOf(Circuit circuit)
    {
        int n = circuit.Size, slots = circuit.Profile.Slots, lanes = circuit.Profile.Lanes;
        long[] weights = new long[n + 1], raw = new long[n + 1], outs = new long[n + 1], wires = new long[n + 1];
        for (int x = 0; x < n; x++)
        {
            long step = circuit.QR[x] != 0 ? 1 : (long)slots * (circuit.Q2[x] != 0 ? circuit.Stride : 1);
            weights[x + 1] = circuit.KW[x] != 0 ? weights[x] + lanes : lanes - 1;
            raw[x + 1] = circuit.KA[x] != 0 ? raw[x] + step : step - 1;
            outs[x + 1] = circuit.KB[x] != 0 ? outs[x] + slots : slots;
        }

        for (int x = 1; x < circuit.PublicInputs; x++)
        {
            wires[x + 1] = 1;
            if (x < Circuit.FirstTensorInput) continue;
            PublicTensor t = circuit.PublicTensors[x - Circuit.FirstTensorInput];
            wires[x + 1] = t.Outer - 1 + ((long)t.Pitch * (t.Height - 1)) + t.Width - 1;
        }

        foreach (int x in circuit.EvaluationOrder)
        {
            long a = circuit.SourceA[x] < 0 ? 0 : wires[circuit.SourceA[x]];
            long b = circuit.SourceB[x] < 0 ? 0 : wires[circuit.SourceB[x]];
            long degree = 0;
            if (!circuit.QO[x].IsZero) degree = Math.Max(degree, wires[x]);
            if (!circuit.QM[x].IsZero) degree = Math.Max(degree, a + b);
            if (!circuit.QL[x].IsZero) degree = Math.Max(degree, a);
            if (!circuit.QW[x].IsZero) degree = Math.Max(degree, weights[x]);
            if (!circuit.QA[x].IsZero) degree = Math.Max(degree, raw[x]);
            if (!circuit.QB[x].IsZero) degree = Math.Max(degree, outs[x]);
            wires[x + 1] = degree;
        }

        long largest = 1;
        foreach ((int rowA, int rowB) in circuit.EqualC) largest = Math.Max(largest, Math.Max(wires[rowA], wires[rowB]));
        return largest;
    }
}

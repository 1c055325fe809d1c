namespace ZkAccel.Plonk;

/// <summary>Where the weight columns of a circuit are committed.</summary>
public enum WeightMode
{
    /// <summary>In the verifying key, unblinded: whoever has the key may learn them.</summary>
    Fixed = 0,

    /// <summary>In every proof, blinded and range-checked.</summary>
    Private = 1,

    /// <summary>Once, blinded, as a <c>ModelCommitment</c> that many proofs point at.</summary>
    Committed = 2,
}

/// <summary>
/// The shape of a circuit: it alone decides the columns, the length of a proof and of a verifying key, and the verifier's work.
/// </summary>
public sealed record Profile
{
    /// <summary>The most slots a row.</summary>
    public const int MaxSlots = 64;

    /// <summary>The most weight lanes a row.</summary>
    public const int MaxLanes = 128;

    /// <summary>The widest packing.</summary>
    public const int MaxPacking = 32;

    /// <summary>Degree bound of the constraints in units of n: the quotient has <c>Degree - 1</c> pieces.</summary>
    internal const int Degree = 4;

    /// <summary>A profile.</summary>
    /// <param name="slots">Slots (hi, rem, out) a row, 1..<see cref="MaxSlots"/>.</param>
    /// <param name="lanes">Weight lanes a row, 1..<see cref="MaxLanes"/>.</param>
    /// <param name="weights">Where the weights are committed.</param>
    /// <param name="ranged">Whether a proof shows every weight cell to be in the weight table; always so for private weights.</param>
    /// <param name="packing">Columns that share a commitment: 1, or for verification on chain a power of two from 8 to <see cref="MaxPacking"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">A count or the mode is outside its range.</exception>
    public Profile(int slots, int lanes, WeightMode weights = WeightMode.Fixed, bool ranged = false, int packing = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(slots, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(slots, MaxSlots);
        ArgumentOutOfRangeException.ThrowIfLessThan(lanes, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lanes, MaxLanes);
        if (!Enum.IsDefined(weights)) throw new ArgumentOutOfRangeException(nameof(weights));
        if (!IsPacking(packing)) throw new ArgumentOutOfRangeException(nameof(packing));
        Slots = slots;
        Lanes = lanes;
        Weights = weights;
        Ranged = ranged || weights == WeightMode.Private;
        Packing = packing;
    }

    /// <summary>S: slots a row.</summary>
    public int Slots { get; }

    /// <summary>M: weight lanes a row.</summary>
    public int Lanes { get; }

    /// <summary>Where the weights are committed.</summary>
    public WeightMode Weights { get; }

    /// <summary>
    /// Whether proofs range-check the weights by themselves. Committed weights need it once: a model whose commitment has a proof in a ranged
    /// profile is registered, and later proofs about it are not ranged.
    /// </summary>
    public bool Ranged { get; }

    /// <summary>
    /// k: columns that share a commitment. 1 makes the fastest proofs. From 8 on a proof has about ten points, and every column is opened as a
    /// number, which is what a contract pays least for; the SRS must have k times as many powers.
    /// </summary>
    public int Packing { get; }

    /// <summary>Whether columns share commitments.</summary>
    internal bool Packed => Packing > 1;

    /// <summary>Bytes of a proof.</summary>
    public int ProofLength => Schedule.For(this).ProofLength;

    /// <summary>
    /// Points that a verifier multiplies and adds: 35 + 4S + M and the helpers and masks; of a packed profile, its packs, the masks of weights and 3.
    /// </summary>
    public int VerifierPoints => Packed
        ? Packs.Opened(this).Length + (Masks > 0 ? Packs.Model(this).Length : 0) + 3
        : 35 + (4 * Slots) + Lanes + Helpers + Masks;

    /// <summary>K: lookups a row.</summary>
    public int Lookups => (2 * Slots) + (Ranged ? Lanes : 0);

    /// <summary>H: helper columns of the lookup argument, one for 3 lookups beyond the first 2.</summary>
    public int Helpers => (Lookups - (Degree - 2) + Degree - 2) / (Degree - 1);

    /// <summary>Mask polynomials of a proof over committed weights.</summary>
    internal int Masks => Weights != WeightMode.Committed ? 0 : Ranged || Packed ? Lanes : 1;

    internal static bool IsPacking(int packing) => packing == 1 || (packing is >= 8 and <= MaxPacking && int.IsPow2(packing));

    /// <inheritdoc/>
    public override string ToString() => $"({Slots}, {Lanes}, {Weights}{(Ranged ? ", ranged" : "")}{(Packed ? $", packed by {Packing}" : "")})";
}

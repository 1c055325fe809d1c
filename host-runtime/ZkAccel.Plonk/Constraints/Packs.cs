namespace ZkAccel.Plonk;

/// <summary>
/// Columns f_0, f_1, ... that share a commitment: that of Σ_i X^i f_i(X^k), i below the packing k (the technique of fflonk, eprint
/// 2021/1167). With k = 1 it is the column itself.
/// </summary>
/// <param name="Columns">The columns, column i in lane i.</param>
/// <param name="Both">Whether they are opened at ζ and ωζ, not at ζ alone.</param>
internal sealed record Pack(Column[] Columns, bool Both = false)
{
    /// <summary>Names the commitment.</summary>
    public Column Lead => Columns[0];
}

/// <summary>The packs of a profile in the order of their commitments.</summary>
internal static class Packs
{
    public static Pack[] Fixed(Profile profile) => Split(profile, Columns.Fixed(profile));

    /// <summary>Weights that a model commits to.</summary>
    public static Pack[] Model(Profile profile) => profile.Weights == WeightMode.Committed ? Split(profile, Columns.Weights(profile)) : [];

    public static Pack[] RoundOne(Profile profile) => Split(profile, Columns.RoundOne(profile));

    /// <summary>Digests and wires, then one mask a pack of the model, lane by lane.</summary>
    public static Pack[] RoundTwo(Profile profile)
    {
        Column[] columns = Columns.RoundTwo(profile);
        int masks = profile.Masks;
        return [.. Split(profile, columns[..^masks], both: true), .. Split(profile, columns[^masks..])];
    }

    /// <summary>φ and z are opened in the next row too, and so are the helpers that share their pack.</summary>
    public static Pack[] RoundThree(Profile profile) => Split(profile, Columns.RoundThree(profile), both: true);

    public static Pack[] RoundFour(Profile profile) => Split(profile, Columns.RoundFour());

    /// <summary>Every opened pack of a packed profile: those in both points first, in the order of the batch and of the evaluations.</summary>
    public static Pack[] Opened(Profile profile)
    {
        Pack[] packs =
        [
            .. RoundTwo(profile).Where(p => p.Lead.Kind != ColumnKind.Mask), .. RoundThree(profile), .. RoundOne(profile),
            .. RoundFour(profile), .. Fixed(profile), .. Model(profile),
        ];
        return [.. packs.Where(p => p.Both), .. packs.Where(p => !p.Both)];
    }

    /// <summary>Groups of k; when <paramref name="both"/>, the first is the one that is opened at both points.</summary>
    private static Pack[] Split(Profile profile, Column[] columns, bool both = false) =>
        [.. columns.Chunk(profile.Packing).Select((c, i) => new Pack(c, both && i == 0 && profile.Packed))];
}

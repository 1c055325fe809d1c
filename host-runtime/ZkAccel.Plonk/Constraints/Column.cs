namespace ZkAccel.Plonk;

/// <summary>What a column is for. The order within a round is the order of commitments.</summary>
internal enum ColumnKind : byte
{
    // Verifying key.
    QO, QM, QL, QW, QA, QB, KW, KA, KB, QR, Q2, QP, Key, G, T0, T1, T2, Sigma,

    // Verifying key, model or round 1, by the profile.
    Weight,

    // Round 1.
    Hi, Rem, Out, Multiplicity,

    // Round 2.
    DW, DA, DB, A, B, C, Mask,

    // Round 3.
    Helper, Sum, Product,

    // Round 4.
    Quotient,

    // Combinations of commitments: t_0 + θ t_1 + θ² t_2 and Σ r^(M-1-i) w_i.
    Table, WeightSum,

    // Known to the verifier: L_0, X, PI.
    First, Identity, PublicInput,

    // A temporary of the prover.
    Scratch,
}

/// <summary>A column: its kind and, for families, its index.</summary>
internal readonly record struct Column(ColumnKind Kind, int Index = 0)
{
    public override string ToString() => Kind switch
    {
        ColumnKind.G or ColumnKind.Sigma or ColumnKind.Weight or ColumnKind.Hi or ColumnKind.Rem or ColumnKind.Out
            or ColumnKind.Mask or ColumnKind.Helper or ColumnKind.Quotient => $"{Kind}{Index}",
        _ => Kind.ToString(),
    };
}

/// <summary>The columns of a profile, in the order of their commitments.</summary>
internal static class Columns
{
    private static readonly ColumnKind[] Gate =
    [
        ColumnKind.QO, ColumnKind.QM, ColumnKind.QL, ColumnKind.QW, ColumnKind.QA, ColumnKind.QB, ColumnKind.KW, ColumnKind.KA,
        ColumnKind.KB, ColumnKind.QR, ColumnKind.Q2, ColumnKind.QP, ColumnKind.Key,
    ];

    /// <summary>Columns of the verifying key, fixed weights included: 19 + S (+ M).</summary>
    public static Column[] Fixed(Profile profile) =>
    [
        .. Gate.Select(k => new Column(k)),
        .. Family(ColumnKind.G, profile.Slots),
        new(ColumnKind.T0), new(ColumnKind.T1), new(ColumnKind.T2),
        .. Family(ColumnKind.Sigma, 3),
        .. profile.Weights == WeightMode.Fixed ? Weights(profile) : [],
    ];

    public static Column[] Weights(Profile profile) => Family(ColumnKind.Weight, profile.Lanes);

    public static Column[] RoundOne(Profile profile) =>
    [
        .. Enumerable.Range(0, profile.Slots).SelectMany(s => new Column[] { new(ColumnKind.Hi, s), new(ColumnKind.Rem, s), new(ColumnKind.Out, s) }),
        .. profile.Weights == WeightMode.Private ? Weights(profile) : [],
        new(ColumnKind.Multiplicity),
    ];

    public static Column[] RoundTwo(Profile profile) =>
    [
        new(ColumnKind.DW), new(ColumnKind.DA), new(ColumnKind.DB), new(ColumnKind.A), new(ColumnKind.B), new(ColumnKind.C),
        .. Family(ColumnKind.Mask, profile.Masks),
    ];

    public static Column[] RoundThree(Profile profile)
    {
        Column[] helpers = Family(ColumnKind.Helper, profile.Helpers), ends = [new(ColumnKind.Sum), new(ColumnKind.Product)];
        return profile.Packed ? [.. ends, .. helpers] : [.. helpers, .. ends];
    }

    public static Column[] RoundFour() => Family(ColumnKind.Quotient, Profile.Degree - 1);

    /// <summary>
    /// Evaluations at ζ (first array) and at ωζ (second), in the order of the proof. Everything else that the constraints read is
    /// linear in them once these are known; of a packed profile nothing else is left.
    /// </summary>
    public static (Column[] Here, Column[] Next) Opened(Profile profile) => profile.Packed
        ? ([.. Packs.Opened(profile).SelectMany(p => p.Columns)], [.. Packs.Opened(profile).Where(p => p.Both).SelectMany(p => p.Columns)])
        : OpenedSingly(profile);

    private static (Column[] Here, Column[] Next) OpenedSingly(Profile profile) =>
    (
        [
            .. Enumerable.Range(0, profile.Slots).SelectMany(s => new Column[] { new(ColumnKind.Hi, s), new(ColumnKind.Rem, s), new(ColumnKind.Out, s) }),
            .. profile.Ranged ? Weights(profile) : [new(ColumnKind.WeightSum)],
            new(ColumnKind.DW), new(ColumnKind.DA), new(ColumnKind.DB), new(ColumnKind.A), new(ColumnKind.B), new(ColumnKind.C),
            new(ColumnKind.Sigma, 0), new(ColumnKind.Sigma, 1), new(ColumnKind.Table), new(ColumnKind.Key),
            new(ColumnKind.QP), new(ColumnKind.QR), new(ColumnKind.Q2),
        ],
        [
            new(ColumnKind.DW), new(ColumnKind.DA), new(ColumnKind.DB), new(ColumnKind.C), new(ColumnKind.Sum), new(ColumnKind.Product),
        ]
    );

    /// <summary>
    /// Blinding coefficients: one for each value that a proof fixes, at τ, at ωτ when the quotient reads the next row, and one for
    /// each evaluation; 0 for columns that are public. Committed weights are fixed by their commitment only: evaluations are masked. In a packed
    /// profile the quotient's own blinding hides what it reads at τ, so that a column needs one for its commitment and one for each evaluation.
    /// </summary>
    public static int Blinding(Profile profile, Column column) => column.Kind switch
    {
        ColumnKind.A or ColumnKind.B or ColumnKind.C or ColumnKind.DW or ColumnKind.DA or ColumnKind.DB or ColumnKind.Sum or ColumnKind.Product
            when profile.Packed => 3,
        ColumnKind.Helper when profile.Packed => column.Index < profile.Packing - 2 ? 3 : 2,
        ColumnKind.Weight => profile.Weights switch { WeightMode.Private => 2, WeightMode.Committed => 1, _ => 0 },
        ColumnKind.Hi or ColumnKind.Rem or ColumnKind.Out or ColumnKind.A or ColumnKind.B => 2,
        ColumnKind.Multiplicity or ColumnKind.Helper => 2,
        ColumnKind.Sum or ColumnKind.Product => 3,
        ColumnKind.DW or ColumnKind.DA or ColumnKind.DB or ColumnKind.C => 4,
        _ => 0,
    };

    private static Column[] Family(ColumnKind kind, int count)
    {
        var columns = new Column[count];
        for (int i = 0; i < count; i++) columns[i] = new Column(kind, i);
        return columns;
    }
}

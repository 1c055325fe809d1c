namespace ZkAccel.Plonk;

/// <summary>
/// Lookups by logarithmic derivatives (logUp, eprint 2022/1530) and copies by a grand product over the three wires.
/// Order of lookups: for each s the pair p + θ hi_s + θ² out_s, counted 1 - q_P times; for each s the remainder key_R + θ rem_s; if
/// ranged, for each lane key_W + θ w_i. The first two are summed directly, the others in groups of three by a helper each.
/// </summary>
internal readonly partial struct ConstraintSystem<TEnvironment, T>
{
    private const int Direct = Profile.Degree - 2;
    private const int GroupSize = Profile.Degree - 1;

    /// <summary>Π (β + f) over the group of helper j [3].</summary>
    public Term<TEnvironment, T> HelperDenominator(int j) => Product(FirstOf(j), EndOf(j), skip: -1);

    /// <summary>Σ count_i Π_(k ≠ i) (β + f_k) over the group of helper j [3].</summary>
    public Term<TEnvironment, T> HelperNumerator(int j) => Numerator(FirstOf(j), EndOf(j));

    /// <summary>(β + t) Π (β + f) over the direct lookups [3].</summary>
    public Term<TEnvironment, T> SumDenominator => TableTerm * Product(0, Direct, skip: -1);

    /// <summary>(β + t) Σ count_i Π_(k ≠ i) (β + f_k) - m Π (β + f) over the direct lookups [3].</summary>
    public Term<TEnvironment, T> SumNumerator =>
        (TableTerm * Numerator(0, Direct)) - (Here(ColumnKind.Multiplicity) * Product(0, Direct, skip: -1));

    /// <summary>(a + δ k_1 X + γ)(b + δ k_2 X + γ)(c + δ k_3 X + γ) [3].</summary>
    public Term<TEnvironment, T> ProductNumerator => Wire(0, Identity(0)) * Wire(1, Identity(1)) * Wire(2, Identity(2));

    /// <summary>(a + δ σ_1 + γ)(b + δ σ_2 + γ)(c + δ σ_3 + γ) [3].</summary>
    public Term<TEnvironment, T> ProductDenominator => Wire(0, Image(0)) * Wire(1, Image(1)) * Wire(2, Image(2));

    /// <summary>h_j Π (β + f) - Σ count_i Π_(k ≠ i) (β + f_k) [4].</summary>
    private Term<TEnvironment, T> Helper(int j) => (Here(ColumnKind.Helper, j) * HelperDenominator(j)) - HelperNumerator(j);

    /// <summary>(φ' - φ - Σ h)(β + t) Π (β + f) - numerator [4]. φ needs no start: its sum around H is 0 or the identity fails.</summary>
    private Term<TEnvironment, T> Sum
    {
        get
        {
            Term<TEnvironment, T> step = Next(ColumnKind.Sum) - Here(ColumnKind.Sum);
            for (int j = 0; j < profile.Helpers; j++) step -= Here(ColumnKind.Helper, j);
            return (step * SumDenominator) - SumNumerator;
        }
    }

    /// <summary>z · numerator - z' · denominator [4].</summary>
    private Term<TEnvironment, T> Copies =>
        (Here(ColumnKind.Product) * ProductNumerator) - (Next(ColumnKind.Product) * ProductDenominator);

    /// <summary>L_0 (z - 1) [2]: without it z = 0 satisfies the copies.</summary>
    private Term<TEnvironment, T> Start => Here(ColumnKind.First) * (Here(ColumnKind.Product) - One);

    private Term<TEnvironment, T> TableTerm => Constant(ConstantKind.Beta) + Here(ColumnKind.Table);

    private static int FirstOf(int helper) => Direct + (GroupSize * helper);

    private int EndOf(int helper) => Math.Min(FirstOf(helper) + GroupSize, profile.Lookups);

    /// <summary>β + f_i.</summary>
    private Term<TEnvironment, T> Lookup(int i)
    {
        if (i < profile.Slots)
        {
            return Constant(ConstantKind.Beta) + Here(ColumnKind.Key) + (Constant(ConstantKind.Theta) * Here(ColumnKind.Hi, i))
                + (Constant(ConstantKind.ThetaSquared) * Here(ColumnKind.Out, i));
        }

        i -= profile.Slots;
        return i < profile.Slots
            ? Constant(ConstantKind.BetaRange) + (Constant(ConstantKind.Theta) * Here(ColumnKind.Rem, i))
            : Constant(ConstantKind.BetaWeight) + (Constant(ConstantKind.Theta) * Here(ColumnKind.Weight, i - profile.Slots));
    }

    private Term<TEnvironment, T> Numerator(int first, int end)
    {
        Term<TEnvironment, T> sum = Counted(first, Product(first, end, first));
        for (int i = first + 1; i < end; i++) sum += Counted(i, Product(first, end, i));
        return sum;
    }

    private Term<TEnvironment, T> Counted(int i, Term<TEnvironment, T> others) =>
        i < profile.Slots ? (One - Here(ColumnKind.QP)) * others : others;

    private Term<TEnvironment, T> Product(int first, int end, int skip)
    {
        Term<TEnvironment, T> product = One;
        for (int i = first; i < end; i++)
        {
            if (i != skip) product *= Lookup(i);
        }

        return product;
    }

    private Term<TEnvironment, T> Wire(int wire, Term<TEnvironment, T> place) =>
        Here(wire == 0 ? ColumnKind.A : wire == 1 ? ColumnKind.B : ColumnKind.C) + place + Constant(ConstantKind.Gamma);

    private Term<TEnvironment, T> Identity(int wire) => Constant(ConstantKind.DeltaCoset, wire) * Here(ColumnKind.Identity);

    private Term<TEnvironment, T> Image(int wire) => Constant(ConstantKind.Delta) * Here(ColumnKind.Sigma, wire);
}

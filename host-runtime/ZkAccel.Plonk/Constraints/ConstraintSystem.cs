namespace ZkAccel.Plonk;

/// <summary>
/// The constraints of a row, and the parts from which the prover computes the columns that they determine. All are zero on H for
/// an honest witness; degrees in units of n are in brackets.
/// </summary>
internal readonly partial struct ConstraintSystem<TEnvironment, T>(Profile profile, TEnvironment environment)
    where TEnvironment : IEnvironment<T>
{
    private readonly TEnvironment _environment = environment;

    /// <summary>Constraint j of <see cref="ConstraintList"/>.</summary>
    public T this[int index]
    {
        get
        {
            if (index == ConstraintList.Gate) return (Next(ColumnKind.C) - GateValue).Value;
            if (index == ConstraintList.Weights) return (Next(ColumnKind.DW) - (WeightMultiplier * Here(ColumnKind.DW)) - WeightForm).Value;
            if (index == ConstraintList.Raw) return (Next(ColumnKind.DA) - (RawMultiplier * Here(ColumnKind.DA)) - RawForm).Value;
            if (index == ConstraintList.Out) return (Next(ColumnKind.DB) - (OutMultiplier * Here(ColumnKind.DB)) - OutForm).Value;
            if (index < ConstraintList.Sum(profile)) return Helper(index - ConstraintList.FirstHelper).Value;
            if (index == ConstraintList.Sum(profile)) return Sum.Value;
            if (index == ConstraintList.Copies(profile)) return Copies.Value;
            if (index == ConstraintList.Start(profile)) return Start.Value;
            throw new ArgumentOutOfRangeException(nameof(index));
        }
    }

    /// <summary>Σ α^j C_j [4]: what the quotient divides.</summary>
    public T Combined
    {
        get
        {
            Term<TEnvironment, T> sum = Weighted(0);
            for (int j = 1; j < ConstraintList.Count(profile); j++) sum += Weighted(j);
            return sum.Value;
        }
    }

    /// <summary>α^j C_j [4].</summary>
    public Term<TEnvironment, T> Weighted(int j) =>
        j == 0 ? new(this[0]) : Constant(ConstantKind.AlphaPower, j) * new Term<TEnvironment, T>(this[j]);

    /// <summary>q_O c + q_M a b + q_L a + q_W d_W + q_A d_A + q_B d_B + PI [3]: c in the next row.</summary>
    public Term<TEnvironment, T> GateValue =>
        (Here(ColumnKind.QO) * Here(ColumnKind.C))
        + (Here(ColumnKind.QM) * (Here(ColumnKind.A) * Here(ColumnKind.B)))
        + (Here(ColumnKind.QL) * Here(ColumnKind.A))
        + (Here(ColumnKind.QW) * Here(ColumnKind.DW))
        + (Here(ColumnKind.QA) * Here(ColumnKind.DA))
        + (Here(ColumnKind.QB) * Here(ColumnKind.DB))
        + Here(ColumnKind.PublicInput);

    private Term<TEnvironment, T> One => Constant(ConstantKind.One);

    private Term<TEnvironment, T> Here(ColumnKind kind, int index = 0) => new(_environment.Here(new Column(kind, index)));

    private Term<TEnvironment, T> Next(ColumnKind kind) => new(_environment.Next(new Column(kind)));

    private Term<TEnvironment, T> Constant(ConstantKind kind, int index = 0) => new(_environment.Constant(kind, index));
}

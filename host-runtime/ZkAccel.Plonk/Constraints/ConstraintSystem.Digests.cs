namespace ZkAccel.Plonk;

/// <summary>The three digests: each is d' = multiplier · d + form, so that a segment of rows is a Horner evaluation.</summary>
internal readonly partial struct ConstraintSystem<TEnvironment, T>
{
    /// <summary>k_W r^M [1].</summary>
    public Term<TEnvironment, T> WeightMultiplier => Here(ColumnKind.KW) * Constant(ConstantKind.RPower, profile.Lanes);

    /// <summary>Σ r^(M-1-i) w_i [1]: from the lanes when these are opened for their range check, else as one combined column.</summary>
    public Term<TEnvironment, T> WeightForm
    {
        get
        {
            if (!profile.Ranged) return Here(ColumnKind.WeightSum);
            Term<TEnvironment, T> sum = Here(ColumnKind.Weight, profile.Lanes - 1);
            for (int i = 0; i < profile.Lanes - 1; i++)
                sum += Constant(ConstantKind.RPower, profile.Lanes - 1 - i) * Here(ColumnKind.Weight, i);
            return sum;
        }
    }

    /// <summary>k_A [(1 - q_r - q_2) ρ^S + q_2 ρ^(κS) + q_r r] [2].</summary>
    public Term<TEnvironment, T> RawMultiplier =>
        Here(ColumnKind.KA) * ((PlainRow * Constant(ConstantKind.RhoPower, profile.Slots))
            + (Here(ColumnKind.Q2) * Constant(ConstantKind.StridePower, profile.Slots))
            + (Here(ColumnKind.QR) * Constant(ConstantKind.RPower, 1)));

    /// <summary>
    /// raw_(S-1) + (1 - q_r - q_2) Σ ρ^(S-1-s) raw_s + q_2 Σ ρ^(κ(S-1-s)) raw_s over s &lt; S - 1, where
    /// raw_s = (1 - q_P)(2^T hi_s + rem_s) + q_P hi_s out_s [4].
    /// </summary>
    public Term<TEnvironment, T> RawForm
    {
        get
        {
            int last = profile.Slots - 1;
            Term<TEnvironment, T> form = Raw(last);
            if (last == 0) return form;
            Term<TEnvironment, T> raw = Raw(0);
            Term<TEnvironment, T> plain = Constant(ConstantKind.RhoPower, last) * raw;
            Term<TEnvironment, T> strided = Constant(ConstantKind.StridePower, last) * raw;
            for (int s = 1; s < last; s++)
            {
                raw = Raw(s);
                plain += Constant(ConstantKind.RhoPower, last - s) * raw;
                strided += Constant(ConstantKind.StridePower, last - s) * raw;
            }

            return form + (PlainRow * plain) + (Here(ColumnKind.Q2) * strided);
        }
    }

    /// <summary>k_B ρ^S [1].</summary>
    public Term<TEnvironment, T> OutMultiplier => Here(ColumnKind.KB) * Constant(ConstantKind.RhoPower, profile.Slots);

    /// <summary>Σ_s g_s ρ^(S-1-s) (out_s + τ_c q_P hi_s) [3].</summary>
    public Term<TEnvironment, T> OutForm
    {
        get
        {
            Term<TEnvironment, T> product = Constant(ConstantKind.TauC) * Here(ColumnKind.QP);
            int last = profile.Slots - 1;
            Term<TEnvironment, T> sum = Here(ColumnKind.G, last) * (Here(ColumnKind.Out, last) + (product * Here(ColumnKind.Hi, last)));
            for (int s = 0; s < last; s++)
            {
                sum += Here(ColumnKind.G, s)
                    * (Constant(ConstantKind.RhoPower, last - s) * (Here(ColumnKind.Out, s) + (product * Here(ColumnKind.Hi, s))));
            }

            return sum;
        }
    }

    private Term<TEnvironment, T> PlainRow => One - Here(ColumnKind.QR) - Here(ColumnKind.Q2);

    private Term<TEnvironment, T> Raw(int s)
    {
        Term<TEnvironment, T> hi = Here(ColumnKind.Hi, s);
        Term<TEnvironment, T> sum = (Constant(ConstantKind.Shift) * hi) + Here(ColumnKind.Rem, s);
        return sum + (Here(ColumnKind.QP) * ((hi * Here(ColumnKind.Out, s)) - sum));
    }
}

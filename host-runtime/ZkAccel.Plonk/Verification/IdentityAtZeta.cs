using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>The identity Σ α^j C_j = Z t at ζ, with every opened column put in.</summary>
internal sealed class IdentityAtZeta
{
    public IdentityAtZeta(
        in CircuitConstants circuit, int logN, Challenges challenges, ReadOnlySpan<Fr> publicInputs,
        IReadOnlyDictionary<Column, Fr> here, IReadOnlyDictionary<Column, Fr> next)
    {
        Fr zeta = challenges[Challenge.Zeta];
        Power = zeta.Pow(1UL << logN);
        Vanishing = Power - Fr.One;
        var known = new Dictionary<Column, Fr>(here);
        AddKnown(known, logN, zeta, publicInputs);
        if (circuit.Profile.Packed) AddCombined(known, circuit.Profile, challenges);
        var environment = new LinearEnvironment(new ConstantPool(circuit, challenges), known, next);
        Constraints = new ConstraintSystem<LinearEnvironment, LinearForm>(circuit.Profile, environment).Combined;
    }

    /// <summary>ζ^n.</summary>
    public Fr Power { get; }

    /// <summary>Z(ζ).</summary>
    public Fr Vanishing { get; }

    /// <summary>Σ α^j C_j(ζ).</summary>
    public LinearForm Constraints { get; }

    /// <summary>X, L_0 and PI at ζ: L_i(ζ) = ω^i Z(ζ) / (n (ζ - ω^i)).</summary>
    private void AddKnown(Dictionary<Column, Fr> known, int logN, Fr zeta, ReadOnlySpan<Fr> publicInputs)
    {
        Fr omega = Fr.RootOfUnity(logN);
        var lagrange = new Fr[publicInputs.Length];
        Fr size = Fr.FromUInt64(1UL << logN);
        Fr power = Fr.One;
        for (int i = 0; i < lagrange.Length; i++, power *= omega) lagrange[i] = size * (zeta - power);
        Fr.BatchInvert(lagrange);
        Fr sum = Fr.Zero;
        power = Vanishing;
        for (int i = 0; i < lagrange.Length; i++, power *= omega)
        {
            lagrange[i] *= power;
            sum += publicInputs[i] * lagrange[i];
        }

        known[new Column(ColumnKind.Identity)] = zeta;
        known[new Column(ColumnKind.First)] = lagrange[0];
        known[new Column(ColumnKind.PublicInput)] = sum;
    }

    /// <summary>t_0 + θ t_1 + θ² t_2 and Σ r^(M-1-i) w_i, whose parts are all opened.</summary>
    private static void AddCombined(Dictionary<Column, Fr> known, Profile profile, Challenges challenges)
    {
        Fr theta = challenges[Challenge.Theta], r = challenges[Challenge.R], sum = Fr.Zero;
        known[new Column(ColumnKind.Table)] =
            (((known[new Column(ColumnKind.T2)] * theta) + known[new Column(ColumnKind.T1)]) * theta) + known[new Column(ColumnKind.T0)];
        foreach (Column lane in Columns.Weights(profile)) sum = (sum * r) + known[lane];
        known[new Column(ColumnKind.WeightSum)] = sum;
    }
}

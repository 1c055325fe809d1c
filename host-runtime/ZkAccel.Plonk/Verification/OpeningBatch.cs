using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>A combination of columns and the value that it is claimed to have at one point.</summary>
internal sealed class OpeningBatch
{
    private readonly Dictionary<Column, Fr> _coefficients = [];

    public IReadOnlyDictionary<Column, Fr> Coefficients => _coefficients;

    public Fr Value { get; private set; }

    public void Add(Column column, in Fr coefficient) =>
        _coefficients[column] = _coefficients.TryGetValue(column, out Fr old) ? old + coefficient : coefficient;

    public void Claim(in Fr value) => Value += value;
}

/// <summary>
/// What is opened in the last round: at ζ the linearised constraints R and every column evaluated there, weighted by powers of v; at
/// ωζ the columns evaluated there, weighted by powers of v.
/// </summary>
/// <remarks>
/// R = Σ α^j C_j - Z(ζ) Σ ζ^(i n) t_i with opened columns put in. The identity holds at ζ when R vanishes, its constant included. So R without
/// the constant is claimed to be minus the constant.
/// </remarks>
internal sealed class Openings
{
    public Openings(
        in CircuitConstants circuit, int logN, Challenges challenges, ReadOnlySpan<Fr> publicInputs,
        IReadOnlyDictionary<Column, Fr> here, IReadOnlyDictionary<Column, Fr> next)
    {
        var identity = new IdentityAtZeta(circuit, logN, challenges, publicInputs, here, next);
        (Vanishing, Fr power) = (identity.Vanishing, identity.Power);
        foreach ((Column column, Fr coefficient) in identity.Constraints.Terms) Here.Add(column, coefficient);
        Here.Claim(-identity.Constraints.Constant);
        Fr weight = -Vanishing;
        foreach (Column piece in Columns.RoundFour())
        {
            Here.Add(piece, weight);
            weight *= power;
        }

        (Column[] openedHere, Column[] openedNext) = Columns.Opened(circuit.Profile);
        Fr v = challenges[Challenge.V];
        weight = Fr.One;
        foreach (Column column in openedHere)
        {
            weight *= v;
            Here.Add(column, weight);
            Here.Claim(weight * here[column]);
        }

        weight = Fr.One;
        foreach (Column column in openedNext)
        {
            Next.Add(column, weight);
            Next.Claim(weight * next[column]);
            weight *= v;
        }
    }

    /// <summary>Z(ζ).</summary>
    public Fr Vanishing { get; }

    public OpeningBatch Here { get; } = new();

    public OpeningBatch Next { get; } = new();

    /// <summary>
    /// The committed columns that a column combines: t is t_0 + θ t_1 + θ² t_2, the weights' sum Σ r^(M-1-i) w_i. Committed weights carry
    /// a mask b that this proof committed to before ζ: Z(ζ) [b] opens w + b Z, equal to w on H and uniform at ζ.
    /// </summary>
    public IEnumerable<(Column Column, Fr Factor)> Expand(Column column, Profile profile, Challenges challenges)
    {
        bool masked = profile.Weights == WeightMode.Committed;
        switch (column.Kind)
        {
            case ColumnKind.Table:
                Fr theta = challenges[Challenge.Theta];
                yield return (new Column(ColumnKind.T0), Fr.One);
                yield return (new Column(ColumnKind.T1), theta);
                yield return (new Column(ColumnKind.T2), theta.Square());
                break;
            case ColumnKind.WeightSum:
                Fr factor = Fr.One;
                for (int i = profile.Lanes - 1; i >= 0; i--, factor *= challenges[Challenge.R]) yield return (new Column(ColumnKind.Weight, i), factor);
                if (masked) yield return (new Column(ColumnKind.Mask), Vanishing);
                break;
            case ColumnKind.Weight:
                yield return (column, Fr.One);
                if (masked) yield return (new Column(ColumnKind.Mask, column.Index), Vanishing);
                break;
            default:
                yield return (column, Fr.One);
                break;
        }
    }
}

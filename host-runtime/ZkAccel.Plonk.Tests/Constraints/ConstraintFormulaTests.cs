using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

/// <summary>The constraints against the specification's formulas, written out again term by term over random columns.</summary>
public class ConstraintFormulaTests
{
    [Theory]
    [InlineData(1, 1, false)]
    [InlineData(3, 2, true)]
    [InlineData(4, 5, false)]
    public void Constraints_are_the_formulas(int slots, int lanes, bool ranged)
    {
        var profile = new Profile(slots, lanes, WeightMode.Fixed, ranged);
        var circuit = new CircuitConstants(profile, 9, 3, 11, 12);
        Challenges ch = Challenges.FromSeed(8);
        var columns = new RandomColumns(new ConstantPool(circuit, ch));
        var system = new ConstraintSystem<RandomColumns, Fr>(profile, columns);
        Fr rho = ch[Challenge.Rho], r = ch[Challenge.R], tau = ch[Challenge.TauC], theta = ch[Challenge.Theta], beta = ch[Challenge.Beta];
        Fr delta = ch[Challenge.Delta], gamma = ch[Challenge.Gamma], one = Fr.One, keyR = Fr.FromUInt64(11), keyW = Fr.FromUInt64(12);
        Fr V(ColumnKind kind, int index = 0) => columns.Here(new Column(kind, index));
        Fr N(ColumnKind kind) => columns.Next(new Column(kind));
        Fr qr = V(ColumnKind.QR), q2 = V(ColumnKind.Q2), qp = V(ColumnKind.QP);

        Fr gate = N(ColumnKind.C) - (V(ColumnKind.QO) * V(ColumnKind.C)) - (V(ColumnKind.QM) * V(ColumnKind.A) * V(ColumnKind.B))
            - (V(ColumnKind.QL) * V(ColumnKind.A)) - (V(ColumnKind.QW) * V(ColumnKind.DW)) - (V(ColumnKind.QA) * V(ColumnKind.DA))
            - (V(ColumnKind.QB) * V(ColumnKind.DB)) - V(ColumnKind.PublicInput);
        Assert.Equal(gate, system[ConstraintList.Gate]);

        Fr weights = N(ColumnKind.DW) - (V(ColumnKind.KW) * r.Pow((ulong)lanes) * V(ColumnKind.DW));
        if (!ranged) weights -= V(ColumnKind.WeightSum);
        for (int i = 0; ranged && i < lanes; i++) weights -= r.Pow((ulong)(lanes - 1 - i)) * V(ColumnKind.Weight, i);
        Assert.Equal(weights, system[ConstraintList.Weights]);

        Fr mul = ((one - qr - q2) * rho.Pow((ulong)slots)) + (q2 * rho.Pow((ulong)(3 * slots))) + (qr * r);
        Fr raw = N(ColumnKind.DA) - (V(ColumnKind.KA) * mul * V(ColumnKind.DA));
        Fr outs = N(ColumnKind.DB) - (V(ColumnKind.KB) * rho.Pow((ulong)slots) * V(ColumnKind.DB));
        for (int s = 0; s < slots; s++)
        {
            ulong e = (ulong)(slots - 1 - s);
            Fr coefficient = e == 0 ? one : ((one - qr - q2) * rho.Pow(e)) + (q2 * rho.Pow(3 * e));
            raw -= coefficient * (((one - qp) * ((Fr.FromUInt64(512) * V(ColumnKind.Hi, s)) + V(ColumnKind.Rem, s)))
                + (qp * V(ColumnKind.Hi, s) * V(ColumnKind.Out, s)));
            outs -= V(ColumnKind.G, s) * rho.Pow(e) * (V(ColumnKind.Out, s) + (tau * qp * V(ColumnKind.Hi, s)));
        }

        Assert.Equal(raw, system[ConstraintList.Raw]);
        Assert.Equal(outs, system[ConstraintList.Out]);

        var lookups = new List<(Fr Value, Fr Count)>();
        for (int s = 0; s < slots; s++) lookups.Add((V(ColumnKind.Key) + (theta * V(ColumnKind.Hi, s)) + (theta * theta * V(ColumnKind.Out, s)), one - qp));
        for (int s = 0; s < slots; s++) lookups.Add((keyR + (theta * V(ColumnKind.Rem, s)), one));
        for (int i = 0; ranged && i < lanes; i++) lookups.Add((keyW + (theta * V(ColumnKind.Weight, i)), one));
        Assert.Equal(lookups.Count, profile.Lookups);

        // Divided by their denominators the lookup constraints are differences of fractions.
        Fr step = N(ColumnKind.Sum) - V(ColumnKind.Sum);
        for (int j = 0; j < profile.Helpers; j++)
        {
            Fr sum = Fr.Zero, product = one;
            foreach ((Fr value, Fr count) in lookups.Skip(2 + (3 * j)).Take(3)) (sum, product) = (sum + (count * (beta + value).Inverse()), product * (beta + value));
            Assert.Equal((V(ColumnKind.Helper, j) - sum) * product, system[ConstraintList.FirstHelper + j]);
            step -= V(ColumnKind.Helper, j);
        }

        Fr table = beta + V(ColumnKind.Table), direct = (beta + lookups[0].Value) * (beta + lookups[1].Value);
        foreach ((Fr value, Fr count) in lookups.Take(2)) step -= count * (beta + value).Inverse();
        step += V(ColumnKind.Multiplicity) * table.Inverse();
        Assert.Equal(step * table * direct, system[ConstraintList.Sum(profile)]);

        Fr left = V(ColumnKind.Product), right = N(ColumnKind.Product);
        ColumnKind[] wires = [ColumnKind.A, ColumnKind.B, ColumnKind.C];
        ulong[] cosets = [1, 5, 25];
        for (int w = 0; w < 3; w++)
        {
            left *= V(wires[w]) + (delta * Fr.FromUInt64(cosets[w]) * V(ColumnKind.Identity)) + gamma;
            right *= V(wires[w]) + (delta * V(ColumnKind.Sigma, w)) + gamma;
        }

        Assert.Equal(left - right, system[ConstraintList.Copies(profile)]);
        Assert.Equal(V(ColumnKind.First) * (V(ColumnKind.Product) - one), system[ConstraintList.Start(profile)]);

        Fr combined = Fr.Zero;
        for (int j = ConstraintList.Count(profile) - 1; j >= 0; j--) combined = (combined * ch[Challenge.Alpha]) + system[j];
        Assert.Equal(combined, system.Combined);
    }

    [Theory]
    [InlineData(1, 1, false, 0)]
    [InlineData(2, 3, false, 1)]
    [InlineData(1, 1, true, 1)]
    [InlineData(1, 2, true, 1)]
    [InlineData(1, 3, true, 1)]
    [InlineData(1, 4, true, 2)]
    [InlineData(6, 8, false, 4)]
    public void Helpers_take_three_lookups_each_beyond_two(int slots, int lanes, bool ranged, int helpers) =>
        Assert.Equal(helpers, new Profile(slots, lanes, WeightMode.Fixed, ranged).Helpers);

    private sealed class RandomColumns(ConstantPool constants) : IEnvironment<Fr>
    {
        private readonly Dictionary<(Column, int), Fr> _values = [];

        public static Fr Add(Fr a, Fr b) => a + b;

        public static Fr Subtract(Fr a, Fr b) => a - b;

        public static Fr Multiply(Fr a, Fr b) => a * b;

        public Fr Here(Column column) => At(column, 0);

        public Fr Next(Column column) => At(column, 1);

        public Fr Constant(ConstantKind kind, int index) => constants[kind, index];

        private Fr At(Column column, int rotation)
        {
            if (!_values.TryGetValue((column, rotation), out Fr value)) _values[(column, rotation)] = value = Fr.Random();
            return value;
        }
    }
}

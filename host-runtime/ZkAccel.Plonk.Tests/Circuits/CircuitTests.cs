using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

public class CircuitTests
{
    private static Circuit Honest => Synthetic.Build(new Profile(2, 3), 7).Circuit;

    public static TheoryData<string> Faults => [.. Breakers.Keys];

    private static Dictionary<string, Action<Circuit>> Breakers { get; } = new()
    {
        ["neither 0 nor 1"] = c => c.KA[20] = 2,
        ["exclude each other"] = c => (c.QR[20], c.Q2[20]) = (1, 1),
        ["outside [-2^2, 2^2)"] = c => c.T1[Array.IndexOf(c.T0, CircuitBuilder.RangeKey)] = 4,
        ["second value 0"] = c => c.T2[Array.IndexOf(c.T0, CircuitBuilder.RangeKey)] = 1,
        ["Key 0 is for idle rows"] = c => c.T1[0] = 1,
        ["cannot serve pairs"] = c => c.Key[3] = CircuitBuilder.RangeKey,
        ["lacks (0, 0, 0)"] = c =>
        {
            for (int x = 0; x < c.Size; x++)
            {
                if (c.T0[x] == 0) c.T0[x] = 99;
            }
        },
        ["source is no row"] = c => c.SourceA[4] = c.Size,
        ["copies nothing"] = c => c.SourceA[Array.FindIndex(c.QL, q => !q.IsZero)] = -1,
        ["not in the evaluation order"] = c => c.QA[Array.FindIndex(c.QA, 60, q => q.IsZero)] = Fr.One,
        ["has another gate"] = c => (c.QA[2], c.QB[c.EvaluationOrder[0]], c.EvaluationOrder[0]) = (Fr.One, Fr.Zero, 2),
        ["twice"] = c => c.EvaluationOrder[1] = c.EvaluationOrder[0],
        ["which is none"] = c => c.EqualC[0] = (0, -1),
        ["must reset every digest"] = c => c.KB[^1] = 1,
        ["would write c of row 0"] = c => (c.QB[^1], c.EvaluationOrder[0], c.QB[c.EvaluationOrder[0]]) = (Fr.One, c.Size - 1, Fr.Zero),
    };

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_malformed_circuit_is_refused_with_its_reason(string reason)
    {
        Circuit circuit = Honest;
        circuit.Validate();
        Breakers[reason](circuit);
        CircuitException error = Assert.Throws<CircuitException>(circuit.Validate);
        Assert.Contains(reason, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_profile_has_bounds_and_private_weights_are_ranged()
    {
        Assert.True(new Profile(1, 1, WeightMode.Private).Ranged);
        Assert.Throws<ArgumentOutOfRangeException>(() => new Profile(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Profile(65, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Profile(1, 129));
        Assert.Throws<ArgumentOutOfRangeException>(() => new Profile(1, 1, (WeightMode)3));
    }

    [Fact]
    public void A_public_tensor_digests_every_element_at_its_exponent()
    {
        var tensor = new PublicTensor("t", 2, 3, 4, 5, -100, 100);
        Fr rho = Fr.Random(), r = Fr.Random(), expected = Fr.Zero;
        var values = new long[tensor.Count];
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = (i * 7) - 50;
            (int o, int y, int x) = (i / 12, i / 4 % 3, i % 4);
            expected += r.Pow((ulong)o) * rho.Pow((ulong)((5 * y) + x)) * Fr.FromInt64(values[i]);
        }

        Assert.Equal(expected, tensor.Digest(values, rho, r));
        Assert.Throws<ArgumentException>(() => tensor.Digest(values.AsSpan(1), rho, r));
    }

    [Theory]
    [InlineData("", 1, 1, 1, 1, 0, 0)]
    [InlineData("t", 0, 1, 1, 1, 0, 0)]
    [InlineData("t", 1, 2, 4, 3, 0, 0)]
    [InlineData("t", 1, 1, 1, 0, 0, 0)]
    [InlineData("t", 1, 1, 1, 1, 1, 0)]
    [InlineData("t", 1 << 20, 1 << 20, 1 << 20, 1 << 20, 0, 0)]
    public void A_public_tensor_has_bounds(string name, int outer, int height, int width, int pitch, long min, long max) =>
        Assert.NotNull(new PublicTensor(name, outer, height, width, pitch, min, max).Fault());

    [Fact]
    public void Cells_that_must_be_equal_form_one_cycle()
    {
        Circuit circuit = Honest;
        int n = circuit.Size;
        int[] next = Permutation.Cycles(circuit);
        Assert.Equal(Enumerable.Range(0, 3 * n), next.Order());
        var cycle = new int[3 * n];
        Array.Fill(cycle, -1);
        for (int cell = 0; cell < 3 * n; cell++)
        {
            for (int at = cell; cycle[at] < 0; at = next[at]) cycle[at] = cell;
        }

        for (int x = 0; x < n; x++)
        {
            if (circuit.SourceA[x] >= 0) Assert.Equal(cycle[x], cycle[(2 * n) + circuit.SourceA[x]]);
            else Assert.Equal(x, next[x]);
            if (circuit.SourceB[x] >= 0) Assert.Equal(cycle[n + x], cycle[(2 * n) + circuit.SourceB[x]]);
        }

        foreach ((int a, int b) in circuit.EqualC) Assert.Equal(cycle[(2 * n) + a], cycle[(2 * n) + b]);
        Assert.Equal(3 * n - circuit.EqualC.Length - circuit.SourceA.Concat(circuit.SourceB).Count(s => s >= 0), cycle.Distinct().Count());
    }

    [Fact]
    public void The_three_cosets_of_the_wires_are_disjoint()
    {
        Fr size = Permutation.Coset(1).Pow(1 << 10);
        Assert.NotEqual(Fr.One, size);
        Assert.NotEqual(Fr.One, Permutation.Coset(2).Pow(1 << 10));
        Assert.NotEqual(size, Permutation.Coset(2).Pow(1 << 10));
    }
}

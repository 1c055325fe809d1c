using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

public class CircuitCheckerTests
{
    public static TheoryData<int, int, WeightMode, bool> Profiles => new()
    {
        { 1, 1, WeightMode.Fixed, false }, { 1, 4, WeightMode.Private, true }, { 2, 3, WeightMode.Committed, false },
        { 2, 3, WeightMode.Fixed, true }, { 4, 8, WeightMode.Committed, true },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public void An_honest_witness_is_satisfied(int slots, int lanes, WeightMode weights, bool ranged)
    {
        Synthetic.Case c = Synthetic.Build(new Profile(slots, lanes, weights, ranged));
        for (int seed = 0; seed < 3; seed++)
        {
            CheckReport report = CircuitChecker.Check(c.Circuit, c.Witness, seed);
            Assert.True(report.Satisfied, report.ToString());
        }
    }

    /// <summary>Every cell is changed within its table, the multiplicities recounted; only cells on the list of free ones may pass.</summary>
    [Theory]
    [MemberData(nameof(Profiles))]
    public void Each_cell_is_bound_or_on_the_list_of_free_cells(int slots, int lanes, WeightMode weights, bool ranged)
    {
        Synthetic.Case c = Synthetic.Build(new Profile(slots, lanes, weights, ranged), 6);
        int[][] columns = [.. c.Witness.Hi, .. c.Witness.Rem, .. c.Witness.Out, .. c.Witness.Weights];
        for (int row = 0; row < c.Circuit.Size; row++)
        {
            for (int s = 0; s < slots; s++)
            {
                int hi = c.Witness.Hi[s][row], second = c.Witness.Out[s][row], rem = c.Witness.Rem[s][row];
                c.Witness.Rem[s][row] = rem == 3 ? -4 : rem + 1;
                Expect(("rem", s, row));
                c.Witness.Rem[s][row] = rem;

                int otherHi = hi, otherOut = second;
                switch (c.Circuit.Key[row])
                {
                    case CircuitBuilder.ReluKey: (otherHi, otherOut) = hi == 3 ? (-4, 0) : (hi + 1, Math.Max(hi + 1, 0)); break;
                    case CircuitBuilder.InputKey: otherOut = second == 3 ? -4 : second + 1; break;
                    default:
                        if (c.Circuit.QP[row] == 0) continue;
                        otherHi = hi + 1;
                        break;
                }

                (c.Witness.Hi[s][row], c.Witness.Out[s][row]) = (otherHi, otherOut);
                Expect(("pair", s, row));
                (c.Witness.Hi[s][row], c.Witness.Out[s][row]) = (hi, second);
            }

            for (int i = 0; i < lanes; i++)
            {
                int weight = c.Witness.Weights[i][row];
                c.Witness.Weights[i][row] = weight == 3 ? -4 : weight + 1;
                Expect(("w", i, row));
                c.Witness.Weights[i][row] = weight;
            }
        }

        Assert.Equal(columns.Length, (3 * slots) + lanes);

        void Expect((string, int, int) cell) =>
            Assert.True(CircuitChecker.Check(c.Circuit, c.Witness).Satisfied == c.Free.Contains(cell), cell.ToString());
    }

    [Fact]
    public void A_digest_or_wire_that_was_changed_is_found_in_its_row()
    {
        Synthetic.Case c = Synthetic.Build(new Profile(2, 3));
        int load = Enumerable.Range(0, c.Circuit.Size).First(x => !c.Circuit.QA[x].IsZero);
        int multiply = Enumerable.Range(0, c.Circuit.Size).First(x => !c.Circuit.QM[x].IsZero);
        foreach ((Action<PhaseOne> tamper, string constraint, int row) in new (Action<PhaseOne>, string, int)[]
        {
            (p => p.DW[9] += Fr.One, "weights", 8),
            (p => p.DA[load] += Fr.One, "raw", load - 1),
            (p => p.DB[9] += Fr.One, "out", 8),
            (p => p.A[multiply] += Fr.One, "gate", multiply),
            (p => p.C[load + 1] += Fr.One, "gate", load),
            (p => p.C[0] += Fr.One, "gate", c.Circuit.Size - 1),
        })
        {
            CheckReport report = CircuitChecker.Check(c.Circuit, c.Witness, Challenges.FromSeed(4), tamper, null);
            Assert.False(report.Satisfied);
            Assert.Equal((constraint, row), (report.Constraint, report.Row));
            Assert.Contains($"row number {row}", report.Message, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void A_broken_copy_is_found_even_if_both_gates_hold()
    {
        Synthetic.Case c = Synthetic.Build(new Profile(1, 1));
        int reader = Enumerable.Range(0, c.Circuit.Size).First(x => c.Circuit.SourceB[x] >= 0);
        Action<PhaseOne> tamper = p => (p.A[reader], p.B[reader]) = (p.A[reader] + p.A[reader], p.B[reader] * Fr.FromUInt64(2).Inverse());
        CheckReport report = CircuitChecker.Check(c.Circuit, c.Witness, Challenges.FromSeed(4), tamper, null);
        Assert.False(report.Satisfied);
    }

    [Fact]
    public void A_lookup_that_misses_names_row_slot_key_and_values()
    {
        Synthetic.Case c = Synthetic.Build(new Profile(2, 3));
        int row = Array.IndexOf(c.Circuit.Key, CircuitBuilder.ReluKey);
        c.Witness.Hi[1][row] = 77;
        CheckReport report = CircuitChecker.Check(c.Circuit, c.Witness);
        Assert.Equal(("lookup", row), (report.Constraint, report.Row));
        Assert.Contains("slot 1", report.Message, StringComparison.Ordinal);
        Assert.Contains("77", report.Message, StringComparison.Ordinal);
        Assert.Contains("key 1", report.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Multiplicities_must_count_but_equal_table_rows_may_share()
    {
        Synthetic.Case c = Synthetic.Build(new Profile(1, 1));
        int[] counts = new LookupTable(c.Circuit).Count(c.Witness);
        Assert.True(Check(counts));
        int copy = Enumerable.Range(1, c.Circuit.Size - 1).First(x => (c.Circuit.T0[x] | c.Circuit.T1[x] | c.Circuit.T2[x]) == 0);
        (counts[0], counts[copy]) = (counts[0] - 5, counts[copy] + 5);
        Assert.True(Check(counts));
        counts[1]++;
        Assert.False(Check(counts));

        bool Check(int[] m) => CircuitChecker.Check(c.Circuit, c.Witness, Challenges.FromSeed(1), null, m).Satisfied;
    }

    [Fact]
    public void A_public_value_outside_its_range_is_refused()
    {
        Synthetic.Case c = Synthetic.Build(new Profile(1, 1));
        c.Witness.PublicValues[0][0] = 101;
        Assert.Equal("public tensor", CircuitChecker.Check(c.Circuit, c.Witness).Constraint);
    }

    [Fact]
    public void A_witness_of_another_shape_is_refused()
    {
        Synthetic.Case c = Synthetic.Build(new Profile(2, 3));
        c.Witness.Hi[1] = new int[5];
        Assert.Throws<CircuitException>(() => CircuitChecker.Check(c.Circuit, c.Witness));
    }

    [Fact]
    [Trait("Lane", "long")]
    public void Checks_many_rows_in_seconds()
    {
        Synthetic.Case c = Synthetic.Build(new Profile(6, 8), 16);
        var watch = System.Diagnostics.Stopwatch.StartNew();
        Assert.True(CircuitChecker.Check(c.Circuit, c.Witness).Satisfied);
        TestContext.Current.TestOutputHelper?.WriteLine($"2^16 rows, S = 6: {watch.ElapsedMilliseconds} ms");
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20));
    }
}

using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Zkml.Tests.Lowering;

/// <summary>
/// Changes one cell at a time, to values that its tables allow. The checker must reject, unless the cell is free: no digest that a gate
/// reads has it with a coefficient.
/// </summary>
public class MutationTests
{
    public static TheoryData<string> Names() => [.. TestModels.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public void Sampled_cells_are_bound_or_free_with_a_reason(string name) => Mutate(name, 60);

    [Theory]
    [Trait("Lane", "long")]
    [MemberData(nameof(Names))]
    public void Every_cell_is_bound_or_free_with_a_reason(string name) => Mutate(name, int.MaxValue);

    [Theory]
    [InlineData("gemm")]
    [InlineData("gemm-relu-gemm")]
    [InlineData("conv")]
    [InlineData("conv-stride")]
    [InlineData("conv-grouped")]
    [InlineData("conv-depthwise")]
    [InlineData("residual")]
    public void A_weight_that_meets_something_is_bound(string name)
    {
        (Circuit circuit, Witness witness) = Honest(name);
        var random = new Random(7);
        int accepted = 0, tried = 0;
        foreach (int[] lane in witness.Weights)
        {
            for (int x = 0; x < lane.Length; x++)
            {
                if (lane[x] == 0 || random.Next(4) != 0) continue;
                lane[x]++;
                tried++;
                if (CircuitChecker.Check(circuit, witness).Satisfied) accepted++;
                lane[x]--;
            }
        }

        // A weight whose inputs are all zero is another true model for this input.
        Assert.True(accepted * 3 <= tried, $"{accepted} of {tried} changed weights were accepted");
    }

    /// <summary>A whole run, consistent down to the output, of a model that differs in a few weights, beside the weights that were committed.</summary>
    [Theory]
    [InlineData("gemm")]
    [InlineData("gemm-relu-gemm")]
    [InlineData("conv")]
    [InlineData("conv-valid")]
    [InlineData("conv-stride")]
    [InlineData("conv-dilated")]
    [InlineData("conv-grouped")]
    [InlineData("conv-depthwise")]
    [InlineData("conv-1d")]
    [InlineData("residual")]
    [InlineData("projection")]
    [InlineData("maxpool")]
    [InlineData("shortcut")]
    [InlineData("wiring")]
    public void The_run_of_another_model_is_rejected(string name)
    {
        IntegerModel model = TestModels.Make(name), other = TestModels.Make(name, twisted: true);
        CompiledModel compiled = CircuitCompiler.Compile(model, new Visibility(), (3, 4)), forger = CircuitCompiler.Compile(other, new Visibility(), (3, 4));
        Witness honest = compiled.BuildWitness(TestModels.Run(model, 3)), forged = forger.BuildWitness(TestModels.Run(other, 3));
        Assert.NotEqual(honest.Weights.SelectMany(w => w), forged.Weights.SelectMany(w => w));
        for (int i = 0; i < forged.Weights.Length; i++) honest.Weights[i].CopyTo(forged.Weights[i], 0);
        Assert.True(CircuitChecker.Check(compiled.Circuit, honest).Satisfied);
        Assert.False(CircuitChecker.Check(compiled.Circuit, forged).Satisfied);
    }

    [Fact]
    public void A_fixed_challenge_would_accept_a_forged_product()
    {
        (Circuit circuit, Witness witness) = Honest("gemm");
        long[] y = witness.PublicValues[^1];
        y[0]++;
        y[1]--;
        Challenges known = Challenges.FromSeed(1);
        known[Challenge.R] = Fr.One;
        Assert.True(CircuitChecker.Check(circuit, witness, known, null, null).Satisfied);
        Assert.False(CircuitChecker.Check(circuit, witness).Satisfied);
    }

    private static (Circuit Circuit, Witness Witness) Honest(string name)
    {
        IntegerModel model = TestModels.Make(name);
        CompiledModel compiled = CircuitCompiler.Compile(model, new Visibility(), (3, 4));
        return (compiled.Circuit, compiled.BuildWitness(TestModels.Run(model, 11)));
    }

    private static void Mutate(string name, int limit)
    {
        (Circuit circuit, Witness witness) = Honest(name);
        Assert.True(CircuitChecker.Check(circuit, witness).Satisfied);
        var random = new Random(13);
        var cells = (from row in Enumerable.Range(0, circuit.Size)
                     from slot in Enumerable.Range(0, circuit.Profile.Slots)
                     where circuit.Key[row] != 0 || circuit.QP[row] != 0 || IsRead(circuit, circuit.KA, circuit.QA, row)
                     select (Row: row, Slot: slot)).ToArray();
        random.Shuffle(cells);
        foreach ((int row, int slot) in cells.Take(limit))
        {
            bool raw = IsRead(circuit, circuit.KA, circuit.QA, row) && (slot == circuit.Profile.Slots - 1 || circuit.QR[row] == 0);
            bool @out = IsRead(circuit, circuit.KB, circuit.QB, row) && circuit.G[slot][row] != 0;
            Remainder(circuit, witness, row, slot, mustReject: raw && circuit.QP[row] == 0);
            if (circuit.QP[row] != 0) Factor(circuit, witness, row, slot, mustReject: @out);
            else if (circuit.Key[row] != 0) Pair(circuit, witness, row, slot, random, raw, @out);
        }
    }

    private static void Remainder(Circuit circuit, Witness witness, int row, int slot, bool mustReject)
    {
        int half = 1 << (circuit.Shift - 1), honest = witness.Rem[slot][row];
        witness.Rem[slot][row] = honest == half - 1 ? -half : honest + 1;
        Expect(circuit, witness, mustReject, $"rem {slot} of row {row}");
        witness.Rem[slot][row] = honest;
    }

    private static void Factor(Circuit circuit, Witness witness, int row, int slot, bool mustReject)
    {
        witness.Hi[slot][row]++;
        Expect(circuit, witness, mustReject, $"factor hi {slot} of row {row}");
        witness.Hi[slot][row]--;
        witness.Out[slot][row]++;
        Expect(circuit, witness, mustReject, $"factor out {slot} of row {row}");
        witness.Out[slot][row]--;
    }

    private static void Pair(Circuit circuit, Witness witness, int row, int slot, Random random, bool raw, bool @out)
    {
        (int hi, int old) = (witness.Hi[slot][row], witness.Out[slot][row]);
        int[] entries = [.. Enumerable.Range(0, circuit.Size).Where(i => circuit.T0[i] == circuit.Key[row] && circuit.T1[i] != hi)];
        if (entries.Length == 0) return;
        int entry = entries[random.Next(entries.Length)];
        (witness.Hi[slot][row], witness.Out[slot][row]) = (circuit.T1[entry], circuit.T2[entry]);
        Expect(circuit, witness, raw || (@out && circuit.T2[entry] != old), $"pair {slot} of row {row}");
        (witness.Hi[slot][row], witness.Out[slot][row]) = (hi, old + 1);
        Expect(circuit, witness, true, $"out {slot} of row {row} outside its table");
        (witness.Hi[slot][row], witness.Out[slot][row]) = (hi, old);
    }

    private static void Expect(Circuit circuit, Witness witness, bool mustReject, string what)
    {
        bool accepted = CircuitChecker.Check(circuit, witness).Satisfied;
        Assert.True(accepted != mustReject, $"{what} ({circuit.DescribeRow?.Invoke(row(what), RowPart.Slots)}): {(accepted ? "accepted" : "rejected, though listed as free")}");

        static int row(string text) => int.Parse(text.Split("row ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    // Whether a gate reads the digest of a segment that this row is in, and something uses what it read.
    private static bool IsRead(Circuit circuit, byte[] keep, Fr[] load, int row)
    {
        for (int y = row + 1; y < keep.Length; y++)
        {
            if (!load[y].IsZero && IsUsed(circuit, y + 1)) return true;
            if (keep[y] == 0) return false;
        }

        return false;
    }

    private static bool IsUsed(Circuit circuit, int cell) =>
        circuit.SourceA.Contains(cell) || circuit.SourceB.Contains(cell) || circuit.EqualC.Any(e => e.RowA == cell || e.RowB == cell);
}

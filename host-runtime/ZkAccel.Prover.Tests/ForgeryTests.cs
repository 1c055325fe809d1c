using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Runtime;

namespace ZkAccel.Prover.Tests;

/// <summary>
/// A prover that computes everything as the protocol says, from one column that it has changed: later columns follow from the
/// changed one. Each case breaks one constraint, and the verifier refuses.
/// </summary>
public abstract class ForgeryTests(int packing)
{
    private readonly Profile _profile = new(2, 3, WeightMode.Private, packing: packing);

    private async Task RefusedAsync(Action<Column, Fr[]>? forge, Action<Circuit, Witness>? change = null, Profile? profile = null)
    {
        using Fixture fixture = await Fixture.CreateAsync(profile ?? _profile, 6, forge: forge ?? ((_, _) => { }));
        change?.Invoke(fixture.Circuit, fixture.Witness);
        byte[] proof = await fixture.ProveAsync();
        Assert.Equal(VerdictReason.Equation, fixture.Verify(proof).Reason);
    }

    private static Action<Column, Fr[]> On(ColumnKind kind, Action<Fr[]> change, int index = 0) => (column, values) =>
    {
        if (column == new Column(kind, index)) change(values);
    };

    [Fact]
    public async Task The_dishonest_prover_proves_the_truth_when_it_changes_nothing()
    {
        using Fixture fixture = await Fixture.CreateAsync(_profile, 6, forge: (_, _) => { });
        Assert.True(fixture.Verify(await fixture.ProveAsync()).Accepted);
    }

    [Fact]
    public Task A_zero_product_of_copies() => RefusedAsync(On(ColumnKind.Product, z => Array.Clear(z)));

    [Fact]
    public Task A_zero_product_hides_no_broken_copy() => RefusedAsync((column, values) =>
    {
        if (column.Kind == ColumnKind.A) values[^2] += Fr.One;
        if (column.Kind == ColumnKind.Product) Array.Clear(values);
    });

    [Fact]
    public async Task A_copy_broken_so_that_its_gate_still_holds()
    {
        // a b is unchanged; only the permutation can tell.
        Circuit circuit = Synthetic.Build(_profile, 6).Circuit;
        int row = Enumerable.Range(0, circuit.Size).First(x => !circuit.QM[x].IsZero && circuit.QL[x].IsZero);
        Fr factor = Fr.FromUInt64(3), inverse = factor.Inverse();
        await RefusedAsync((column, values) =>
        {
            if (column.Kind == ColumnKind.A) values[row] *= factor;
            if (column.Kind == ColumnKind.B) values[row] *= inverse;
        });
    }

    [Fact]
    public async Task A_lookup_that_misses_with_forged_multiplicities()
    {
        // hi, out leave the table; their digests and all that follows are consistent. m counts an entry that is not there.
        Circuit circuit = Synthetic.Build(_profile, 6).Circuit;
        int row = circuit.Size - 2;
        foreach (Fr count in new[] { Fr.Zero, Fr.One, -Fr.One })
        {
            await RefusedAsync((column, values) =>
            {
                if (column == new Column(ColumnKind.Out, 1)) values[row] = Fr.FromUInt64(5);
                if (column.Kind == ColumnKind.Multiplicity) values[0] -= count;
            });
        }
    }

    [Fact]
    public async Task An_unranged_remainder() =>
        await RefusedAsync(On(ColumnKind.Rem, v => v[^2] = Fr.FromUInt64(4)));

    [Fact]
    public async Task An_unranged_weight() =>
        await RefusedAsync(On(ColumnKind.Weight, v => v[^2] = Fr.FromUInt64(4)));

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    public Task Junk_in_multiplicities(int row) => RefusedAsync(On(ColumnKind.Multiplicity, m => m[row] += Fr.FromUInt64(12345)));

    [Fact]
    public Task A_lookup_sum_that_restarts() => RefusedAsync(On(ColumnKind.Sum, phi => phi.AsSpan(phi.Length / 2).Clear()));

    [Fact]
    public async Task A_lookup_sum_may_start_anywhere()
    {
        // The one free constant of the argument: only differences of φ are constrained.
        Fr start = Fr.FromUInt64(77);
        using Fixture fixture = await Fixture.CreateAsync(_profile, 6, forge: On(ColumnKind.Sum, phi =>
        {
            for (int i = 0; i < phi.Length; i++) phi[i] += start;
        }));
        Assert.True(fixture.Verify(await fixture.ProveAsync()).Accepted);
    }

    [Fact]
    public Task A_helper_that_is_off() => RefusedAsync(On(ColumnKind.Helper, h => h[3] += Fr.One));

    [Theory]
    [InlineData(ColumnKind.DW)]
    [InlineData(ColumnKind.DA)]
    [InlineData(ColumnKind.DB)]
    public async Task A_digest_that_restarts_in_the_middle_of_a_segment(object kind)
    {
        Circuit circuit = Synthetic.Build(_profile, 6).Circuit;
        byte[] keep = (ColumnKind)kind == ColumnKind.DA ? circuit.KA : circuit.KB;
        int row = (ColumnKind)kind == ColumnKind.DW ? 12 : Array.IndexOf(keep, (byte)1);
        await RefusedAsync(On((ColumnKind)kind, d => d[row] += Fr.One));
    }

    [Fact]
    public async Task A_wire_chosen_after_the_challenges()
    {
        // An operand of the Gemm is replaced so that the sum still holds: rule 1 would be broken if it were not loaded from a digest.
        Circuit circuit = Synthetic.Build(_profile, 6).Circuit;
        int row = Enumerable.Range(0, circuit.Size).First(x => !circuit.QM[x].IsZero && circuit.QO[x] == Fr.One);
        int load = circuit.SourceB[row];
        await RefusedAsync((column, values) =>
        {
            if (column.Kind == ColumnKind.B) values[row] += Fr.One;
            if (column.Kind == ColumnKind.C) values[load] += Fr.One;
        });
    }

    [Fact]
    public Task A_false_public_value() => RefusedAsync(null, (_, witness) => witness.PublicValues[2][^1]++);

    [Fact]
    public Task A_false_product() => RefusedAsync(null, (circuit, witness) =>
    {
        int row = Array.LastIndexOf(circuit.QR, (byte)1);
        int slot = _profile.Slots - 1;
        witness.Rem[slot][row] = witness.Rem[slot][row] == 3 ? -4 : witness.Rem[slot][row] + 1;
    });

    [Fact]
    public async Task The_honest_prover_names_what_does_not_hold()
    {
        using Fixture fixture = await Fixture.CreateAsync(_profile, 6);
        fixture.Witness.PublicValues[2][^1]++;
        CircuitException error = await Assert.ThrowsAsync<CircuitException>(fixture.TryProveAsync);
        Assert.Contains("equality", error.Message, StringComparison.Ordinal);
        fixture.Witness.PublicValues[2][^1]--;
        fixture.Witness.Rem[1][5] = 1000;
        error = await Assert.ThrowsAsync<CircuitException>(fixture.TryProveAsync);
        Assert.Equal(5, error.Row);
        Assert.Contains("slot 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Weights_other_than_the_models_are_refused_by_prover_and_verifier()
    {
        var committed = new Profile(2, 3, WeightMode.Committed, packing: packing);
        using Fixture fixture = await Fixture.CreateAsync(committed, 6);
        fixture.Witness.Weights[1][^2]++;
        CircuitException error = await Assert.ThrowsAsync<CircuitException>(fixture.TryProveAsync);
        Assert.Equal(fixture.Circuit.Size - 2, error.Row);

        // The same change behind the prover's back: the digest of weights no longer matches the commitment.
        fixture.Witness.Weights[1][^2]--;
        using Fixture forged = await Fixture.CreateAsync(committed, 6, forge: On(ColumnKind.DW, d => d[^1] += Fr.One));
        Assert.Equal(VerdictReason.Equation, forged.Verify(await forged.ProveAsync()).Reason);
    }

    [Fact]
    public async Task A_cancelled_proof_stops_and_leaves_nothing_behind()
    {
        using Fixture fixture = await Fixture.CreateAsync(_profile, 6, options: new ProverOptions { CacheFixedCosets = true });
        using var source = new CancellationTokenSource();
        var phases = new List<ProverPhase>();
        var progress = new Progress(p =>
        {
            phases.Add(p.Phase);
            Assert.InRange(p.Fraction, 0, 1);
            if (p.Phase == ProverPhase.Quotient) source.Cancel();
        });
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await fixture.Prover.ProveAsync(fixture.Witness, progress: progress, cancellation: source.Token));
        Assert.Equal(ProverPhase.Quotient, phases[^1]);
        ProofResult result = await fixture.Prover.ProveAsync(fixture.Witness);
        Assert.True(fixture.Verify(result.Proof).Accepted);
        Assert.Equal(8, result.Timings.Count);
    }

    private sealed class Progress(Action<ProverProgress> report) : IProgress<ProverProgress>
    {
        public void Report(ProverProgress value) => report(value);
    }
}

/// <summary>A commitment for each column.</summary>
public sealed class SingleForgeryTests() : ForgeryTests(1);

/// <summary>A commitment for 8 columns.</summary>
public sealed class PackedForgeryTests() : ForgeryTests(8);

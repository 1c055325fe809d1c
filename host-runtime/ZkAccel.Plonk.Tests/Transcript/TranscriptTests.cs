using System.Text;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

public class TranscriptTests
{
    [Fact]
    public void States_and_challenges_are_the_hashes_that_the_protocol_says()
    {
        var transcript = new Transcript();
        transcript.Absorb("round 1", [1, 2, 3]);
        byte[] state = Keccak256.Hash([.. new byte[32], .. Encoding.ASCII.GetBytes("absorb round 1"), 1, 2, 3]);
        Assert.Equal(state, transcript.State.ToArray());
        Fr expected = Fr.ReduceBytesBigEndian(Keccak256.Hash([.. state, .. Encoding.ASCII.GetBytes("draw Rho")]));
        Assert.Equal(expected, transcript.Draw("Rho"));
        Assert.Equal(state, transcript.State.ToArray());
        Assert.NotEqual(expected, transcript.Draw("R"));
    }

    [Theory]
    [InlineData(1, 1, WeightMode.Committed, false, 13, 23)]
    [InlineData(2, 8, WeightMode.Committed, false, 0, 26)]
    public void Sizes_follow_from_the_profile(int slots, int lanes, WeightMode weights, bool ranged, int commitments, int scalars)
    {
        var profile = new Profile(slots, lanes, weights, ranged);
        Schedule schedule = Schedule.For(profile);
        ProofItem[] items = [.. schedule.Rounds.SelectMany(r => r.Items)];

        // 3S + 1 slots and m, 6 digests and wires, masks, helpers, φ and z, 3 pieces, 2 openings; 3S + 14 + 6 evaluations and weights.
        int expected = (3 * slots) + 1 + 6 + profile.Masks + profile.Helpers + 2 + 3 + 2;
        Assert.Equal(expected, items.Count(i => !i.IsScalar));
        if (commitments > 0) Assert.Equal(18, expected);
        Assert.Equal((3 * slots) + (ranged ? lanes : 1) + 13 + 6, items.Count(i => i.IsScalar));
        Assert.Equal(scalars, items.Count(i => i.IsScalar));
        Assert.Equal((64 * expected) + (32 * scalars), schedule.ProofLength);
        Assert.Equal(items.Length, items.Distinct().Count());
    }

    [Theory]
    [InlineData(1, 1, 8, 7, 44, 1856)]
    [InlineData(1, 1, 32, 7, 44, 1856)]
    [InlineData(4, 16, 8, 9, 75, 2976)]
    public void A_packed_proof_has_few_points(int slots, int lanes, int packing, int points, int scalars, int bytes)
    {
        Schedule schedule = Schedule.For(new Profile(slots, lanes, WeightMode.Committed, packing: packing));
        ProofItem[] items = [.. schedule.Rounds.SelectMany(r => r.Items)];
        Assert.Equal((points, scalars), (items.Count(i => !i.IsScalar), items.Count(i => i.IsScalar)));
        Assert.Equal(bytes, schedule.ProofLength);
        Assert.Equal(items.Length, items.Distinct().Count());
        Assert.Equal(Enum.GetValues<Challenge>(), schedule.Rounds.SelectMany(r => r.Draws));
    }

    [Fact]
    public void Challenges_follow_everything_that_they_must_not_be_known_before()
    {
        Schedule schedule = Schedule.For(new Profile(2, 3, WeightMode.Committed, true));
        int RoundOf(ColumnKind kind) => Array.FindIndex(schedule.Rounds, r => r.Items.Any(i => i.Kind == ProofItemKind.Commitment && i.Column.Kind == kind));
        int DrawnAfter(Challenge challenge) => Array.FindIndex(schedule.Rounds, r => r.Draws.Contains(challenge));
        ColumnKind[] phaseZero = [ColumnKind.Hi, ColumnKind.Rem, ColumnKind.Out, ColumnKind.Multiplicity];
        ColumnKind[] phaseOne = [ColumnKind.DW, ColumnKind.DA, ColumnKind.DB, ColumnKind.A, ColumnKind.B, ColumnKind.C, ColumnKind.Mask];
        foreach (Challenge c in new[] { Challenge.Rho, Challenge.R, Challenge.TauC }) Assert.All(phaseZero, k => Assert.True(RoundOf(k) <= DrawnAfter(c)));
        foreach (Challenge c in new[] { Challenge.Theta, Challenge.Beta, Challenge.Delta, Challenge.Gamma })
            Assert.All(phaseOne, k => Assert.True(RoundOf(k) <= DrawnAfter(c)));
        Assert.All(new[] { ColumnKind.Helper, ColumnKind.Sum, ColumnKind.Product }, k => Assert.True(RoundOf(k) <= DrawnAfter(Challenge.Alpha)));
        Assert.True(RoundOf(ColumnKind.Quotient) <= DrawnAfter(Challenge.Zeta));
        Assert.True(DrawnAfter(Challenge.Zeta) < DrawnAfter(Challenge.V));
        Assert.Equal(schedule.Rounds.Length - 1, DrawnAfter(Challenge.U));
        Assert.Equal(Enum.GetValues<Challenge>(), schedule.Rounds.SelectMany(r => r.Draws));
    }
}

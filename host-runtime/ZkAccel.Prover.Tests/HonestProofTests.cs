using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover.Tests;

public class HonestProofTests
{
    private const string KeyDigest = "A92EAF52F8E485C67BC17CD47585554D54AE00A6B6A3B0D983F22A0B0D4D4E0E";
    private const string ProofDigest = "271123D52DF19EBFC8A9028855292C5C7C694EF7676ED5CB6A7CC9DA9D6CEC69";

    public static TheoryData<int, int, WeightMode, bool, int> Profiles => new()
    {
        { 1, 1, WeightMode.Fixed, false, 1 }, { 1, 1, WeightMode.Private, true, 1 }, { 1, 4, WeightMode.Committed, false, 1 },
        { 1, 4, WeightMode.Fixed, true, 1 }, { 2, 3, WeightMode.Committed, false, 1 }, { 2, 3, WeightMode.Committed, true, 1 },
        { 2, 3, WeightMode.Private, true, 1 }, { 4, 8, WeightMode.Fixed, false, 1 }, { 4, 8, WeightMode.Committed, true, 1 },
        { 1, 1, WeightMode.Fixed, false, 8 }, { 1, 1, WeightMode.Committed, false, 8 }, { 1, 4, WeightMode.Fixed, true, 16 },
        { 2, 3, WeightMode.Committed, true, 8 }, { 2, 3, WeightMode.Private, true, 16 }, { 4, 20, WeightMode.Committed, false, 8 },
        { 4, 20, WeightMode.Committed, true, 8 }, { 4, 20, WeightMode.Private, true, 8 }, { 1, 1, WeightMode.Committed, false, 32 },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task An_honest_proof_is_accepted(int slots, int lanes, WeightMode weights, bool ranged, int packing)
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(slots, lanes, weights, ranged, packing), packing == 32 ? 5 : 6);
        byte[] proof = await fixture.ProveAsync();
        Verdict verdict = fixture.Verify(proof);
        Assert.True(verdict.Accepted, verdict.ToString());
        Assert.True(verdict.Insecure);
        Assert.Equal(ranged || weights == WeightMode.Fixed, verdict.WeightsRanged);
        Assert.Equal(fixture.VerifyingKey.ProofLength, proof.Length);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    public async Task Two_devices_make_the_same_bytes(int packing)
    {
        var profile = new Profile(2, 3, WeightMode.Private, packing: packing);
        using Fixture cpu = await Fixture.CreateAsync(profile, 6, random: new Counter().Next);
        using Fixture reference = await Fixture.CreateAsync(profile, 6, Accelerators.Open("reference"), new Counter().Next);
        Assert.Equal(reference.VerifyingKey.Encode(), cpu.VerifyingKey.Encode());
        Assert.Equal(await reference.ProveAsync(), await cpu.ProveAsync());
    }

    /// <summary>Key and proof of a fixed circuit, witness and randomness: a change here is a change of the protocol, and takes a new version.</summary>
    [Fact]
    public async Task Bytes_are_those_of_version_1()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(2, 3, WeightMode.Private), 6, random: new Counter().Next);
        Assert.Equal(KeyDigest, Convert.ToHexString(fixture.VerifyingKey.Digest));
        Assert.Equal(ProofDigest, Convert.ToHexString(Keccak256.Hash(await fixture.ProveAsync())));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(7)]
    public async Task Sizes_from_the_least_on(int logN)
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 2), logN);
        Assert.True(fixture.Verify(await fixture.ProveAsync()).Accepted);
    }

    [Fact]
    public async Task Counts_are_those_of_the_protocol()
    {
        var profile = new Profile(2, 3, WeightMode.Private);
        using Fixture fixture = await Fixture.CreateAsync(profile, 6);
        ProofResult result = await fixture.Prover.ProveAsync(fixture.Witness);
        Assert.Equal(6 + profile.Helpers + 2 + 3 + 2, result.Operations.FullMsms);
        Assert.Equal((3 * profile.Slots) + 1 + profile.Lanes, result.Operations.SmallMsms);

        // Columns of a proof: slots, m, weights, digests and wires, helpers, φ, z, t, PI. Fixed ones: 16 + S, L_0 and X.
        int own = (3 * profile.Slots) + 1 + profile.Lanes + 6 + profile.Helpers + 2 + 2, resident = 16 + profile.Slots + 2;
        Assert.Equal(own + (3 * (own + resident)) + 3, result.Operations.Transforms);
        Assert.Equal(Enum.GetValues<ProverPhase>(), result.Timings.Select(t => t.Phase));
    }

    [Fact]
    public async Task Kept_cosets_change_the_work_and_not_the_proof()
    {
        var profile = new Profile(2, 3);
        using Fixture plain = await Fixture.CreateAsync(profile, 6, random: new Counter().Next);
        using Fixture cached = await Fixture.CreateAsync(profile, 6, random: new Counter().Next, options: new ProverOptions { CacheFixedCosets = true });
        byte[] expected = await plain.ProveAsync();
        ProofResult first = await cached.Prover.ProveAsync(cached.Witness);
        Assert.Equal(expected, first.Proof);
        ProofResult second = await cached.Prover.ProveAsync(cached.Witness);
        Assert.NotEqual(first.Proof, second.Proof);
        Assert.True(cached.Verify(second.Proof).Accepted);
        Assert.Equal(first.Operations.Transforms - (3 * (16 + profile.Slots + 2)), second.Operations.Transforms);
    }

    [Fact]
    public async Task The_basis_of_commitments_changes_the_work_and_not_the_proof()
    {
        // A setup that does not know its secret, as from a ceremony: by coefficients, or by its Lagrange basis when asked for.
        var profile = new Profile(2, 3, WeightMode.Private);
        Srs made = TestSrs.Shared, imported = new(made.Powers.ToArray(), made.One2, made.Tau2, made.Insecure);
        using Fixture expected = await Fixture.CreateAsync(profile, 6, random: new Counter().Next);
        ProvingKey key = await ProvingKey.GenerateAsync(expected.Circuit, imported, expected.Device);
        Assert.Equal(expected.VerifyingKey.Encode(), key.VerifyingKey.Encode());
        using var plain = new PlonkProver(key, imported, expected.Device) { Random = new Counter().Next };
        ProofResult byCoefficients = await plain.ProveAsync(expected.Witness);
        using var asked = new PlonkProver(key, imported, expected.Device, new ProverOptions { LagrangeBasis = true }) { Random = new Counter().Next };
        ProofResult byValues = await asked.ProveAsync(expected.Witness);
        Assert.Equal(await expected.ProveAsync(), byCoefficients.Proof);
        Assert.Equal(byCoefficients.Proof, byValues.Proof);
        Assert.Equal(0, byCoefficients.Operations.SmallMsms);
        Assert.Equal((3 * 2) + 1 + 3, byValues.Operations.SmallMsms);
    }

    [Fact]
    public async Task Wrong_arguments_are_refused()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 1), 6);
        CommittedModel model = await CommittedModel.CommitAsync(fixture.Witness.Weights, fixture.Srs, fixture.Device);
        await Assert.ThrowsAsync<ArgumentException>(async () => await fixture.Prover.ProveAsync(fixture.Witness, new byte[31]));
        await Assert.ThrowsAsync<ArgumentException>(async () => await fixture.Prover.ProveAsync(fixture.Witness, model: model));
        await Assert.ThrowsAsync<ArgumentException>(async () => await ProvingKey.GenerateAsync(fixture.Circuit, fixture.Srs, fixture.Device));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await ProvingKey.GenerateAsync(fixture.Circuit, Srs.CreateInsecure(64 + 15, "short"u8), fixture.Device, fixture.Witness.Weights));
    }
}

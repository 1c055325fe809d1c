using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;

namespace ZkAccel.Prover.Tests;

public abstract class CommittedModelTests(int packing)
{
    [Fact]
    public async Task A_registration_shows_the_ranges_that_later_proofs_rely_on()
    {
        // Registration and use have keys of their own and the same commitments, model and layout of weights.
        using Fixture use = await Fixture.CreateAsync(new Profile(1, 2, WeightMode.Committed, packing: packing), 6);
        CommittedModel model = use.Model!;
        Circuit ranged = Synthetic.Build(new Profile(1, 2, WeightMode.Committed, true, packing), 6).Circuit;
        ProvingKey key = await ProvingKey.GenerateAsync(ranged, use.Srs, use.Device);
        using var registrar = new PlonkProver(key, use.Srs, use.Device);
        byte[] registration = (await registrar.ProveAsync(use.Witness, model: model)).Proof;
        Verdict registered = Verifier.Verify(key.VerifyingKey, registration, use.Witness.PublicValues, new byte[32], use.Options);
        Assert.True(registered is { Accepted: true, WeightsRanged: true });

        byte[] proof = await use.ProveAsync();
        Assert.True(use.Verify(proof) is { Accepted: true, WeightsRanged: false });
        VerifierOptions known = use.Options with { RegisteredModels = [model.Commitment.Digest.ToArray()] };
        Assert.True(Verifier.Verify(use.VerifyingKey, proof, use.Witness.PublicValues, new byte[32], known) is { Accepted: true, WeightsRanged: true });
        VerifierOptions other = use.Options with { RegisteredModels = [new byte[32]] };
        Assert.False(Verifier.Verify(use.VerifyingKey, proof, use.Witness.PublicValues, new byte[32], other).WeightsRanged);
    }

    [Fact]
    public async Task Weights_outside_their_range_cannot_be_registered()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 2, WeightMode.Committed, true, packing), 6);
        fixture.Witness.Weights[1][^2] = 4;
        CommittedModel model = await CommittedModel.CommitAsync(fixture.Witness.Weights, fixture.Srs, fixture.Device, packing);
        CircuitException error = await Assert.ThrowsAsync<CircuitException>(async () => await fixture.Prover.ProveAsync(fixture.Witness, model: model));
        Assert.Contains("lane 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_secret_and_the_weights_prove_for_the_same_commitments()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 2, WeightMode.Committed, packing: packing), 6);
        CommittedModel model = fixture.Model!;
        CommittedModel restored = CommittedModel.Restore(fixture.Witness.Weights, model.ExportSecret(), model.Commitment);
        CommittedModel fresh = await CommittedModel.CommitAsync(fixture.Witness.Weights, fixture.Srs, fixture.Device, packing);
        Assert.NotEqual(model.Commitment.Digest.ToArray(), fresh.Commitment.Digest.ToArray());
        byte[] proof = (await fixture.Prover.ProveAsync(fixture.Witness, model: restored)).Proof;
        Assert.True(fixture.Verify(proof).Accepted);
        var secret = new byte[64];
        secret.AsSpan().Fill(0xff);
        Assert.Throws<ArgumentException>(() => CommittedModel.Restore(fixture.Witness.Weights, secret, model.Commitment));
        Assert.Throws<ArgumentException>(() => CommittedModel.Restore(fixture.Witness.Weights, new byte[63], model.Commitment));
    }

    [Fact]
    public async Task An_encoding_is_read_back_or_refused()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 2, WeightMode.Committed, packing: packing), 6);
        byte[] bytes = fixture.Model!.Commitment.Encode();
        ModelCommitment? read = ModelCommitment.TryDecode(bytes);
        Assert.Equal(bytes, read?.Encode());
        Assert.Equal(fixture.Model.Commitment.Digest.ToArray(), read!.Digest.ToArray());
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= 4;
            if (ModelCommitment.TryDecode(bytes) is { } changed) Assert.NotEqual(read.Digest.ToArray(), changed.Digest.ToArray());
            bytes[i] ^= 4;
        }

        for (int length = 0; length < bytes.Length; length++) Assert.Null(ModelCommitment.TryDecode(bytes.AsSpan(0, length)));
        Assert.Null(ModelCommitment.TryDecode([.. bytes, 0]));
    }
}

/// <summary>A commitment for each lane.</summary>
public sealed class SingleCommittedModelTests() : CommittedModelTests(1);

/// <summary>A commitment for 8 lanes.</summary>
public sealed class PackedCommittedModelTests() : CommittedModelTests(8);

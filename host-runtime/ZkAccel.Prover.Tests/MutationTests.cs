using System.Diagnostics;
using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Prover.Tests;

/// <summary>Whatever is changed in a proof, a key, a model or a statement, the verifier refuses it and never throws.</summary>
public abstract class MutationTests(int packing)
{
    private readonly Profile _small = new(1, 1, WeightMode.Committed, packing: packing);

    [Fact]
    public async Task Every_byte_of_a_proof_matters()
    {
        using Fixture fixture = await Fixture.CreateAsync(_small, 6);
        byte[] proof = await fixture.ProveAsync();
        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= (byte)(1 << (i % 8));
            Verdict verdict = fixture.Verify(proof);
            Assert.False(verdict.Accepted, $"byte {i}");
            proof[i] ^= (byte)(1 << (i % 8));
        }

        Assert.True(fixture.Verify(proof).Accepted);
    }

    [Fact]
    [Trait("Lane", "long")]
    public async Task Ten_thousand_random_mutations_are_refused()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(2, 3, WeightMode.Committed, true, packing), 6);
        byte[] proof = await fixture.ProveAsync();
        var random = new Random(20);
        for (int i = 0; i < 10_000; i++)
        {
            var mutated = (byte[])proof.Clone();
            for (int changes = random.Next(1, 4); changes > 0; changes--) mutated[random.Next(mutated.Length)] = (byte)random.Next(256);
            if (mutated.AsSpan().SequenceEqual(proof)) continue;
            Assert.False(fixture.Verify(mutated).Accepted, $"mutation {i}");
        }
    }

    [Fact]
    public async Task Valid_points_and_scalars_in_wrong_places_are_refused()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(2, 3, WeightMode.Private, packing: packing), 6);
        byte[] proof = await fixture.ProveAsync();
        int position = 0;
        var points = new List<int>();
        var scalars = new List<int>();
        foreach (ProofItem item in fixture.VerifyingKey.Schedule.Rounds.SelectMany(r => r.Items))
        {
            (item.IsScalar ? scalars : points).Add(position);
            position += item.ByteLength;
        }

        foreach (int at in points)
        {
            Refused(at, 64, _ => new byte[64]);
            Refused(at, 64, Negate);
            Refused(at, 64, _ => Encode(G1Affine.Generator));
        }

        foreach (int at in scalars)
        {
            Refused(at, 32, _ => new byte[32]);
            Refused(at, 32, old => Shifted(old, Fr.One));
        }

        for (int k = 1; k < points.Count; k++) Refused(points[k - 1], 64, _ => proof[points[k]..(points[k] + 64)]);
        for (int k = 1; k < scalars.Count; k++) Refused(scalars[k - 1], 32, _ => proof[scalars[k]..(scalars[k] + 32)]);

        void Refused(int at, int length, Func<byte[], byte[]> change)
        {
            var mutated = (byte[])proof.Clone();
            change(proof[at..(at + length)]).CopyTo(mutated, at);
            if (!mutated.AsSpan().SequenceEqual(proof)) Assert.Equal(VerdictReason.Equation, fixture.Verify(mutated).Reason);
        }

        static byte[] Negate(byte[] encoded)
        {
            Assert.True(G1Affine.TryDecode(encoded, out G1Affine point));
            return Encode(-point);
        }

        static byte[] Encode(G1Affine point)
        {
            var bytes = new byte[64];
            point.Encode(bytes);
            return bytes;
        }

        static byte[] Shifted(byte[] encoded, Fr by)
        {
            Assert.True(Fr.TryFromBytesBigEndian(encoded, out Fr value));
            var bytes = new byte[32];
            (value + by).WriteBytesBigEndian(bytes);
            return bytes;
        }
    }

    [Fact]
    public async Task Encodings_that_are_not_canonical_have_their_reason()
    {
        using Fixture fixture = await Fixture.CreateAsync(_small, 6);
        byte[] proof = await fixture.ProveAsync();
        Assert.Equal(VerdictReason.ProofLength, fixture.Verify(proof.AsSpan(1)).Reason);
        Assert.Equal(VerdictReason.ProofLength, fixture.Verify([.. proof, 0]).Reason);
        Assert.Equal(VerdictReason.ProofLength, fixture.Verify([]).Reason);
        Assert.Equal(VerdictReason.PointEncoding, Changed(0, 32, 0xff));
        Assert.Equal(VerdictReason.PointEncoding, Changed(31, 1, (byte)(proof[31] ^ 1)));
        int scalar = fixture.VerifyingKey.Schedule.Rounds[..4].Sum(r => r.ByteLength);
        Assert.Equal(VerdictReason.ScalarEncoding, Changed(scalar, 32, 0xff));

        VerdictReason Changed(int at, int length, byte value)
        {
            var mutated = (byte[])proof.Clone();
            mutated.AsSpan(at, length).Fill(value);
            return fixture.Verify(mutated).Reason;
        }
    }

    [Fact]
    public async Task A_scalar_plus_the_modulus_is_refused()
    {
        using Fixture fixture = await Fixture.CreateAsync(_small, 6);
        byte[] proof = await fixture.ProveAsync();
        int scalar = fixture.VerifyingKey.Schedule.Rounds[..4].Sum(r => r.ByteLength);
        var modulus = new byte[32];
        (-Fr.One).WriteBytesBigEndian(modulus);
        modulus[31]++;
        int carry = 0;
        for (int i = 31; i >= 0; i--)
        {
            int sum = proof[scalar + i] + modulus[i] + carry;
            (proof[scalar + i], carry) = ((byte)sum, sum >> 8);
        }

        Assert.Equal(carry == 0 ? VerdictReason.ScalarEncoding : VerdictReason.Equation, fixture.Verify(proof).Reason);
    }

    [Fact]
    public async Task Statement_and_proof_belong_together()
    {
        using Fixture fixture = await Fixture.CreateAsync(_small, 6);
        byte[] context = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        byte[] proof = await fixture.ProveAsync(context);
        VerifyingKey key = fixture.VerifyingKey;
        long[][] values = fixture.Witness.PublicValues;
        Assert.True(fixture.Verify(proof, context).Accepted);
        for (int i = 0; i < 32; i++)
        {
            context[i] ^= 0x10;
            Assert.Equal(VerdictReason.Equation, fixture.Verify(proof, context).Reason);
            context[i] ^= 0x10;
        }

        Assert.Equal(VerdictReason.ContextLength, fixture.Verify(proof, new byte[31]).Reason);
        Assert.Equal(VerdictReason.InsecureSetup, Verifier.Verify(key, proof, values, context, new VerifierOptions { Model = fixture.Model!.Commitment }).Reason);
        Assert.Equal(VerdictReason.ModelMismatch, Verifier.Verify(key, proof, values, context, Fixture.Insecure).Reason);
        foreach (long[] tensor in values)
        {
            for (int i = 0; i < tensor.Length; i++)
            {
                tensor[i]++;
                Assert.Equal(VerdictReason.Equation, fixture.Verify(proof, context).Reason);
                tensor[i] += 1000;
                Assert.Equal(VerdictReason.PublicValueRange, fixture.Verify(proof, context).Reason);
                tensor[i] -= 1001;
            }
        }

        Assert.Equal(VerdictReason.PublicValueCount, Verifier.Verify(key, proof, values[1..], context, fixture.Options).Reason);
        Assert.Equal(VerdictReason.PublicValueCount, Verifier.Verify(key, proof, [[], .. values[1..]], context, fixture.Options).Reason);

        CommittedModel other = await CommittedModel.CommitAsync(fixture.Witness.Weights, fixture.Srs, fixture.Device, packing);
        Assert.Equal(VerdictReason.Equation, Verifier.Verify(key, proof, values, context, Fixture.Insecure with { Model = other.Commitment }).Reason);
        Assert.True(fixture.Verify(proof, context).Accepted);
    }

    [Fact]
    public async Task Every_byte_of_a_key_matters()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 1, packing: packing), 6);
        byte[] proof = await fixture.ProveAsync();
        byte[] bytes = fixture.VerifyingKey.Encode();
        VerifyingKey? same = VerifyingKey.TryDecode(bytes);
        Assert.NotNull(same);
        Assert.Equal(bytes, same.Encode());
        Assert.True(Verifier.Verify(same, proof, fixture.Witness.PublicValues, new byte[32], Fixture.Insecure).Accepted);
        for (int i = 0; i < bytes.Length; i++)
        {
            bytes[i] ^= (byte)(1 << (i % 8));
            if (VerifyingKey.TryDecode(bytes) is { } key)
            {
                Assert.Equal(bytes, key.Encode());
                Assert.False(Verifier.Verify(key, proof, fixture.Witness.PublicValues, new byte[32], Fixture.Insecure).Accepted, $"byte {i}");
            }

            bytes[i] ^= (byte)(1 << (i % 8));
        }

        for (int length = 0; length < bytes.Length; length += 7) Assert.Null(VerifyingKey.TryDecode(bytes.AsSpan(0, length)));
        Assert.Null(VerifyingKey.TryDecode([.. bytes, 0]));
    }

    [Fact]
    public async Task Another_setup_is_refused()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 1, packing: packing), 6);
        byte[] proof = await fixture.ProveAsync();
        Srs other = packing > 1 ? Srs.CreateInsecure(1 << 10, "other"u8) : TestSrs.Other;
        ProvingKey key = await ProvingKey.GenerateAsync(fixture.Circuit, other, fixture.Device, fixture.Witness.Weights);
        Assert.Throws<ArgumentException>(() => new PlonkProver(fixture.Key, other, fixture.Device));
        Assert.Equal(VerdictReason.Equation,
            Verifier.Verify(key.VerifyingKey, proof, fixture.Witness.PublicValues, new byte[32], Fixture.Insecure).Reason);
    }

    [Fact]
    [Trait("Lane", "long")]
    public async Task A_verification_takes_milliseconds()
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(4, 8, WeightMode.Committed, packing: packing), 6);
        byte[] proof = await fixture.ProveAsync();
        for (int i = 0; i < 200; i++) fixture.Verify(proof);
        var watch = Stopwatch.StartNew();
        for (int i = 0; i < 50; i++) Assert.True(fixture.Verify(proof).Accepted);
        double milliseconds = watch.Elapsed.TotalMilliseconds / 50;
        TestContext.Current.SendDiagnosticMessage($"verification: {milliseconds:F2} ms");
        Assert.True(milliseconds < 100, $"{milliseconds} ms");
    }
}

/// <summary>A commitment for each column.</summary>
public sealed class SingleMutationTests() : MutationTests(1);

/// <summary>A commitment for 8 columns.</summary>
public sealed class PackedMutationTests() : MutationTests(8);

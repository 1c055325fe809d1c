using ZkAccel.Plonk;

namespace ZkAccel.Prover.Tests;

public class BlindingTests
{
    [Theory]
    [InlineData(WeightMode.Private, true, 1)]
    [InlineData(WeightMode.Committed, false, 1)]
    [InlineData(WeightMode.Committed, true, 1)]
    [InlineData(WeightMode.Private, true, 8)]
    [InlineData(WeightMode.Committed, false, 8)]
    [InlineData(WeightMode.Committed, true, 8)]
    public async Task Two_proofs_of_one_statement_share_nothing(WeightMode weights, bool ranged, int packing)
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 2, weights, ranged, packing), 6);
        byte[] first = await fixture.ProveAsync(), second = await fixture.ProveAsync();
        (Column[] here, _) = Columns.Opened(fixture.Circuit.Profile);
        Column[] known = Columns.Fixed(fixture.Circuit.Profile);
        int position = 0;
        foreach (ProofItem item in fixture.VerifyingKey.Schedule.Rounds.SelectMany(r => r.Items))
        {
            // Evaluations of the key's columns are no secret, and those of empty ones are 0.
            if (!item.IsScalar || !known.Contains(item.Column)) Assert.NotEqual(first[position..(position + item.ByteLength)], second[position..(position + item.ByteLength)]);
            position += item.ByteLength;
        }

        Assert.Contains(here, c => c.Kind == (ranged || packing > 1 ? ColumnKind.Weight : ColumnKind.WeightSum));
    }

    /// <summary>
    /// One random number after the other is changed: the first item of the proof that changes is the commitment that it blinds, and every
    /// commitment has as many numbers as the protocol's table says.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [Trait("Lane", "long")]
    public async Task Every_commitment_has_the_random_numbers_of_the_table(int packing)
    {
        var profile = new Profile(1, 1, WeightMode.Private, packing: packing);
        using Fixture fixture = await Fixture.CreateAsync(profile, 6);
        var counter = new Counter();
        byte[] reference = await ProveAsync(counter);
        int drawn = counter.Drawn;
        var numbers = new Dictionary<Column, int>();
        for (int k = 0; k < drawn; k++)
        {
            byte[] proof = await ProveAsync(new Counter(k));
            int position = 0;
            foreach (ProofItem item in fixture.VerifyingKey.Schedule.Rounds.SelectMany(r => r.Items))
            {
                if (!reference.AsSpan(position, item.ByteLength).SequenceEqual(proof.AsSpan(position, item.ByteLength)))
                {
                    Assert.Equal(ProofItemKind.Commitment, item.Kind);
                    numbers[item.Column] = numbers.GetValueOrDefault(item.Column) + 1;
                    break;
                }

                position += item.ByteLength;
            }
        }

        foreach (Pack pack in new[] { Packs.RoundOne(profile), Packs.RoundTwo(profile), Packs.RoundThree(profile) }.SelectMany(p => p))
            Assert.Equal(pack.Columns.Sum(c => Columns.Blinding(profile, c)), numbers[pack.Lead]);

        // x_0 shows in the first two pieces, x_1 in the last two; the last piece alone is then fixed by the identity at τ.
        int[] quotient = packing == 1 ? [1, 1] : [4];
        for (int i = 0; i < quotient.Length; i++) Assert.Equal(quotient[i], numbers[new Column(ColumnKind.Quotient, i)]);
        Assert.Equal(drawn, numbers.Values.Sum());

        async Task<byte[]> ProveAsync(Counter source)
        {
            using var prover = new PlonkProver(fixture.Key, fixture.Srs, fixture.Device) { Random = source.Next };
            return (await prover.ProveAsync(fixture.Witness)).Proof;
        }
    }
}

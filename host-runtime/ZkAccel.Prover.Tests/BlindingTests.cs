using ZkAccel.Plonk;

namespace ZkAccel.Prover.Tests;

public class BlindingTests
{
    [Theory]
    [InlineData(WeightMode.Private, true)]
    [InlineData(WeightMode.Committed, false)]
    [InlineData(WeightMode.Committed, true)]
    public async Task Two_proofs_of_one_statement_share_nothing(WeightMode weights, bool ranged)
    {
        using Fixture fixture = await Fixture.CreateAsync(new Profile(1, 2, weights, ranged), 6);
        byte[] first = await fixture.ProveAsync(), second = await fixture.ProveAsync();
        (Column[] here, _) = Columns.Opened(fixture.Circuit.Profile);
        int position = 0;
        foreach (ProofItem item in fixture.VerifyingKey.Schedule.Rounds.SelectMany(r => r.Items))
        {
            Assert.NotEqual(first[position..(position + item.ByteLength)], second[position..(position + item.ByteLength)]);
            position += item.ByteLength;
        }

        Assert.Contains(here, c => c.Kind == (ranged ? ColumnKind.Weight : ColumnKind.WeightSum));
    }

    /// <summary>
    /// One random number after the other is changed: the first item of the proof that changes is the commitment that it blinds, and every
    /// commitment has as many numbers as the protocol's table says.
    /// </summary>
    [Fact]
    [Trait("Lane", "long")]
    public async Task Every_commitment_has_the_random_numbers_of_the_table()
    {
        var profile = new Profile(1, 1, WeightMode.Private);
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

        Column[] columns = [.. Columns.RoundOne(profile), .. Columns.RoundTwo(profile), .. Columns.RoundThree(profile)];
        foreach (Column column in columns) Assert.Equal(Columns.Blinding(profile, column), numbers[column]);

        // x_0 shows in the first two pieces, x_1 in the last two; the last piece alone is then fixed by the identity at τ.
        Assert.Equal(1, numbers[new Column(ColumnKind.Quotient, 0)]);
        Assert.Equal(1, numbers[new Column(ColumnKind.Quotient, 1)]);
        Assert.Equal(drawn, numbers.Values.Sum());

        async Task<byte[]> ProveAsync(Counter source)
        {
            using var prover = new PlonkProver(fixture.Key, fixture.Srs, fixture.Device) { Random = source.Next };
            return (await prover.ProveAsync(fixture.Witness)).Proof;
        }
    }
}

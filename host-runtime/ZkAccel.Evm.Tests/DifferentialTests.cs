using System.Buffers.Binary;
using ZkAccel.Plonk;

namespace ZkAccel.Evm.Tests;

/// <summary>Contract and C# verifier agree on whatever comes: seeded mutations of true claims, true ones among them.</summary>
public sealed class DifferentialTests(Chain chain)
{
    [Fact]
    public Task Verdicts_agree_on_some() => CompareAsync(new Profile(1, 1, WeightMode.Committed, packing: 8), 300, seed: 1);

    [Theory]
    [Trait("Lane", "long")]
    [InlineData(1, 1, WeightMode.Committed, false, 8)]
    [InlineData(4, 16, WeightMode.Committed, false, 8)]
    [InlineData(2, 3, WeightMode.Private, true, 16)]
    [InlineData(2, 3, WeightMode.Committed, true, 8)]
    public Task Verdicts_agree(int slots, int lanes, WeightMode weights, bool ranged, int packing) =>
        CompareAsync(new Profile(slots, lanes, weights, ranged, packing), 2_500, seed: slots + lanes);

    private async Task CompareAsync(Profile profile, int count, int seed)
    {
        Subject subject = await Subject.GetAsync(chain, profile);
        byte[] context = [.. new byte[31], 5];
        byte[][] proofs = [await subject.ProveAsync(), await subject.ProveAsync(context)];
        int[] items = [0, .. subject.Key.Schedule.Rounds.SelectMany(r => r.Items).Select(i => i.ByteLength)];
        for (int i = 1; i < items.Length; i++) items[i] += items[i - 1];
        var random = new Random(seed);
        (int trueOnes, int kinds) = (0, 0);
        for (int done = 0; done < count; done += 500)
        {
            var calls = new List<Call>();
            var expected = new List<bool>();
            var ofKeys = new List<bool>();
            for (int i = 0; i < Math.Min(500, count - done); i++)
            {
                int which = random.Next(2), kind = random.Next(10);
                kinds |= 1 << kind;
                byte[] proof = (byte[])proofs[which].Clone(), at = which == 0 ? new byte[32] : (byte[])context.Clone();
                long[] values = [.. subject.Values.SelectMany(v => v)];
                byte[] code = subject.OnChain.Code.ToArray();
                switch (kind)
                {
                    case 0: break;
                    case 1: proof[random.Next(proof.Length)] ^= (byte)(1 << random.Next(8)); break;
                    case 2: for (int n = random.Next(1, 5); n > 0; n--) proof[random.Next(proof.Length)] = (byte)random.Next(256); break;
                    case 3: Move(proof, items, random); break;
                    case 4: Replace(proof, items, random); break;
                    case 5: at[random.Next(32)] ^= (byte)random.Next(256); break;
                    case 6: values[random.Next(values.Length)] += random.Next(-2, 3); break;
                    case 7: values = random.Next(2) == 0 ? values[..random.Next(values.Length)] : [.. values, random.Next()]; break;
                    case 8: code[random.Next(1, code.Length)] ^= (byte)(1 << random.Next(8)); break;
                    default: proof = random.Next(2) == 0 ? proof[..random.Next(proof.Length)] : [.. proof, (byte)random.Next(256)]; break;
                }

                calls.Add(subject.Call(subject.Claim(proof, at, values, digest: Keccak256.Hash(code.AsSpan(1)))) with { Code = (subject.KeyAddress, code) });
                expected.Add(Expected(subject, proof, at, values, code));
                ofKeys.Add(kind == 8);
            }

            Outcome[] outcomes = await chain.CallAsync(calls);
            for (int i = 0; i < outcomes.Length; i++)
            {
                Assert.True(ofKeys[i] || !outcomes[i].PrecompileFailed, $"claim {done + i}");
                Assert.True(expected[i] == outcomes[i].Accepted, $"claim {done + i}: C# says {expected[i]}, the contract {outcomes[i]}");
            }

            trueOnes += expected.Count(e => e);
        }

        Assert.Equal((1 << 10) - 1, kinds);
        Assert.InRange(trueOnes, count / 20, count / 4);
    }

    /// <summary>The C# verdict; of a key that does not decode, false.</summary>
    private static bool Expected(Subject subject, byte[] proof, byte[] context, long[] values, byte[] code)
    {
        int length = subject.Key.Encode().Length;
        if (VerifyingKey.TryDecode(code.AsSpan(1, length)) is not { } key) return false;
        ModelCommitment? model = subject.Model is null ? null : ModelCommitment.TryDecode(code.AsSpan(1 + length));
        return (subject.Model is null || model is not null) && key.Profile.ToString() == subject.Key.Profile.ToString() && subject.Verify(proof, context, values, key, model);
    }

    /// <summary>An item in the place of another of its size.</summary>
    private static void Move(byte[] proof, int[] items, Random random)
    {
        int from = random.Next(items.Length - 1), to = random.Next(items.Length - 1), length = items[from + 1] - items[from];
        if (items[to + 1] - items[to] == length) proof.AsSpan(items[from], length).CopyTo(proof.AsSpan(items[to]));
    }

    /// <summary>An item replaced by a number or point that has the right form, or nearly.</summary>
    private static void Replace(byte[] proof, int[] items, Random random)
    {
        int item = random.Next(items.Length - 1);
        Span<byte> target = proof.AsSpan(items[item], items[item + 1] - items[item]);
        int which = random.Next(4);
        if (which == 0) target.Clear();
        else if (target.Length == 64 && which < 3)
        {
            target.Clear();
            (target[31], target[63]) = (1, (byte)which);
        }
        else
        {
            random.NextBytes(target);
            BinaryPrimitives.WriteUInt16BigEndian(target, (ushort)random.Next(0x3065));
        }
    }
}

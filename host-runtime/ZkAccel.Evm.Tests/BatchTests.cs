using System.Buffers.Binary;
using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Evm.Tests;

/// <summary>Several proofs by one pairing.</summary>
public sealed class BatchTests(Chain chain)
{
    private static readonly Profile Small = new(1, 1, WeightMode.Committed, packing: 8);

    [Fact]
    public async Task True_proofs_are_accepted_and_one_false_one_is_enough_to_refuse()
    {
        Subject subject = await Subject.GetAsync(chain, Small), larger = await Subject.GetAsync(chain, Small, logN: 7);
        EvmClaim[] good = [.. await Task.WhenAll(Enumerable.Range(0, 3).Select(async i => subject.Claim(await subject.ProveAsync(Context(i)), Context(i))))];
        EvmClaim otherCircuit = larger.Claim(await larger.ProveAsync());
        var batches = new List<EvmClaim[]> { ([good[0]]), ([good[0], good[1]]), good, ([otherCircuit, .. good]), ([good[0], good[0]]) };
        int accepted = batches.Count;
        for (int i = 0; i < good.Length; i++)
        {
            byte[] changed = good[i].Proof.ToArray();
            changed[^1] ^= 1;
            batches.Add([.. good[..i], subject.Claim(changed, Context(i)), .. good[(i + 1)..]]);
            batches.Add([.. good[..i], subject.Claim(good[i].Proof.Span, Context(9)), .. good[(i + 1)..]]);
        }

        batches.Add([]);
        Outcome[] outcomes = await chain.CallAsync([.. batches.Select(b => new Call(subject.Verifier, EvmClaim.BatchCalldata(b)))]);
        for (int i = 0; i < outcomes.Length; i++) Assert.True(i < accepted ? outcomes[i].Accepted : outcomes[i].Refused, $"batch {i}: {outcomes[i]}");

        long one = await chain.EstimateAsync(subject.Verifier, good[0].Calldata()), three = await chain.EstimateAsync(subject.Verifier, EvmClaim.BatchCalldata(good));
        TestContext.Current.SendDiagnosticMessage($"gas: one {one}, three {three}");
        Assert.True(three < 3 * one);
    }

    [Fact]
    public async Task Setups_do_not_mix()
    {
        Subject subject = await Subject.GetAsync(chain, Small), other = await Subject.GetAsync(chain, Small, setup: "other");
        EvmClaim a = subject.Claim(await subject.ProveAsync()), b = other.Claim(await other.ProveAsync());
        Outcome[] outcomes = await chain.CallAsync(
            new Call(subject.Verifier, EvmClaim.BatchCalldata([a])), new Call(subject.Verifier, EvmClaim.BatchCalldata([b])), new Call(subject.Verifier, EvmClaim.BatchCalldata([a, b])));
        Assert.True(outcomes[0].Accepted);
        Assert.True(outcomes[1].Accepted);
        Assert.True(outcomes[2].Refused);
    }

    /// <summary>
    /// W' is sent last, so proofs with W' + D and W' - D share every challenge, and the sum of their equations holds. Only weights that depend on both keep them apart.
    /// </summary>
    [Fact]
    public async Task Two_false_proofs_whose_faults_cancel_are_refused()
    {
        Subject subject = await Subject.GetAsync(chain, Small);
        byte[] proof = await subject.ProveAsync();
        Assert.True(G1Affine.TryDecode(proof.AsSpan(proof.Length - 64), out G1Affine last));
        var fault = new G1(G1Affine.Generator) * Fr.FromUInt64(7);
        byte[] plus = With(new G1(last) + fault), minus = With(new G1(last) + (fault * -Fr.One));
        Assert.False(subject.Verify(plus));
        Assert.False(subject.Verify(minus));
        EvmClaim[][] batches = [[subject.Claim(plus), subject.Claim(minus)], [subject.Claim(minus), subject.Claim(plus)], [subject.Claim(proof), subject.Claim(plus), subject.Claim(minus)]];
        foreach (Outcome outcome in await chain.CallAsync([.. batches.Select(b => new Call(subject.Verifier, EvmClaim.BatchCalldata(b)))])) Assert.True(outcome.Refused);

        byte[] With(G1 point)
        {
            byte[] changed = (byte[])proof.Clone();
            point.ToAffine().Encode(changed.AsSpan(changed.Length - 64));
            return changed;
        }
    }

    /// <summary>
    /// Solidity reads the offsets inside a batch as signed and lets them wrap. Values at the word before the arguments have length 0; values at the word before those end at address 0. Neither
    /// may pass for the values that a key asks for.
    /// </summary>
    [Fact]
    public async Task Values_before_the_arguments_are_no_values()
    {
        Subject subject = await Subject.GetAsync(chain, Small);
        string source = EvmVerifier.Source(Small).TrimEnd()[..^1] + """
                function statements(Claim[] calldata claims) external view returns (bool) {
                    return _statement(claims[0].key, claims[0].digest, claims[0].context, claims[0].values);
                }
            }
            """;
        byte[] contract = await chain.DeployAsync(EvmVerifier.DeploymentCode(chain.Compile(source, EvmVerifier.ContractName).Creation, allowInsecure: true));
        byte[] call = EvmClaim.BatchCalldata([subject.Claim(await subject.ProveAsync())]);
        EvmClaim.Selector("statements((address,bytes32,bytes32,bytes,int64[])[])").CopyTo(call, 0);

        // Selector, offset of the array, its length, offset of the claim; then the claim, at byte 100: key, digest, context, offsets of proof and values.
        const int Claim = 4 + (3 * 32), OffsetOfValues = Claim + (4 * 32);
        var calls = new List<Call> { new(contract, call) };
        for (int address = -96; address <= Claim; address++)
        {
            byte[] changed = (byte[])call.Clone();
            changed.AsSpan(OffsetOfValues, 32).Fill(0xff);
            BinaryPrimitives.WriteInt64BigEndian(changed.AsSpan(OffsetOfValues + 24), address - Claim);
            calls.Add(new Call(contract, changed));
        }

        Outcome[] outcomes = await chain.CallAsync(calls);
        Assert.True(outcomes[0].Accepted);
        Assert.All(outcomes[1..], o => Assert.False(o.Accepted));
        Assert.Contains(outcomes[1..], o => o.Refused);
    }

    private static byte[] Context(int i) => [.. new byte[31], (byte)i];
}

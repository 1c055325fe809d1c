using ZkAccel.Inference;
using ZkAccel.Plonk;
using ZkAccel.Runtime.Cpu;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Evm.Tests;

/// <summary>What a verification costs, and that less gas never changes the answer.</summary>
public sealed class GasTests(Chain chain)
{
    /// <summary>Committed weights and 10 public outputs; calldata and the 21,000 of a transaction included.</summary>
    [Theory]
    [InlineData(1, 1, 272_000)]
    [InlineData(4, 16, 314_000)]
    public async Task A_verification_with_ten_outputs_stays_below_its_bound(int slots, int lanes, long most)
    {
        chain.Require();
        using var device = new CpuAccelerator();
        ModelSetup model = await ModelSetup.CreateAsync("tiny-mlp", device, new Visibility(), (slots, lanes));
        ZkProof proof = await model.ProveAsync(device);
        Assert.Equal(10, proof.PublicValues.Sum(v => v.Length));

        var data = new EvmKey(model.Key.VerifyingKey.Key, model.Commitment!.Model);
        byte[] verifier = await Subject.DeployVerifierAsync(chain, data.Profile, allowInsecure: true);
        var claim = new EvmClaim(await chain.DeployAsync(data.DeploymentCode()), data.Digest, proof.Context, proof.Bytes, proof.PublicValues);
        Assert.True((await chain.CallAsync(new Call(verifier, claim.Calldata())))[0].Accepted);
        long estimate = await chain.EstimateAsync(verifier, claim.Calldata());
        long used = Chain.Number((await chain.SendAsync(verifier, claim.Calldata())).GetProperty("gasUsed"));
        TestContext.Current.SendDiagnosticMessage($"{data.Profile}: estimate {estimate}, used {used}, 2^{model.Key.VerifyingKey.Key.LogN} rows");
        Assert.InRange(used, 200_000, estimate);
        Assert.InRange(estimate, used, most);
        await MeasurePartsAsync(data.Profile, claim, used);
    }

    /// <summary>
    /// The table of doc/evm.md: the contract with one function more, which runs the steps of `verify` and reports the gas of each. The parts must add up to what a transaction used.
    /// </summary>
    private async Task MeasurePartsAsync(Profile profile, EvmClaim claim, long used)
    {
        string[] steps =
        [
            "_statement(key, digest, context, values)", "_absorb(proof)", "_inputs()", "_identity()", "_openings()",
            "_pair(P_SHIFT, ACCUMULATOR)",
        ];
        var text = new System.Text.StringBuilder("    function measure(address key, bytes32 digest, bytes32 context, bytes calldata proof, int64[] calldata values) external view returns (uint256 parts) {\n        uint256 before;\n");
        foreach (string step in steps) text.Append(System.Globalization.CultureInfo.InvariantCulture, $"        before = gasleft();\n        require({step});\n        parts = (parts << 32) | (before - gasleft());\n");
        text.Append("    }\n}\n");
        string source = EvmVerifier.Source(profile).TrimEnd()[..^1] + text;
        byte[] instrumented = await chain.DeployAsync(EvmVerifier.DeploymentCode(chain.Compile(source, EvmVerifier.ContractName).Creation, allowInsecure: true));
        byte[] call = claim.Calldata(), selector = EvmClaim.Selector("measure(address,bytes32,bytes32,bytes,int64[])");
        selector.CopyTo(call, 0);
        Outcome outcome = (await chain.CallAsync(new Call(instrumented, call)))[0];
        Assert.True(outcome.Returned is { Length: 32 }, outcome.Error);
        var gas = new long[steps.Length];
        for (int i = 0; i < gas.Length; i++) gas[i] = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(outcome.Returned.AsSpan(32 - (4 * (gas.Length - i))));
        call = claim.Calldata();
        long calldata = (16 * call.Count(b => b != 0)) + (4 * call.Count(b => b == 0)), rest = used - 21_000 - calldata - gas.Sum();
        TestContext.Current.SendDiagnosticMessage(
            $"{profile}: transaction 21000, calldata {calldata} ({call.Length} bytes), statement {gas[0]}, transcript {gas[1]}, public inputs and inversion {gas[2]}, identity {gas[3]}, "
            + $"openings {gas[4]} (precompiles {6_150 * (profile.VerifierPoints - 1)}), pairing {gas[5]}, dispatch {rest}");
        Assert.InRange(rest, 0, 3_000);
    }

    /// <summary>A precompile that refuses a point keeps the gas that it was given: the contract must not hand it all that there is, and must still answer.</summary>
    [Fact]
    public async Task A_point_off_the_curve_costs_little_more_than_a_true_proof()
    {
        Subject subject = await Subject.GetAsync(chain, new Profile(1, 1, WeightMode.Committed, packing: 8));
        byte[] proof = await subject.ProveAsync();
        long enough = await chain.EstimateAsync(subject.Verifier, subject.Claim(proof).Calldata());
        var calls = new List<Call>();
        int at = 0;
        foreach (ProofItem item in subject.Key.Schedule.Rounds.SelectMany(r => r.Items))
        {
            if (!item.IsScalar)
            {
                byte[] changed = (byte[])proof.Clone();
                changed[at + 63] ^= 1;
                calls.Add(subject.Call(subject.Claim(changed), enough));
                changed[^1] ^= 2;
                calls.Add(subject.Call(subject.Claim(changed), enough));
            }

            at += item.ByteLength;
        }

        Outcome[] outcomes = await chain.CallAsync(calls);
        for (int i = 0; i < outcomes.Length; i++) Assert.True(outcomes[i].Refused, $"call {i}: {outcomes[i]}");
    }

    /// <summary>
    /// A precompile that runs out of gas fails as it does on a bad point. If the contract took that for a false proof, whoever pays for the call could have a true proof refused.
    /// </summary>
    [Theory]
    [Trait("Lane", "long")]
    [InlineData(1, 1, WeightMode.Committed, false)]
    [InlineData(4, 16, WeightMode.Committed, false)]
    [InlineData(2, 3, WeightMode.Private, true)]
    public async Task A_true_proof_is_never_refused_for_want_of_gas(int slots, int lanes, WeightMode weights, bool ranged)
    {
        Subject subject = await Subject.GetAsync(chain, new Profile(slots, lanes, weights, ranged, weights == WeightMode.Private ? 16 : 8));
        byte[] call = subject.Claim(await subject.ProveAsync()).Calldata();
        byte[] batch = EvmClaim.BatchCalldata([subject.Claim(await subject.ProveAsync()), subject.Claim(await subject.ProveAsync())]);
        foreach (byte[] data in new[] { call, batch })
        {
            long enough = await chain.EstimateAsync(subject.Verifier, data), least = 21_000 + (16 * data.Count(b => b != 0)) + (4 * data.Count(b => b == 0));
            var limits = new List<long>();
            for (long gas = least; gas < enough + 2_000; gas += 211) limits.Add(gas);
            for (long gas = enough - 300; gas <= enough + 300; gas += 7) limits.Add(gas);
            Outcome[] outcomes = await chain.CallAsync([.. limits.Select(gas => new Call(subject.Verifier, data, gas))]);
            for (int i = 0; i < outcomes.Length; i++) Assert.False(outcomes[i].Refused, $"refused at {limits[i]} gas");
            Assert.Contains(outcomes, o => o.PrecompileFailed);
            for (int i = 0; i < outcomes.Length; i++) Assert.True(limits[i] < enough || outcomes[i].Accepted, $"not accepted at {limits[i]} gas");
        }
    }
}

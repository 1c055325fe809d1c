using ZkAccel.Plonk;

namespace ZkAccel.Evm.Tests;

/// <summary>What the prover proves, the contract accepts, in every kind of profile.</summary>
public sealed class HonestTests(Chain chain)
{
    public static TheoryData<int, int, WeightMode, bool, int> Profiles => new()
    {
        { 1, 1, WeightMode.Committed, false, 8 }, { 4, 16, WeightMode.Committed, false, 8 }, { 1, 1, WeightMode.Fixed, false, 8 },
        { 1, 4, WeightMode.Fixed, true, 16 }, { 2, 3, WeightMode.Private, true, 16 }, { 2, 3, WeightMode.Committed, true, 8 },
        { 4, 20, WeightMode.Committed, true, 8 }, { 4, 20, WeightMode.Private, true, 8 },
    };

    [Theory]
    [MemberData(nameof(Profiles))]
    public async Task An_honest_proof_is_accepted(int slots, int lanes, WeightMode weights, bool ranged, int packing)
    {
        var profile = new Profile(slots, lanes, weights, ranged, packing);
        Subject subject = await Subject.GetAsync(chain, profile);
        byte[] context = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
        byte[] proof = await subject.ProveAsync(context);
        Assert.True(subject.Verify(proof, context));
        Outcome[] outcomes = await chain.CallAsync(subject.Call(subject.Claim(proof, context)), subject.Call(subject.Claim(proof)));
        Assert.True(outcomes[0].Accepted, outcomes[0].Error);
        Assert.True(outcomes[1].Refused, outcomes[1].Error);
        CompiledContract contract = chain.Compile(EvmVerifier.Source(profile), EvmVerifier.ContractName);
        int size = contract.Runtime.Length;
        TestContext.Current.SendDiagnosticMessage($"{profile}: {size} bytes");
        Assert.InRange(size, 1, EvmKey.MaxCode - 1);
        Assert.InRange(EvmVerifier.CodeBound(profile), size, size * 6 / 5);

        // What stands on the chain is told from what does not, down to a bit.
        byte[] code = Chain.Bytes((await chain.RpcAsync("eth_getCode", Chain.Hex(subject.Verifier), "latest")).GetString()!);
        Assert.True(contract.IsCode(code));
        Assert.False(contract.IsCode(code.AsSpan(1)));
        Assert.False(contract.IsCode([.. code, 0]));
        foreach (int at in new[] { 0, contract.Immutables[0], contract.Immutables[0] + 31, contract.Immutables[^1] + 31, size / 2, size - 1 })
        {
            code[at] ^= 2;
            Assert.False(contract.IsCode(code), $"byte {at}");
            code[at] ^= 2;
        }

        code[contract.Immutables[^1] + 31] ^= 1;
        Assert.False(contract.IsCode(code));
    }

    [Theory]
    [InlineData(64, 128, WeightMode.Committed)]
    [InlineData(64, 1, WeightMode.Private)]
    [InlineData(1, 128, WeightMode.Fixed)]
    public void The_bound_on_the_code_holds_for_large_profiles(int slots, int lanes, WeightMode weights)
    {
        chain.Require();
        var profile = new Profile(slots, lanes, weights, packing: EvmVerifier.Packing);
        int size = chain.Compile(EvmVerifier.Source(profile), EvmVerifier.ContractName).Runtime.Length;
        Assert.InRange(EvmVerifier.CodeBound(profile), size, size * 6 / 5);
        Assert.Equal(slots == 64, size > EvmKey.MaxCode);
    }

    [Fact]
    public void Profiles_that_are_not_packed_are_refused_with_a_word()
    {
        var error = Assert.Throws<ArgumentException>(() => EvmVerifier.Source(new Profile(1, 1)));
        Assert.Contains("not packed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_data_contract_is_a_stop_the_key_and_the_model()
    {
        Subject subject = await Subject.GetAsync(chain, new Profile(1, 1, WeightMode.Committed, packing: 8));
        byte[] code = Chain.Bytes((await chain.RpcAsync("eth_getCode", Chain.Hex(subject.KeyAddress), "latest")).GetString()!);
        Assert.Equal((byte[])[0, .. subject.Key.Encode(), .. subject.Model!.Encode()], code);
        Assert.Equal(code, subject.OnChain.Code.ToArray());
        Outcome called = (await chain.CallAsync(new Call(subject.KeyAddress, [1, 2, 3])))[0];
        Assert.Empty(called.Returned!);
    }

    [Fact]
    public async Task A_secure_contract_refuses_keys_whose_setup_has_a_known_secret()
    {
        Subject subject = await Subject.GetAsync(chain, new Profile(1, 1, WeightMode.Committed, packing: 8));
        byte[] strict = await Subject.DeployVerifierAsync(chain, subject.Key.Profile, allowInsecure: false);
        EvmClaim claim = subject.Claim(await subject.ProveAsync());
        Outcome[] outcomes = await chain.CallAsync(new Call(strict, claim.Calldata()), subject.Call(claim));
        Assert.True(outcomes[0].Refused);
        Assert.True(outcomes[1].Accepted);
    }
}

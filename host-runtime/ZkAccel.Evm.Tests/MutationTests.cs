using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Evm.Tests;

/// <summary>Whatever is changed in a proof, a key, values or the call, the contract says false or reverts.</summary>
public sealed class MutationTests(Chain chain)
{
    private static readonly Profile Small = new(1, 1, WeightMode.Committed, packing: 8);

    [Fact]
    public async Task Every_byte_of_a_proof_matters()
    {
        Subject subject = await Subject.GetAsync(chain, Small);
        byte[] proof = await subject.ProveAsync();
        var calls = new List<Call>();
        for (int i = 0; i < proof.Length; i++) calls.Add(subject.Call(subject.Claim(Flipped(proof, i))));
        await AssertNone(calls);
    }

    [Fact]
    public async Task Every_public_value_and_every_byte_of_context_and_digest_matter()
    {
        Subject subject = await Subject.GetAsync(chain, Small);
        byte[] proof = await subject.ProveAsync();
        long[] values = [.. subject.Values.SelectMany(v => v)];
        var calls = new List<Call>();
        for (int i = 0; i < values.Length; i++)
        {
            foreach (long by in new[] { 1, -1, 1L << 40, long.MinValue })
                calls.Add(subject.Call(subject.Claim(proof, values: [.. values[..i], values[i] + by, .. values[(i + 1)..]])));
        }

        calls.Add(subject.Call(subject.Claim(proof, values: [])));
        calls.Add(subject.Call(subject.Claim(proof, values: values[1..])));
        calls.Add(subject.Call(subject.Claim(proof, values: values[..^1])));
        calls.Add(subject.Call(subject.Claim(proof, values: [.. values, 0])));
        for (int i = 0; i < 32; i++)
        {
            calls.Add(subject.Call(subject.Claim(proof, context: Flipped(new byte[32], i))));
            calls.Add(subject.Call(subject.Claim(proof, digest: Flipped(subject.OnChain.Digest.ToArray(), i))));
        }

        await AssertNone(calls);
    }

    /// <summary>Also where the caller pins the changed key: then the statement is another one.</summary>
    [Fact]
    public async Task Every_byte_of_key_and_model_matters()
    {
        Subject subject = await Subject.GetAsync(chain, Small);
        byte[] proof = await subject.ProveAsync();
        byte[] code = subject.OnChain.Code.ToArray();
        var calls = new List<Call>();
        for (int i = 1; i < code.Length; i++)
        {
            byte[] changed = Flipped(code, i);
            calls.Add(subject.Call(subject.Claim(proof, digest: Keccak256.Hash(changed.AsSpan(1)))) with { Code = (subject.KeyAddress, changed) });
            calls.Add(subject.Call(subject.Claim(proof)) with { Code = (subject.KeyAddress, changed) });
        }

        foreach (int length in new[] { 0, 1, 2, 300, 316, code.Length - 64, code.Length - 1 })
            calls.Add(subject.Call(subject.Claim(proof, digest: Keccak256.Hash(code.AsSpan(1, Math.Max(0, length - 1))))) with { Code = (subject.KeyAddress, code[..length]) });
        calls.Add(subject.Call(subject.Claim(proof, digest: Keccak256.Hash([.. code[1..], 0]))) with { Code = (subject.KeyAddress, [.. code, 0]) });
        await AssertNone(calls, keys: true);
        Assert.True((await chain.CallAsync(subject.Call(subject.Claim(proof)) with { Code = (subject.KeyAddress, code) }))[0].Accepted);
    }

    [Fact]
    public async Task Another_address_holds_no_key()
    {
        Subject subject = await Subject.GetAsync(chain, Small), other = await Subject.GetAsync(chain, Small, setup: "other");
        byte[] proof = await subject.ProveAsync();
        await AssertNone(
        [
            subject.Call(subject.Claim(proof, key: new byte[20])), subject.Call(subject.Claim(proof, key: subject.Verifier)), subject.Call(subject.Claim(proof, key: other.KeyAddress)),
            subject.Call(other.Claim(proof)), subject.Call(subject.Claim(proof, key: other.KeyAddress, digest: other.OnChain.Digest.ToArray())),
        ]);
    }

    [Fact]
    public async Task Scalars_and_points_that_are_not_canonical_or_off_the_curve_are_refused()
    {
        Subject subject = await Subject.GetAsync(chain, Small);
        byte[] proof = await subject.ProveAsync();
        byte[] order = [.. Convert.FromHexString("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001")];
        byte[] modulus = [.. Convert.FromHexString("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47")];
        var calls = new List<Call>();
        int at = 0;
        foreach (ProofItem item in subject.Key.Schedule.Rounds.SelectMany(r => r.Items))
        {
            if (item.IsScalar)
            {
                Changed(at, Sum(proof.AsSpan(at, 32), order));
                Changed(at, order);
                Changed(at, [.. Enumerable.Repeat((byte)0xff, 32)]);
            }
            else
            {
                Changed(at, Sum(proof.AsSpan(at, 32), modulus));
                Changed(at + 32, Sum(proof.AsSpan(at + 32, 32), modulus));
                Changed(at, [.. new byte[31], 1, .. new byte[31], 1]);
                Changed(at, [.. modulus, .. new byte[32]]);
                Changed(at, [.. proof[(at + 32)..(at + 64)], .. proof[at..(at + 32)]]);
                Changed(at, new byte[64]);
                Changed(at, [.. new byte[31], 1, .. new byte[31], 2]);
                Assert.True(G1Affine.TryDecode(proof.AsSpan(at, 64), out G1Affine point));
                var negative = new byte[64];
                (-point).Encode(negative);
                Changed(at, negative);
            }

            at += item.ByteLength;
        }

        await AssertNone(calls);

        void Changed(int place, byte[] with) => calls.Add(subject.Call(subject.Claim([.. proof[..place], .. with, .. proof[(place + with.Length)..]])));
    }

    [Fact]
    public async Task Calldata_that_is_too_short_is_refused_and_what_follows_it_is_no_part_of_the_proof()
    {
        Subject subject = await Subject.GetAsync(chain, Small);
        byte[] proof = await subject.ProveAsync(), call = subject.Claim(proof).Calldata();
        var calls = new List<Call>();
        for (int length = 0; length < call.Length; length += length < call.Length - 128 ? 61 : 1) calls.Add(new Call(subject.Verifier, call[..length]));
        calls.Add(subject.Call(subject.Claim(proof.AsSpan(1))));
        calls.Add(subject.Call(subject.Claim(proof.AsSpan(0, proof.Length - 1))));
        calls.Add(subject.Call(subject.Claim([.. proof, 0])));
        calls.Add(subject.Call(subject.Claim([.. proof, .. proof])));
        calls.Add(subject.Call(subject.Claim([])));

        // Offsets that point outside, or wrap around.
        foreach (int word in new[] { 3, 4, 5 })
        {
            byte[] changed = (byte[])call.Clone();
            changed.AsSpan(4 + (32 * word), 32).Fill(0xff);
            calls.Add(new Call(subject.Verifier, changed));
        }

        // A value that is no int64.
        byte[] wide = (byte[])call.Clone();
        wide[^32] ^= 1;
        calls.Add(new Call(subject.Verifier, wide));
        await AssertNone(calls);

        // Solidity ignores what follows the arguments; the statement is the same.
        Assert.True((await chain.CallAsync(new Call(subject.Verifier, [.. call, 1, 2, 3])))[0].Accepted);
    }

    /// <param name="calls">What to call.</param>
    /// <param name="keys">Whether the key's points in G2 may be none; that is no verdict.</param>
    private async Task AssertNone(List<Call> calls, bool keys = false)
    {
        Outcome[] outcomes = await chain.CallAsync(calls);
        for (int i = 0; i < outcomes.Length; i++)
        {
            // An answer of no bytes comes from an address without code: then nothing was verified.
            Assert.False(outcomes[i].Returned is { Length: 0 }, $"call {i} reached no contract");
            Assert.False(outcomes[i].Accepted, $"call {i}");
            Assert.True(keys || !outcomes[i].PrecompileFailed, $"call {i}");
        }
    }

    private static byte[] Flipped(byte[] bytes, int at)
    {
        var changed = (byte[])bytes.Clone();
        changed[at] ^= (byte)(1 << (at % 8));
        return changed;
    }

    private static byte[] Sum(ReadOnlySpan<byte> a, ReadOnlySpan<byte> b)
    {
        var sum = new byte[a.Length];
        int carry = 0;
        for (int i = a.Length - 1; i >= 0; i--)
        {
            carry += a[i] + b[i];
            sum[i] = (byte)carry;
            carry >>= 8;
        }

        return sum;
    }
}

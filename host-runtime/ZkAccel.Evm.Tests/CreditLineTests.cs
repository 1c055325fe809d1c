using System.Buffers.Binary;
using System.Numerics;
using System.Text.Json;
using ZkAccel.Inference;
using ZkAccel.Runtime.Cpu;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Evm.Tests;

/// <summary>The demo's contract under attack: each way to draw a loan without an own, fresh proof of a good score by the lender's model.</summary>
public sealed class CreditLineTests(Chain chain) : IAsyncLifetime
{
    private const long Amount = 1_000, Fee = 10, Term = 86_400;

    private const string Borrowers = """
        // SPDX-License-Identifier: Apache-2.0
        pragma solidity ^0.8.28;

        /// @dev Takes no money.
        contract Deaf {}

        /// @dev Draws, and while it is paid tries to get more.
        contract Reentering {
            bytes[] public told_;
            bytes private again;
            address private pool;

            function attack(address pool_, bytes calldata draw) external {
                (pool, again) = (pool_, draw);
                (bool drawn, bytes memory why) = pool.call(draw);
                if (!drawn) assembly { revert(add(why, 32), mload(why)) }
            }

            function told(uint256 i) external view returns (bytes4) {
                return bytes4(told_[i]);
            }

            receive() external payable {
                _try(again, 0);
                (bool paid,) = pool.call{value: msg.value + 10}(abi.encodeWithSignature("repay()"));
                require(paid);
                _try(again, 0);
                _try(abi.encodeWithSignature("withdraw(uint256)", 1), 0);
            }

            function _try(bytes memory data, uint256 value) private {
                (bool done, bytes memory why) = pool.call{value: value}(data);
                require(!done, "it worked");
                told_.push(why);
            }
        }
        """;

    private readonly CpuAccelerator _device = new();
    private ModelSetup _model = null!;
    private EvmKey _data = null!;
    private byte[] _verifier = null!, _keyAddress = null!;
    private string[] _accounts = null!;

    private string Borrower => _accounts[1];

    private string Thief => _accounts[2];

    public async ValueTask InitializeAsync()
    {
        chain.Require();
        _model = await ModelSetup.CreateAsync("credit-scoring", _device, new Visibility());
        Assert.True(_model.Commitment!.IsRegistered(_model.Key.VerifyingKey, allowInsecure: true));
        _data = new EvmKey(_model.Key.VerifyingKey.Key, _model.Commitment.Model);
        _verifier = await Subject.DeployVerifierAsync(chain, _data.Profile, allowInsecure: true);
        _keyAddress = await chain.DeployAsync(_data.DeploymentCode());
        _accounts = [.. (await chain.RpcAsync("eth_accounts")).EnumerateArray().Select(a => a.GetString()!)];
    }

    public ValueTask DisposeAsync()
    {
        _device.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task Only_the_borrower_draws_only_once_and_only_with_the_lenders_model()
    {
        byte[] pool = await DeployAsync(int.MaxValue), twin = await DeployAsync(int.MaxValue);
        ZkProof proof = await ProveAsync(pool, Borrower, null);
        long risk = proof.PublicValues[0][0];

        // Nobody else's, nowhere else, no other score.
        await RefusedAsync("NotProven()", pool, Thief, risk, proof);
        await RefusedAsync("NotProven()", twin, Borrower, risk, proof);
        await RefusedAsync("NotProven()", pool, Borrower, risk - 1, proof);
        JsonElement chainId = await chain.RpcAsync("eth_chainId");
        await chain.RpcAsync("anvil_setChainId", 4711);
        await RefusedAsync("NotProven()", pool, Borrower, risk, proof);
        await chain.RpcAsync("anvil_setChainId", Chain.Number(chainId));

        // Another model: equal weights committed anew are another commitment.
        (_, ZkModelSecret otherModel) = await ZkProver.CommitAsync(_model.Key, _device);
        await RefusedAsync("NotProven()", pool, Borrower, risk, await ProveAsync(pool, Borrower, otherModel));

        BigInteger before = await BalanceAsync(pool);
        JsonElement receipt = await chain.SendAsync(pool, Draw(risk, proof), from: Borrower);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        Assert.Equal(Amount, before - await BalanceAsync(pool));
        TestContext.Current.SendDiagnosticMessage($"draw: {Chain.Number(receipt.GetProperty("gasUsed"))} gas, profile {_data.Profile}, 2^{_model.Key.VerifyingKey.Key.LogN} rows");

        // The proof is spent: at once, and after the loan was paid back.
        await RefusedAsync("LoanOpen()", pool, Borrower, risk, proof);
        Assert.Equal("0x0", (await RepayAsync(pool, Amount)).GetProperty("status").GetString());
        Assert.Equal("0x1", (await RepayAsync(pool, Amount + Fee)).GetProperty("status").GetString());
        await RefusedAsync("NotProven()", pool, Borrower, risk, proof);
        Assert.Equal(Fee, await BalanceAsync(pool) - before);

        // A proof for the next nonce serves, unless it is revoked.
        ZkProof next = await ProveAsync(pool, Borrower, null);
        Assert.Null(await ErrorAsync(pool, Borrower, risk, next));
        await chain.SendAsync(pool, EvmClaim.Selector("revoke()"), from: Borrower);
        await RefusedAsync("NotProven()", pool, Borrower, risk, next);

        Assert.Equal(Selector("OnlyLender()"), (await FailAsync(pool, [.. EvmClaim.Selector("withdraw(uint256)"), .. Word(1)], Thief))![..10]);
    }

    [Fact]
    public async Task A_score_beyond_the_threshold_gets_nothing()
    {
        ZkInference inference = new ZkModel(_model.Key.Compiled.Model).Run(_model.Input);
        long risk = inference.Values[_model.Key.Compiled.Model.Outputs[0]][0];
        byte[] strict = await DeployAsync(risk - 1);
        ZkProof proof = await ProveAsync(strict, Borrower, null);
        Assert.Equal(risk, proof.PublicValues[0][0]);
        await RefusedAsync("RiskTooHigh(int64,int64)", strict, Borrower, risk, proof);
        await RefusedAsync("NotProven()", strict, Borrower, risk - 1, proof);
        byte[] exact = await DeployAsync(risk);
        await RefusedAsync("NotProven()", exact, Borrower, risk, proof);
    }

    [Fact]
    public async Task A_pool_does_not_open_over_a_wrong_address_another_model_or_unsaid_an_insecure_verifier()
    {
        byte[] strict = await Subject.DeployVerifierAsync(chain, _data.Profile, allowInsecure: false);
        byte[] nobody = [.. Enumerable.Repeat((byte)0xab, 20)], other = [.. _data.Digest];
        other[31] ^= 1;
        byte[] callable = [1, .. _data.Code[1..]];
        byte[] notStopped = await chain.DeployAsync([0x61, (byte)(callable.Length >> 8), (byte)callable.Length, 0x80, 0x60, 10, 0x3d, 0x39, 0x3d, 0xf3, .. callable]);

        await OpensAsync(null, _verifier, _keyAddress, _data.Digest.ToArray(), development: true);
        await OpensAsync(null, strict, _keyAddress, _data.Digest.ToArray(), development: false);
        await OpensAsync(null, strict, _keyAddress, _data.Digest.ToArray(), development: true);
        await OpensAsync("InsecureVerifier()", _verifier, _keyAddress, _data.Digest.ToArray(), development: false);
        await OpensAsync("NoVerifier()", nobody, _keyAddress, _data.Digest.ToArray(), development: true);
        await OpensAsync("NoVerifier()", _keyAddress, _keyAddress, _data.Digest.ToArray(), development: true);
        await OpensAsync("OtherModel()", _verifier, nobody, _data.Digest.ToArray(), development: true);
        await OpensAsync("OtherModel()", _verifier, nobody, new byte[32], development: true);
        await OpensAsync("OtherModel()", _verifier, _verifier, _data.Digest.ToArray(), development: true);
        await OpensAsync("OtherModel()", _verifier, notStopped, _data.Digest.ToArray(), development: true);
        await OpensAsync("OtherModel()", _verifier, _keyAddress, other, development: true);
    }

    [Fact]
    public async Task A_contract_that_borrows_gets_no_second_loan_while_it_is_paid()
    {
        byte[] pool = await DeployAsync(int.MaxValue);
        byte[] borrower = await chain.DeployAsync(chain.Compile(Borrowers, "Reentering").Creation);
        await chain.RpcAsync("anvil_setBalance", Chain.Hex(borrower), $"0x{10 * Amount:x}");
        ZkProof proof = await ProveAsync(pool, Chain.Hex(borrower), null);
        BigInteger before = await BalanceAsync(pool);
        byte[] draw = Draw(proof.PublicValues[0][0], proof);
        byte[] attack = [.. EvmClaim.Selector("attack(address,bytes)"), .. Word(pool), .. Word(64), .. Word(draw.Length), .. draw, .. new byte[(32 - (draw.Length % 32)) % 32]];
        Assert.Equal("0x1", (await chain.SendAsync(borrower, attack, 10_000_000)).GetProperty("status").GetString());

        // At once, then paid back in between, then out of the lender's pocket: what it was told each time.
        string[] expected = ["LoanOpen()", "NotProven()", "OnlyLender()"];
        for (int i = 0; i < expected.Length; i++)
        {
            Outcome told = (await chain.CallAsync(new Call(borrower, [.. EvmClaim.Selector("told(uint256)"), .. Word(i)])))[0];
            Assert.Equal(Selector(expected[i]), Chain.Hex(told.Returned.AsSpan(0, 4)));
        }

        Assert.Equal(Amount - (Amount + Fee), before - await BalanceAsync(pool));
    }

    [Fact]
    public async Task What_cannot_be_paid_changes_nothing_and_what_is_late_is_overdue()
    {
        byte[] pool = await DeployAsync(int.MaxValue);
        ZkProof proof = await ProveAsync(pool, Borrower, null);
        long risk = proof.PublicValues[0][0];
        Assert.Equal("0x0", (await RepayAsync(pool, Amount + Fee)).GetProperty("status").GetString());
        Assert.Equal(Selector("NoLoan()"), await FailAsync(pool, EvmClaim.Selector("repay()"), Borrower));

        await chain.RpcAsync("anvil_setBalance", Chain.Hex(pool), $"0x{Amount - 1:x}");
        await RefusedAsync("PoolTooSmall()", pool, Borrower, risk, proof);
        Assert.Equal(Selector("TransferFailed()"), await FailAsync(pool, [.. EvmClaim.Selector("withdraw(uint256)"), .. Word(Amount)], _accounts[0]));
        await chain.RpcAsync("anvil_setBalance", Chain.Hex(pool), $"0x{Amount:x}");

        // A borrower that takes no money, and keeps its nonce.
        byte[] deaf = await chain.DeployAsync(chain.Compile(Borrowers, "Deaf").Creation);
        ZkProof other = await ProveAsync(pool, Chain.Hex(deaf), null);
        await RefusedAsync("TransferFailed()", pool, Chain.Hex(deaf), other.PublicValues[0][0], other);

        Assert.False(await OverdueAsync(pool));
        Assert.Equal("0x1", (await chain.SendAsync(pool, Draw(risk, proof), from: Borrower)).GetProperty("status").GetString());
        await chain.RpcAsync("evm_increaseTime", Term - 60);
        await chain.RpcAsync("evm_mine");
        Assert.False(await OverdueAsync(pool));
        await chain.RpcAsync("evm_increaseTime", 120);
        await chain.RpcAsync("evm_mine");
        Assert.True(await OverdueAsync(pool));
        Assert.Equal("0x1", (await RepayAsync(pool, Amount + Fee)).GetProperty("status").GetString());
        Assert.False(await OverdueAsync(pool));
        Assert.Equal("0x1", (await chain.SendAsync(pool, [.. EvmClaim.Selector("withdraw(uint256)"), .. Word(Amount + Fee)], from: _accounts[0])).GetProperty("status").GetString());
        Assert.Equal(0, await BalanceAsync(pool));
    }

    private async Task<bool> OverdueAsync(byte[] pool) =>
        EvmClaim.ReadResult((await chain.CallAsync(new Call(pool, [.. EvmClaim.Selector("overdue(address)"), .. Word(Chain.Bytes(Borrower))])))[0].Returned);

    /// <summary>Whether a pool opens; the error that it does not open with, or null.</summary>
    private async Task OpensAsync(string? error, byte[] verifier, byte[] key, byte[] digest, bool development)
    {
        byte[] creation = Creation(verifier, key, digest, int.MaxValue, development);
        JsonElement receipt = await chain.SendAsync(null, creation, 16_000_000);
        Assert.Equal(error is null ? "0x1" : "0x0", receipt.GetProperty("status").GetString());
        if (error is not null) Assert.Equal(Selector(error), (await chain.CreateAsync(creation)).Data);
    }

    private byte[] Creation(byte[] verifier, byte[] key, ReadOnlySpan<byte> digest, long maxRisk, bool development) =>
    [
        .. chain.Compile(File.ReadAllText(Path.Combine(Repository.Evm, "contracts/CreditLine.sol")), "CreditLine").Creation,
        .. Word(verifier), .. Word(key), .. digest, .. Word(maxRisk), .. Word(Amount), .. Word(Fee), .. Word(Term), .. Word(development ? 1 : 0),
    ];

    private async Task<byte[]> DeployAsync(long maxRisk)
    {
        byte[] pool = await chain.DeployAsync(Creation(_verifier, _keyAddress, _data.Digest, maxRisk, development: true));
        await chain.RpcAsync("anvil_setBalance", Chain.Hex(pool), $"0x{100 * Amount:x}");
        return pool;
    }

    private async Task<ZkProof> ProveAsync(byte[] pool, string borrower, ZkModelSecret? secret)
    {
        Outcome context = (await chain.CallAsync(new Call(pool, [.. EvmClaim.Selector("context(address)"), .. Word(Chain.Bytes(borrower))])))[0];
        return await _model.ProveAsync(_device, context.Returned, secret);
    }

    private async Task RefusedAsync(string error, byte[] pool, string sender, long risk, ZkProof proof)
    {
        string? data = await ErrorAsync(pool, sender, risk, proof);
        Assert.NotNull(data);
        Assert.Equal(Selector(error), data[..10]);
    }

    private Task<string?> ErrorAsync(byte[] pool, string sender, long risk, ZkProof proof) => FailAsync(pool, Draw(risk, proof), sender);

    /// <summary>Why a call reverts; null if it does not.</summary>
    private async Task<string?> FailAsync(byte[] to, byte[] data, string sender) => (await chain.CallAsync(new Call(to, data, From: sender)))[0] is { Returned: null } outcome ? outcome.Data : null;

    private async Task<JsonElement> RepayAsync(byte[] pool, long value) => await chain.SendAsync(pool, EvmClaim.Selector("repay()"), from: Borrower, value: value);

    private async Task<BigInteger> BalanceAsync(byte[] account) => Chain.Number(await chain.RpcAsync("eth_getBalance", Chain.Hex(account), "latest"));

    private static byte[] Draw(long risk, ZkProof proof) =>
        [.. EvmClaim.Selector("draw(int64,bytes)"), .. Word(risk), .. Word(64), .. Word(proof.Bytes.Length), .. proof.Bytes, .. new byte[(32 - (proof.Bytes.Length % 32)) % 32]];

    private static string Selector(string signature) => Chain.Hex(EvmClaim.Selector(signature));

    private static byte[] Word(ReadOnlySpan<byte> address) => [.. new byte[12], .. address];

    private static byte[] Word(long value)
    {
        var word = new byte[32];
        word.AsSpan().Fill(value < 0 ? (byte)0xff : (byte)0);
        BinaryPrimitives.WriteInt64BigEndian(word.AsSpan(24), value);
        return word;
    }
}

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

    private async Task<byte[]> DeployAsync(long maxRisk)
    {
        byte[] creation = chain.Compile(File.ReadAllText(Path.Combine(Repository.Evm, "contracts/CreditLine.sol")), "CreditLine").Creation;
        byte[] pool = await chain.DeployAsync([.. creation, .. Word(_verifier), .. Word(_keyAddress), .. _data.Digest, .. Word(maxRisk), .. Word(Amount), .. Word(Fee), .. Word(Term)]);
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

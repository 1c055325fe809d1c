using System.Buffers;
using System.Globalization;
using System.Net.Http;
using System.Numerics;
using Nethereum.Hex.HexTypes;
using Nethereum.JsonRpc.Client;
using Nethereum.RPC.Eth.DTOs;
using Nethereum.Web3;
using Nethereum.Web3.Accounts;
using ZkAccel.Evm;

namespace ZkAccel.Cli;

/// <summary>An Ethereum node, and the account that pays where there is one.</summary>
internal sealed class EvmNode
{
    private const int PrivateKeyDigits = 64;

    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdefABCDEF");

    private readonly Web3 _web3;
    private readonly string _url;

    private EvmNode(Web3 web3, string url, long chainId, bool canSend) => (_web3, _url, ChainId, CanSend) = (web3, url, chainId, canSend);

    /// <summary>A mined transaction.</summary>
    public sealed record Receipt(string Transaction, long GasUsed, byte[] Contract);

    public long ChainId { get; }

    /// <summary>Whether there is an account to send from.</summary>
    public bool CanSend { get; }

    /// <summary>Connects, and checks the chain.</summary>
    /// <exception cref="NodeException">The node cannot be reached or is of another chain.</exception>
    /// <exception cref="UsageException">The private key is none. The message does not repeat it.</exception>
    public static async Task<EvmNode> ConnectAsync(string url, string? privateKey, long? chainId, CancellationToken cancellation)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https"))
            throw new UsageException($"--rpc takes an http or https address, not '{url}'");
        if (privateKey is not null && !IsPrivateKey(privateKey)) throw NoPrivateKey();
        BigInteger id = await AskAsync(url, () => new Web3(new RpcClient(address)).Eth.ChainId.SendRequestAsync()).ConfigureAwait(false);
        if (chainId is { } expected && id != expected) throw new NodeException($"the node at {url} is of chain {id}, not {expected} (--chain-id)");
        cancellation.ThrowIfCancellationRequested();
        if (privateKey is null) return new EvmNode(new Web3(new RpcClient(address)), url, (long)id, false);
        Account account;
        try
        {
            account = new Account(privateKey, id);
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            // Zero, or beyond the order of the curve.
            throw NoPrivateKey();
        }

        return new EvmNode(new Web3(account, new RpcClient(address)), url, (long)id, true);
    }

    /// <summary>The code at an address.</summary>
    public async Task<byte[]> CodeAsync(byte[] address) => Bytes(await AskAsync(_url, () => _web3.Eth.GetCode.SendRequestAsync(EvmCommand.Hex(address))).ConfigureAwait(false));

    /// <summary>What the verifier says, at no cost.</summary>
    public async Task<bool> CallAsync(byte[] to, byte[] data)
    {
        string returned = await AskAsync(_url, () => _web3.Eth.Transactions.Call.SendRequestAsync(new CallInput(EvmCommand.Hex(data), EvmCommand.Hex(to)))).ConfigureAwait(false);
        try
        {
            return EvmClaim.ReadResult(Bytes(returned));
        }
        catch (FormatException e)
        {
            throw new NodeException(e.Message);
        }
    }

    /// <summary>The least gas with which the call does not revert.</summary>
    public async Task<long> EstimateAsync(byte[]? to, byte[] data) => (long)(await AskAsync(_url, () => _web3.Eth.TransactionManager.EstimateGasAsync(Input(to, data))).ConfigureAwait(false)).Value;

    /// <summary>Sends a transaction, a deployment without a target, and waits for its receipt.</summary>
    /// <exception cref="NodeException">The node refuses it, or it reverts.</exception>
    public async Task<Receipt> SendAsync(byte[]? to, byte[] data, CancellationToken cancellation)
    {
        TransactionInput input = Input(to, data);
        input.Gas = new HexBigInteger(await EstimateAsync(to, data).ConfigureAwait(false));
        TransactionReceipt receipt = await AskAsync(_url, () => _web3.Eth.TransactionManager.SendTransactionAndWaitForReceiptAsync(input, cancellation)).ConfigureAwait(false);
        if (receipt.Status.Value != 1) throw new NodeException($"transaction {receipt.TransactionHash} was mined and reverted");
        return new Receipt(receipt.TransactionHash, (long)receipt.GasUsed.Value, to is null ? Bytes(receipt.ContractAddress) : []);
    }

    // Nethereum fills up what is shorter, and so pays from an account that nobody meant.
    private static bool IsPrivateKey(string text)
    {
        ReadOnlySpan<char> digits = text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? text.AsSpan(2) : text;
        return digits.Length == PrivateKeyDigits && !digits.ContainsAnyExcept(HexDigits);
    }

    private static UsageException NoPrivateKey() =>
        new($"the variable that --key-env names does not hold a private key: {PrivateKeyDigits} hexadecimal digits, with or without 0x");

    private TransactionInput Input(byte[]? to, byte[] data) =>
        new() { From = _web3.TransactionManager.Account?.Address, To = to is null ? null : EvmCommand.Hex(to), Data = EvmCommand.Hex(data) };

    private static byte[] Bytes(string hex) => Convert.FromHexString(hex.AsSpan(2));

    private static async Task<T> AskAsync<T>(string url, Func<Task<T>> request)
    {
        try
        {
            return await request().ConfigureAwait(false);
        }
        catch (RpcResponseException e)
        {
            throw new NodeException(string.Create(CultureInfo.InvariantCulture, $"the node at {url} refuses: {e.RpcError?.Message ?? e.Message}"));
        }
        catch (Exception e) when (e is RpcClientUnknownException or RpcClientTimeoutException or HttpRequestException)
        {
            throw new NodeException($"no Ethereum node answers at {url}: {(e.InnerException ?? e).Message}");
        }
    }
}

/// <summary>A node that cannot be reached, is of another chain, or refuses.</summary>
internal sealed class NodeException(string message) : Exception(message);

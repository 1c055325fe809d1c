using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace ZkAccel.Evm.Tests;

/// <summary>
/// A chain of our own: anvil on a free port for as long as the tests run. Installs npm's tools at first. Where npm cannot be reached, every test that needs them is skipped
/// and says so.
/// </summary>
public sealed class Chain : IAsyncLifetime
{
    /// <summary>Enough for any call here; a transaction's limit in tests.</summary>
    public const long PlentyOfGas = 3_000_000;

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromMinutes(5) };
    private readonly Dictionary<string, CompiledContract> _compiled = [];
    private Process? _anvil;
    private string? _missing;
    private string _url = "", _from = "";

    /// <summary>JSON-RPC endpoint.</summary>
    public string Url => _url;

    public async ValueTask InitializeAsync()
    {
        (int code, string output) = await RunAsync(Path.Combine(Repository.Root, "scripts", "evm-tools.sh"));
        if (code != 0)
        {
            _missing = output.Trim().Split('\n')[^1];
            return;
        }

        var start = new ProcessStartInfo(Path.Combine(Repository.Evm, "node_modules/@foundry-rs/anvil-linux-amd64/bin/anvil"), "--host 127.0.0.1 --port 0 --hardfork osaka")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        _anvil = Process.Start(start)!;
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        while (await _anvil.StandardOutput.ReadLineAsync() is { } line)
        {
            if (!line.StartsWith("Listening on ", StringComparison.Ordinal)) continue;
            _url = "http://" + line["Listening on ".Length..];
            break;
        }

        if (_url.Length == 0) throw new InvalidOperationException("anvil did not start: " + await _anvil.StandardError.ReadToEndAsync());

        // Nobody else reads on, and nothing may wait for a reader.
        _ = _anvil.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
        _ = _anvil.StandardError.BaseStream.CopyToAsync(Stream.Null);
        _from = (await RpcAsync("eth_accounts"))[0].GetString()!;
    }

    public ValueTask DisposeAsync()
    {
        Stop();
        _http.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>Skips the test where there are no tools.</summary>
    public void Require() => Assert.SkipUnless(_missing is null, _missing ?? "");

    /// <summary>Compiles a contract once.</summary>
    public CompiledContract Compile(string source, string name)
    {
        if (!_compiled.TryGetValue($"{name}\n{source}", out CompiledContract? contract)) _compiled[$"{name}\n{source}"] = contract = SolidityCompiler.Compile(source, name, Repository.Solc);
        return contract;
    }

    /// <summary>Deploys code; the address.</summary>
    public async Task<byte[]> DeployAsync(byte[] code)
    {
        JsonElement receipt = await SendAsync(null, code, 16_000_000);
        Assert.Equal("0x1", receipt.GetProperty("status").GetString());
        return Bytes(receipt.GetProperty("contractAddress").GetString()!);
    }

    /// <summary>Sends a transaction from an unlocked account; the receipt.</summary>
    public async Task<JsonElement> SendAsync(byte[]? to, byte[] data, long gas = PlentyOfGas, string? from = null, long value = 0)
    {
        string hash = (await RpcAsync("eth_sendTransaction", Transaction(to, data, gas, from, value))).GetString()!;
        for (; ; await Task.Delay(10))
        {
            JsonElement receipt = await RpcAsync("eth_getTransactionReceipt", hash);
            if (receipt.ValueKind == JsonValueKind.Object) return receipt;
        }
    }

    public async Task<long> EstimateAsync(byte[] to, byte[] data) => Number(await RpcAsync("eth_estimateGas", Transaction(to, data, null, null)));

    /// <summary>Calls in one request; the outcomes in order.</summary>
    /// <param name="calls">Target, data, gas, and code that stands at an address for this call.</param>
    internal async Task<Outcome[]> CallAsync(params IReadOnlyList<Call> calls)
    {
        var outcomes = new Outcome[calls.Count];
        for (int first = 0; first < calls.Count; first += 64)
        {
            int count = Math.Min(64, calls.Count - first);
            var requests = new object[count];
            for (int i = 0; i < count; i++)
            {
                Call call = calls[first + i];
                object transaction = Transaction(call.To, call.Data, call.Gas, call.From);
                object[] parameters = call.Code is { } code
                    ? [transaction, "latest", new Dictionary<string, object> { [Hex(code.Address)] = new { code = Hex(code.Bytes) } }]
                    : [transaction, "latest"];
                requests[i] = Request(first + i, "eth_call", parameters);
            }

            using JsonDocument answer = await PostAsync(requests);
            foreach (JsonElement one in answer.RootElement.EnumerateArray())
            {
                outcomes[one.GetProperty("id").GetInt32()] = one.TryGetProperty("result", out JsonElement result)
                    ? new Outcome(Bytes(result.GetString()!), null, null)
                    : new Outcome(null, one.GetProperty("error").GetProperty("message").GetString(), one.GetProperty("error").TryGetProperty("data", out JsonElement data) ? data.GetString() : null);
            }
        }

        return outcomes;
    }

    /// <summary>What a deployment that is not sent would give.</summary>
    internal async Task<Outcome> CreateAsync(byte[] code)
    {
        using JsonDocument answer = await PostAsync(Request(0, "eth_call", [Transaction(null, code, 16_000_000, null), "latest"]));
        JsonElement root = answer.RootElement;
        return root.TryGetProperty("result", out JsonElement result)
            ? new Outcome(Bytes(result.GetString()!), null, null)
            : new Outcome(null, root.GetProperty("error").GetProperty("message").GetString(), root.GetProperty("error").TryGetProperty("data", out JsonElement data) ? data.GetString() : null);
    }

    public async Task<JsonElement> RpcAsync(string method, params object[] parameters)
    {
        using JsonDocument answer = await PostAsync(Request(0, method, parameters));
        return answer.RootElement.TryGetProperty("result", out JsonElement result) ? result.Clone() : throw new InvalidOperationException(answer.RootElement.GetRawText());
    }

    /// <summary>Runs a program in the folder of the tools; exit code and what it said.</summary>
    internal static async Task<(int Code, string Output)> RunAsync(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Repository.Evm };
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(8));
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill(entireProcessTree: true);
        }
    }

    internal static string Hex(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    internal static byte[] Bytes(string hex) => Convert.FromHexString(hex.AsSpan(2));

    internal static long Number(JsonElement quantity) => long.Parse(quantity.GetString()!.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);

    private Dictionary<string, string> Transaction(byte[]? to, byte[] data, long? gas, string? from, long value = 0)
    {
        var transaction = new Dictionary<string, string> { ["from"] = from ?? _from, ["data"] = Hex(data) };
        if (to is not null) transaction["to"] = Hex(to);
        if (value != 0) transaction["value"] = $"0x{value:x}";
        if (gas is not null) transaction["gas"] = $"0x{gas:x}";
        return transaction;
    }

    private static object Request(int id, string method, object[] parameters) => new { jsonrpc = "2.0", id, method, @params = parameters };

    private async Task<JsonDocument> PostAsync(object body)
    {
        using var content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(body));
        content.Headers.ContentType = new("application/json");
        using HttpResponseMessage response = await _http.PostAsync(_url, content);
        return await JsonDocument.ParseAsync(await response.Content.ReadAsStreamAsync());
    }

    private void Stop()
    {
        try
        {
            if (_anvil is { HasExited: false }) _anvil.Kill();
        }
        catch (InvalidOperationException)
        {
            // It ended by itself.
        }
    }
}

/// <summary>A call to make.</summary>
internal sealed record Call(byte[] To, byte[] Data, long Gas = Chain.PlentyOfGas, (byte[] Address, byte[] Bytes)? Code = null, string? From = null);

/// <summary>What a call gave: bytes, or why it reverted.</summary>
internal sealed record Outcome(byte[]? Returned, string? Error, string? Data)
{
    /// <summary>Whether the verifier said true; a revert is no acceptance.</summary>
    public bool Accepted => Returned is not null && EvmClaim.ReadResult(Returned);

    /// <summary>Whether the verifier said false.</summary>
    public bool Refused => Returned is not null && !EvmClaim.ReadResult(Returned);

    /// <summary>Whether the verifier gave up on a precompile.</summary>
    public bool PrecompileFailed => Data == Chain.Hex(EvmClaim.Selector("PrecompileFailed()"));
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace ZkAccel.Cli.Tests;

/// <summary>
/// An Ethereum node that says what a test tells it: enough for the tool to deploy, call and send. It executes nothing; contracts run in ZkAccel.Evm.Tests and in `make evm-demo`.
/// </summary>
internal sealed class StubNode : IDisposable
{
    private const string Zero = "0x0000000000000000000000000000000000000000000000000000000000000000";

    private readonly HttpListener _listener = new();
    private readonly ConcurrentQueue<string> _asked = [];

    public StubNode()
    {
        using (var probe = new TcpListener(IPAddress.Loopback, 0))
        {
            probe.Start();
            Url = $"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}";
        }

        _listener.Prefixes.Add(Url + "/");
        _listener.Start();
        _ = Task.Run(ServeAsync);
    }

    /// <summary>Its address.</summary>
    public string Url { get; }

    /// <summary>Code by address, in lower case with 0x.</summary>
    public Dictionary<string, string> Code { get; } = [];

    /// <summary>What <c>eth_call</c> returns.</summary>
    public bool Says { get; set; } = true;

    /// <summary>How many transactions it takes before it refuses more.</summary>
    public int Takes { get; set; } = int.MaxValue;

    /// <summary>The methods that were asked for, in order.</summary>
    public IReadOnlyCollection<string> Asked => _asked;

    /// <summary>Transactions that were sent, those that it refused too.</summary>
    public int Sent => _asked.Count(method => method == "eth_sendRawTransaction");

    /// <summary>Where the n-th transaction creates a contract, from 1.</summary>
    public static string Created(int n) => $"0x{n:x40}";

    public void Dispose() => _listener.Close();

    private async Task ServeAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            JsonNode request = JsonNode.Parse(context.Request.InputStream)!;
            string method = (string)request["method"]!;
            _asked.Enqueue(method);
            var answer = new JsonObject { ["jsonrpc"] = "2.0", ["id"] = request["id"]!.DeepClone() };
            if (method == "eth_sendRawTransaction" && Sent > Takes) answer["error"] = new JsonObject { ["code"] = -32000, ["message"] = "insufficient funds" };
            else answer["result"] = Answer(method, request["params"] as JsonArray);
            context.Response.ContentType = "application/json";
            JsonSerializer.Serialize(context.Response.OutputStream, answer);
            context.Response.Close();
        }
    }

    private JsonNode? Answer(string method, JsonArray? parameters) => method switch
    {
        "eth_chainId" => "0x7a69",
        "eth_getCode" => Code.GetValueOrDefault(((string)parameters![0]!).ToLowerInvariant(), "0x"),
        "eth_call" => Zero[..^1] + (Says ? "1" : "0"),
        "eth_estimateGas" => "0x5208",
        "eth_gasPrice" or "eth_maxPriorityFeePerGas" => "0x3b9aca00",
        "eth_getTransactionCount" => $"0x{Sent:x}",
        "eth_getBlockByNumber" => new JsonObject { ["number"] = "0x1", ["baseFeePerGas"] = "0x7", ["gasLimit"] = "0x1c9c380", ["gasUsed"] = "0x0", ["timestamp"] = "0x1", ["hash"] = Zero, ["transactions"] = new JsonArray() },
        "eth_feeHistory" => new JsonObject { ["oldestBlock"] = "0x1", ["baseFeePerGas"] = new JsonArray("0x7", "0x7"), ["gasUsedRatio"] = new JsonArray(0.5), ["reward"] = new JsonArray(new JsonArray("0x1")) },
        "eth_sendRawTransaction" => $"0x{Sent:x64}",
        "eth_getTransactionReceipt" => new JsonObject
        {
            ["transactionHash"] = $"0x{Sent:x64}", ["status"] = "0x1", ["gasUsed"] = "0x5208", ["contractAddress"] = Created(Sent), ["blockNumber"] = "0x1", ["blockHash"] = Zero, ["transactionIndex"] = "0x0",
            ["cumulativeGasUsed"] = "0x5208", ["logs"] = new JsonArray(),
        },
        _ => null,
    };
}

using System.Text.Json;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>The verbs that speak to contracts, as far as a node that executes nothing can tell; `make evm-demo` goes on from there.</summary>
public sealed class EvmTests : IDisposable
{
    private const string Address = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Packed_keys_become_a_contract_data_and_a_call_and_others_are_refused_with_a_word()
    {
        MakeKeys();
        string[] files = ["--vk-path", At("tiny.zkvk")], proof = Proof("tiny");

        JsonElement verifier = Json("evm", "verifier", files[0], files[1], "-O", At("V.sol"), "--json");
        Assert.Contains("contract ZkAccelVerifier", File.ReadAllText(At("V.sol")), StringComparison.Ordinal);
        Assert.Contains("packed by 8", verifier.GetProperty("profile").GetString(), StringComparison.Ordinal);
        JsonElement key = Json("evm", "vk", files[0], files[1], "--allow-insecure", "--json");
        Assert.Equal(key.GetProperty("deploymentCode").GetString(), File.ReadAllText(At("tiny.evmkey")).Trim());
        string calldata = Json(["evm", "calldata", .. files, .. proof, "--key-address", Address, "--json"]).GetProperty("calldata").GetString()!;
        Assert.Contains(key.GetProperty("digest").GetString()![2..], calldata, StringComparison.Ordinal);
        Assert.Contains(Address[2..].ToLowerInvariant(), calldata, StringComparison.Ordinal);

        Fails(5, "known secret", ["evm", "vk", .. files]);
        Fails(1, "0x and 40 digits", ["evm", "calldata", .. files, .. proof, "--key-address", "0x12"]);
        string[] verify = ["evm", "verify", .. files, .. proof, "--rpc"], addresses = ["--verifier", Address, "--key-address", Address];
        Fails(7, "no Ethereum node answers at http://127.0.0.1:1", [.. verify, "http://127.0.0.1:1", .. addresses]);
        Fails(1, "http", [.. verify, "nowhere", .. addresses]);
        Fails(1, "--deploy", [.. verify, "http://127.0.0.1:1"]);
        Fails(1, "--trust-verifier", [.. verify, "http://127.0.0.1:1", "--deploy", "--trust-verifier"]);
        Fails(1, "no variable ABSENT_KEY", [.. verify, "http://127.0.0.1:1", .. addresses, "--key-env", "ABSENT_KEY"]);
        Fails(2, "cannot be run", [.. verify, "http://127.0.0.1:1", "--deploy", "--solc", At("no-solc")]);

        // A commitment of another registration, and keys that are not packed.
        string commitment = File.ReadAllText(At("tiny.zkcommit")), registration = JsonDocument.Parse(commitment).RootElement.GetProperty("registration").GetString()!;
        File.WriteAllText(At("other.zkcommit"), commitment.Replace(registration, registration[128..256] + registration[..128] + registration[256..], StringComparison.Ordinal));
        Fails(2, "not registered", "evm", "vk", files[0], files[1], "--commitment", At("other.zkcommit"), "--allow-insecure");
        Make("setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs"));
        string[][] verbs = [["evm", "verifier", .. files], ["evm", "vk", .. files], ["evm", "calldata", .. files, .. proof, "--key-address", Address], [.. verify, "http://127.0.0.1:1", .. addresses]];
        foreach (string[] verb in verbs) Fails(2, "zkaccel setup --evm", verb);
    }

    [Fact]
    public void A_proof_that_does_not_hold_costs_nothing_and_becomes_no_call()
    {
        MakeKeys();
        string[] files = ["--vk-path", At("tiny.zkvk")];
        string proof = File.ReadAllText(At("tiny.zkproof"));
        JsonElement content = JsonDocument.Parse(proof).RootElement;
        string bytes = content.GetProperty("proof").GetString()!, digest = content.GetProperty("keyDigest").GetString()!;
        File.WriteAllText(At("false.zkproof"), proof.Replace(bytes, bytes[128..256] + bytes[..128] + bytes[256..], StringComparison.Ordinal));
        File.WriteAllText(At("foreign.zkproof"), proof.Replace(digest, new string('a', digest.Length), StringComparison.Ordinal));
        using var node = new StubNode();
        foreach ((string name, string reason) in new[] { ("false", "equation"), ("foreign", "other-key") })
        {
            Fails(3, $"{name}.zkproof is refused: {reason}", ["evm", "calldata", .. files, .. Proof(name), "--key-address", Address]);
            string[] verify = ["evm", "verify", .. files, .. Proof(name), "--rpc", node.Url, "--deploy", "--key-env", "ZKACCEL_TEST_KEY", "--solc", FakeCompiler("00")];
            (int code, string output, _) = Run(verify);
            Assert.Equal(3, code);
            Assert.StartsWith($"REFUSED: {reason}; no node was asked", output, StringComparison.Ordinal);
            (code, output, _) = Run([.. verify, "--json"]);
            JsonElement report = JsonDocument.Parse(output).RootElement;
            Assert.Equal((3, false, reason), (code, report.GetProperty("accepted").GetBoolean(), report.GetProperty("reason").GetString()));
        }

        Assert.Empty(node.Asked);
    }

    [Fact]
    public void Every_address_is_told_when_it_exists_and_a_report_says_of_what()
    {
        MakeKeys();
        using var node = new StubNode();
        string[] verify = ["evm", "verify", "--vk-path", At("tiny.zkvk"), .. Proof("tiny"), "--rpc", node.Url, "--key-env", "ZKACCEL_TEST_KEY"];
        string[] deploy = [.. verify, "--deploy", "--solc", FakeCompiler("6001")];
        (string verifier, string holder) = (StubNode.Created(1), StubNode.Created(2));

        // The second deployment fails: the first is on both streams.
        node.Takes = 1;
        (int code, string output, string error) = Run(deploy);
        Assert.True(code == 7, error);
        Assert.Contains($"deployed the verifier: --verifier {verifier}", error.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("insufficient funds", error, StringComparison.Ordinal);
        Assert.EndsWith($" (not lost: --verifier {verifier})", error.TrimEnd(), StringComparison.Ordinal);
        Assert.Empty(output);

        node.Takes = int.MaxValue;
        (code, output, error) = Run([.. verify, "--deploy", "--verifier", verifier, "--trust-verifier"]);
        Assert.Equal(7, code);
        Assert.Contains($"no contract at {verifier} on chain 31337", error, StringComparison.Ordinal);
        Assert.Equal(2, node.Sent);

        node.Code[verifier] = "0x6001";
        (code, output, error) = Run([.. verify, "--deploy", "--verifier", verifier, "--solc", FakeCompiler("6001")]);
        Assert.True(code == 0, error);
        Assert.Contains("deployed the data contract: --key-address ", error, StringComparison.Ordinal);
        Assert.Contains("output 'output'", output, StringComparison.Ordinal);
        Assert.Contains($"context        0x{new string('0', 64)}: the proof is bound to no use", output, StringComparison.Ordinal);
        Assert.Contains("INSECURE", output, StringComparison.Ordinal);

        (code, output, error) = Run([.. deploy, "--json"]);
        Assert.True(code == 0, error);
        Assert.Equal(2, error.Trim().Split('\n').Length);
        JsonElement report = JsonDocument.Parse(output).RootElement;
        Assert.Equal("0x" + new string('0', 64), report.GetProperty("context").GetString());
        Assert.Equal("output", Assert.Single(report.GetProperty("public").EnumerateArray()).GetProperty("name").GetString());
        Assert.Equal("deployed", report.GetProperty("verifierCode").GetString());

        // A contract that refuses a true proof.
        node.Says = false;
        (code, output, _) = Run(deploy);
        Assert.Equal(3, code);
        Assert.Contains("though the proof holds; it was not sent", output, StringComparison.Ordinal);
        Assert.DoesNotContain("nothing was sent", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_chains_contracts_and_private_keys_are_refused_before_anything_is_sent()
    {
        MakeKeys();
        using var node = new StubNode();
        string[] verify = ["evm", "verify", "--vk-path", At("tiny.zkvk"), .. Proof("tiny"), "--rpc", node.Url], addresses = ["--verifier", Address, "--key-address", StubNode.Created(9)];
        string data = Json("evm", "vk", "--vk-path", At("tiny.zkvk"), "--allow-insecure", "--json").GetProperty("deploymentCode").GetString()![22..];

        Fails(7, $"the node at {node.Url} is of chain 31337, not 1 (--chain-id)", [.. verify, .. addresses, "--chain-id", "1"]);
        Fails(7, $"{StubNode.Created(9)} does not hold tiny.zkvk and its model", [.. verify, .. addresses]);
        node.Code[StubNode.Created(9)] = "0x" + data[..^1] + (data[^1] == '0' ? '1' : '0');
        Fails(7, "does not hold tiny.zkvk and its model", [.. verify, .. addresses]);
        Fails(7, "does not hold tiny.zkvk and its model", [.. verify, "--deploy", "--key-address", StubNode.Created(9), "--key-env", "ZKACCEL_TEST_KEY", "--solc", FakeCompiler("6001")]);
        node.Code[StubNode.Created(9)] = "0x" + data;
        Fails(7, $"no contract at {Address.ToLowerInvariant()}", [.. verify, .. addresses]);

        // A contract that always says yes.
        node.Code[Address.ToLowerInvariant()] = "0x6002";
        Fails(7, "is not what this compiler makes of the verifier", [.. verify, .. addresses, "--solc", FakeCompiler("6001")]);
        Fails(7, "is not what this compiler makes of the verifier", [.. verify, .. addresses, "--solc", FakeCompiler("600100")]);
        Assert.Contains("trusted as it is", Run([.. verify, .. addresses, "--trust-verifier"]).Output, StringComparison.Ordinal);
        Assert.Contains("its code is that of this profile's verifier", Run([.. verify, .. addresses, "--solc", FakeCompiler("6002")]).Output, StringComparison.Ordinal);
        if (!Tool.Exists("solc")) Assert.Contains("NOT COMPARED", Run([.. verify, .. addresses]).Output, StringComparison.Ordinal);

        foreach (string wrong in new[] { "0x12", "12", new string('0', 64), new string('f', 64), new string('1', 63), new string('1', 65), "0x" + new string('g', 64), " " + new string('1', 63) })
        {
            (int code, _, string error) = Tool.Program(Tool.Binary, [.. verify, .. addresses, "--trust-verifier", "--key-env", "ZKACCEL_TEST_KEY"], ("ZKACCEL_TEST_KEY", wrong));
            Assert.True(code == 1, error);
            Assert.Contains("64 hexadecimal digits", error, StringComparison.Ordinal);
        }

        Assert.Equal(0, node.Sent);
    }

    [Fact]
    public void A_contract_that_no_chain_takes_is_not_written_without_a_word()
    {
        string[] large = ["evm", "verifier", "--profile", "64x128", "-O", At("V.sol")];
        string small = FakeCompiler(new string('0', 2 * 24_576)), over = FakeCompiler(new string('0', 2 * 24_577));
        Fails(2, "takes 24,577 bytes of code and a contract holds 24,576", [.. large, "--solc", over]);
        Assert.False(File.Exists(At("V.sol")));
        Assert.True(Json([.. large, "--solc", small, "--json"]).GetProperty("codeMeasured").GetBoolean());
        Assert.SkipWhen(Tool.Exists("solc"), "solc is on the PATH and measures");
        (int code, string output, _) = Run(large);
        Assert.Equal(0, code);
        Assert.Contains("WARNING: the code may take up to ", output, StringComparison.Ordinal);
        Assert.Contains("impossible to deploy", Json([.. large, "--json"]).GetProperty("warning").GetString(), StringComparison.Ordinal);
        Assert.False(Json("evm", "verifier", "--profile", "4x16", "-O", At("V.sol"), "--json").TryGetProperty("warning", out _));
    }

    [Theory]
    [InlineData("verifier")]
    [InlineData("vk")]
    [InlineData("calldata")]
    [InlineData("verify")]
    public void Every_verb_has_help_with_examples(string verb)
    {
        (int code, string output, _) = Tool.Run("evm", verb, "--help");
        Assert.Equal(0, code);
        Assert.Contains("Examples:", output, StringComparison.Ordinal);
    }

    private static string Input => Path.Combine(Tool.Models, "tiny-mlp", "input.json");

    private string At(string name) => Path.Combine(_folder, name);

    private string[] Proof(string name) => ["--proof-path", At(name + ".zkproof"), "--allow-insecure"];

    private void MakeKeys()
    {
        Make("calibrate", "-M", Path.Combine(Tool.Models, "tiny-mlp", "model.onnx"), "-D", Input, "-O", At("tiny.zkm"));
        Make("srs", "dev", "--logrows", "16", "--srs-path", At("dev.zksrs"));
        Make("setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs"), "--evm");
        Make("commit", "-M", At("tiny.zkm"));
        Make("prove", "-M", At("tiny.zkm"), "-D", Input);
    }

    /// <summary>A program that speaks standard JSON and makes the same code of every source.</summary>
    private string FakeCompiler(string code)
    {
        string path = At($"solc-{code.Length}-{code[..2]}{code[^2..]}");
        var bytecode = new { @object = code };
        var contract = new { evm = new { bytecode, deployedBytecode = bytecode } };
        string answer = JsonSerializer.Serialize(new Dictionary<string, object> { ["contracts"] = new Dictionary<string, object> { ["ZkAccelVerifier.sol"] = new { ZkAccelVerifier = contract } } });
        File.WriteAllText(path, $"#!/bin/sh\ncat > /dev/null\ncat <<'END'\n{answer}\nEND\n");
        if (!OperatingSystem.IsWindows()) File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserExecute | UnixFileMode.UserWrite);
        return path;
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments) => Tool.Program(Tool.Binary, arguments, ("ZKACCEL_TEST_KEY", "0x" + new string('1', 64)));

    private static void Make(params string[] step)
    {
        (int code, _, string error) = Tool.Run(step);
        Assert.True(code == 0, $"{string.Join(' ', step)}: {code} {error}");
    }

    private static void Fails(int expected, string word, params string[] arguments)
    {
        (int code, _, string error) = Run(arguments);
        Assert.True(code == expected, $"{string.Join(' ', arguments)}: {code} {error}");
        Assert.Contains(word, error, StringComparison.Ordinal);
        Assert.Single(error.Trim().Split('\n'));
    }

    private static JsonElement Json(params string[] arguments)
    {
        (int code, string output, string error) = Tool.Run(arguments);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement.Clone();
    }
}

using System.Text.Json;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>The verbs that speak to contracts, as far as no chain is needed; `make evm-demo` goes on from there.</summary>
public sealed class EvmTests : IDisposable
{
    private const string Address = "0x5FbDB2315678afecb367f032d93F642f64180aa3";

    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Packed_keys_become_a_contract_data_and_a_call_and_others_are_refused_with_a_word()
    {
        Make("calibrate", "-M", Path.Combine(Tool.Models, "tiny-mlp", "model.onnx"), "-D", Input, "-O", At("tiny.zkm"));
        Make("srs", "dev", "--logrows", "16", "--srs-path", At("dev.zksrs"));
        Make("setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs"), "--evm");
        Make("commit", "-M", At("tiny.zkm"));
        Make("prove", "-M", At("tiny.zkm"), "-D", Input);
        string[] files = ["--vk-path", At("tiny.zkvk")], proof = ["--proof-path", At("tiny.zkproof"), "--allow-insecure"];

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
        Fails(1, "no variable ABSENT_KEY", [.. verify, "http://127.0.0.1:1", .. addresses, "--key-env", "ABSENT_KEY"]);
        Fails(2, "cannot be run", [.. verify, "http://127.0.0.1:1", "--deploy", "--solc", At("no-solc")]);

        // A commitment of another registration, and keys that are not packed.
        string commitment = File.ReadAllText(At("tiny.zkcommit")), registration = JsonDocument.Parse(commitment).RootElement.GetProperty("registration").GetString()!;
        File.WriteAllText(At("other.zkcommit"), commitment.Replace(registration, registration[128..256] + registration[..128] + registration[256..], StringComparison.Ordinal));
        Fails(1, "not registered", "evm", "vk", files[0], files[1], "--commitment", At("other.zkcommit"), "--allow-insecure");
        Make("setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs"));
        string[][] verbs = [["evm", "verifier", .. files], ["evm", "vk", .. files], ["evm", "calldata", .. files, .. proof, "--key-address", Address], [.. verify, "http://127.0.0.1:1", .. addresses]];
        foreach (string[] verb in verbs) Fails(1, "zkaccel setup --evm", verb);
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

    private static void Make(params string[] step)
    {
        (int code, _, string error) = Tool.Run(step);
        Assert.True(code == 0, $"{string.Join(' ', step)}: {code} {error}");
    }

    private static void Fails(int expected, string word, params string[] arguments)
    {
        (int code, _, string error) = Tool.Run(arguments);
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

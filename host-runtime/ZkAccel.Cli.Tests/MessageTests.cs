using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>What the tool says when something is wrong: one line, the path as it was given, no words of .NET, what to do.</summary>
public sealed class MessageTests
{
    private static readonly string[] WordsOfDotNet = ["System.", "Exception", "JSON property", "JsonSerializer", ".NET", "Could not find", "deserializ", "Path: $", "LineNumber"];

    /// <summary>Exit code, command, and what the message must contain; {f} is the model's folder.</summary>
    public static TheoryData<int, string, string> Wrong => new()
    {
        { 1, "frobnicate", "frobnicate" },
        { 1, "srs dev -k many", "--logrows takes a whole number, not 'many'" },
        { 1, "calibrate -M x -D y --divide much", "--divide takes a number, not 'much'" },
        { 1, "srs import x --srs-path y -k many", "--logrows takes a whole number, not 'many'" },
        { 1, "srs info", "--srs-path" },
        { 1, "srs check a --srs-path b", "--srs-path" },
        { 1, "prove -M {f}/tiny.zkm -D x --context zz", "32 bytes in hexadecimal" },
        { 1, "inspect -M x --bits 7", "--bits takes 8 or 16, not '7'." },
        { 1, "setup -M x --srs-path y --weights open", "--weights takes committed, private or fixed, not 'open'." },
        { 1, "completion tcsh", "shell takes bash, zsh or fish, not 'tcsh'." },
        { 2, "setup -M {f}/tiny.zkm --srs-path {f}/short.zksrs", "{f}/short.zksrs: the SRS has 80 powers; this circuit has 2^11 rows and takes 2064: use a file for --logrows 11 or more" },
        { 2, "setup -M absent.zkm --srs-path x", "absent.zkm: file not found: `zkaccel calibrate` makes it from an ONNX model" },
        { 2, "srs import {f}/short.zksrs --srs-path {f}/long.zksrs -k 20", "{f}/short.zksrs: has 80 powers, which serve circuits of up to 2^6 rows" },
        { 2, "srs check {f}/damaged.zksrs", "the file is damaged, fetch or make it again" },
        { 2, "prove -M {f}/tiny.zkm -D {f}/nested.json", "flatten it to one list of 64 numbers" },
        { 2, "prove -M {f}/tiny.zkm -D {f}/flat.json", "\"input_data\" is one flat list: put it into a list" },
        { 2, "prove -M {f}/tiny.zkm -D {i} --commitment {f}/digest.zkcommit", "{f}/digest.zkcommit: 'digest' is not that of its 'commitment'" },
        { 2, "prove -M {f}/tiny.zkm -D {i} --commitment {f}/unregistered.zkcommit", "{f}/unregistered.zkcommit: its registration does not hold under this key" },
        { 2, "verify --vk-path {f}/other/tiny.zkvk --proof-path {f}/tiny.zkproof", "{f}/other/tiny.zkcommit: file not found: ask the model's owner for it, --commitment names another" },
        { 2, "inspect -M absent/m.onnx", "absent/m.onnx: file not found" },
        { 2, "run -M {f} -D x", "{f}: is a folder, not a file" },
        { 2, "prove -M {f}/tiny.zkm -D absent/i.json", "absent/i.json: file not found" },
        { 2, "prove -M {f}/tiny.zkm -D {f}/cut.json", "{f}/cut.json: is not JSON: line 1, byte " },
        { 2, "prove -M {f}/tiny.onnx -D x", "{f}/tiny.onnx: not a quantised model (.zkm); `zkaccel calibrate` makes one" },
        { 2, "prove -M {f}/other/tiny.zkm -D {i}", "{f}/other/tiny.zkpk: file not found: `zkaccel setup` makes it, --pk-path names another" },
        { 2, "prove -M {f}/tiny.zkm -D {i} --commitment {f}/other/c", "{f}/other/c: file not found" },
        { 2, "setup -M {f}/tiny.zkm --srs-path absent.zksrs", "absent.zksrs: file not found" },
        { 2, "srs info {f}/tiny.zkvk", "{f}/tiny.zkvk: " },
        { 2, "verify --vk-path absent.zkvk --proof-path x", "absent.zkvk: file not found" },
        { 2, "verify --vk-path {f}/tiny.zkvk --proof-path {f}/cut.zkproof", "{f}/cut.zkproof: is not a zkaccel proof: truncated or damaged, no JSON at line " },
        { 2, "verify --vk-path {f}/tiny.zkvk --proof-path {f}/renamed.zkproof", "a property 'kontext' is missing, unknown, repeated or of the wrong type; make it again" },
        { 2, "verify --vk-path {f}/tiny.zkvk --proof-path {f}/typed.zkproof", "a property 'version' is missing" },
        { 2, "verify --vk-path {f}/tiny.zkvk --proof-path {f}/lacking.zkproof", "a property is missing" },
        { 2, "verify --vk-path {f}/tiny.zkvk --proof-path /dev/zero", "/dev/zero: is empty, or no regular file" },
        { 4, "prove -M {f}/tiny.zkm -D {i} --device warp:9", "zkaccel: warp:9: no device kind 'warp'" },
        { 4, "prove -M {f}/tiny.zkm -D {i} --device null", "null: the device 'null' computes nothing" },
        { 6, "srs dev -k 5 --srs-path absent/x.zksrs", "absent/x.zksrs: cannot be written: its folder does not exist" },
    };

    private static readonly Lazy<byte[]> ShortSrs = new(() =>
    {
        string path = Path.GetTempFileName();
        Assert.Equal(0, Tool.Run("srs", "dev", "-k", "6", "--srs-path", path).Code);
        byte[] bytes = File.ReadAllBytes(path);
        File.Delete(path);
        return bytes;
    });

    [Theory]
    [MemberData(nameof(Wrong))]
    public void An_error_is_one_line_that_names_the_path_as_given(int code, string command, string expected)
    {
        using TinyModel model = TinyModel.Made();
        Prepare(model);
        string folder = model.At("").TrimEnd('/');
        string Fill(string text) => text.Replace("{f}", folder, StringComparison.Ordinal).Replace("{i}", TinyModel.Input, StringComparison.Ordinal);
        string[] arguments = Fill(command).Split(' ');
        (int actual, string output, string error) = Tool.Run(arguments);
        Assert.True(code == actual, $"{actual}: {error}");
        Assert.Empty(output);
        string line = Assert.Single(error.Split('\n', StringSplitOptions.RemoveEmptyEntries));
        Assert.Contains(Fill(expected), line, StringComparison.Ordinal);
        foreach (string word in WordsOfDotNet) Assert.DoesNotContain(word, line, StringComparison.Ordinal);

        (actual, output, error) = Tool.Run([.. arguments, "--json"]);
        Assert.Equal(code, actual);
        Assert.Empty(error);
        JsonElement said = JsonDocument.Parse(output).RootElement.GetProperty("error");
        Assert.Equal(code, said.GetProperty("exitCode").GetInt32());
        Assert.Contains(Fill(expected).Replace("zkaccel: ", "", StringComparison.Ordinal), said.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Verify_shows_the_context_that_it_was_not_told()
    {
        using TinyModel model = TinyModel.Made();
        string zeros = new('0', 64), context = string.Concat(Enumerable.Repeat("0123456789abcdef", 4));
        (int code, string output, _) = Tool.Run(model.Verify);
        Assert.Equal(0, code);
        Assert.Contains($"context  {zeros}, not checked: the proof is bound to no use", output, StringComparison.Ordinal);
        (code, output, _) = Tool.Run([.. model.Verify, "--context", context]);
        Assert.Equal(3, code);
        Assert.Contains($"context of the proof  {zeros}", output, StringComparison.Ordinal);

        Assert.Equal(0, Tool.Run([.. model.Steps[^1].Arguments, "--context", "0x" + context]).Code);
        Assert.Contains($"context  {context}, not checked", Tool.Run(model.Verify).Output, StringComparison.Ordinal);
        (code, output, _) = Tool.Run([.. model.Verify, "--context", context]);
        Assert.Equal(0, code);
        Assert.DoesNotContain("context", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Weights_are_never_recommitted_under_the_blinding_of_others()
    {
        using TinyModel model = TinyModel.Made();
        string[] prove = [.. model.Steps[^1].Arguments, "--proof-path", model.At("none.zkproof")];
        byte[] secret = File.ReadAllBytes(model.At("tiny.zksecret"));

        // Magic, digest of the weights, digest of the commitment, blinding, digest of all that.
        foreach ((int at, bool rehash, string expected) in new[]
        {
            (0, true, "is not the secret"), (8, true, "belongs to another model"), (40, true, "belongs to another commitment"), (8, false, "is damaged"), (72, false, "is damaged"),
        })
        {
            byte[] changed = [.. secret];
            changed[at] ^= 1;
            if (rehash) SHA256.HashData(changed.AsSpan(..^32)).CopyTo(changed.AsSpan(^32..));
            Refused(changed, expected);
        }

        for (int length = 0; length < secret.Length; length += 31) Refused(secret[..length], "tiny.zksecret: is ");
        File.WriteAllBytes(model.At("tiny.zksecret"), secret);
        Assert.Equal(0, Tool.Run(prove).Code);

        void Refused(byte[] bytes, string expected)
        {
            File.WriteAllBytes(model.At("tiny.zksecret"), bytes);
            (int code, _, string error) = Tool.Run(prove);
            Assert.Equal(2, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.False(File.Exists(model.At("none.zkproof")));
        }
    }

    [Fact]
    public void A_run_in_a_file_is_proved_only_if_it_is_right()
    {
        using TinyModel model = TinyModel.Made();
        string witness = model.At("witness.json");
        Assert.Equal(0, Tool.Run("gen-witness", "-M", model.At("tiny.zkm"), "-D", TinyModel.Input, "-O", witness).Code);
        string[] prove = ["prove", "-M", model.At("tiny.zkm"), "-W", witness, "--proof-path", model.At("other.zkproof")];
        Assert.Equal(0, Tool.Run(prove).Code);
        JsonNode right = JsonNode.Parse(File.ReadAllText(witness))!;
        foreach ((string property, string found) in new[] { ("input_data", "integer 0 of input"), ("output_data", "element 0 of output_data 0 is") })
        {
            JsonNode wrong = right.DeepClone();
            wrong[property]![0]![0] = (float)wrong[property]![0]![0]! < 0.5 ? 0.9 : 0.1;
            File.WriteAllText(witness, wrong.ToJsonString());
            (int code, string output, _) = Tool.Run("check", "-M", model.At("tiny.zkm"), "-W", witness);
            Assert.Equal(3, code);
            Assert.Contains($"VIOLATED: the file contradicts itself: {found}", output, StringComparison.Ordinal);
            Refused(found);
        }

        // The last value is the output's: its digest is what the verifier computes, and the layer that asserts so is named.
        JsonNode changed = right.DeepClone();
        JsonArray values = changed["integer_values"]!.AsArray();
        string[] names = [.. ZkAccel.Inference.ZkModel.Load(model.At("tiny.zkm")).Integer.Values.Select(v => v.Name)];
        int last = values.Count - 1;
        values[last]![3] = (long)values[last]![3]! + 1;
        File.WriteAllText(witness, changed.ToJsonString());
        (int refused, string said, _) = Tool.Run("check", "-M", model.At("tiny.zkm"), "-W", witness);
        Assert.Equal(3, refused);
        Assert.Contains("element 3 is", said, StringComparison.Ordinal);
        Assert.Contains($"({names[last]}): equality: ", said, StringComparison.Ordinal);
        Assert.DoesNotContain("slot row", said, StringComparison.Ordinal);
        Refused("element 3 of layer '");

        void Refused(string expected)
        {
            File.Delete(model.At("other.zkproof"));
            (int code, _, string error) = Tool.Run(prove);
            Assert.Equal(2, code);
            Assert.Contains(expected, error, StringComparison.Ordinal);
            Assert.False(File.Exists(model.At("other.zkproof")));
        }
    }

    [Fact]
    public void Verify_says_nothing_of_weights_that_it_did_not_check()
    {
        using TinyModel model = TinyModel.Made();
        Assert.True(Verified(model.Verify).GetProperty("weightsRanged").GetBoolean());
        Assert.False(Verified([.. model.Verify.Where(word => word != "--allow-insecure")]).TryGetProperty("weightsRanged", out _));

        static JsonElement Verified(string[] arguments) => JsonDocument.Parse(Tool.Run([.. arguments, "--json"]).Output).RootElement;
    }

    [Fact]
    public void Check_names_layer_element_and_values_of_what_is_wrong()
    {
        using TinyModel model = TinyModel.Made();
        string witness = model.At("witness.json");
        Assert.Equal(0, Tool.Run("gen-witness", "-M", model.At("tiny.zkm"), "-D", TinyModel.Input, "-O", witness).Code);
        string[] check = ["check", "-M", model.At("tiny.zkm"), "-W", witness];
        Assert.Contains("satisfied", Tool.Run(check).Output, StringComparison.Ordinal);

        using JsonDocument json = JsonDocument.Parse(File.ReadAllText(witness));
        long[][] values = json.RootElement.GetProperty("integer_values").Deserialize<long[][]>()!;
        long right = values[1][3]++;
        var content = new Dictionary<string, object> { ["input_data"] = json.RootElement.GetProperty("input_data"), ["integer_values"] = values };
        File.WriteAllText(witness, JsonSerializer.Serialize(content));
        (int code, string output, _) = Tool.Run(check);
        Assert.Equal(3, code);
        Assert.Contains($"VIOLATED: layer '/fc1/Gemm', element 3 is {right + 1}; the model gives {right}", output, StringComparison.Ordinal);
        Assert.Contains("first constraint  Row ", output, StringComparison.Ordinal);
        JsonElement cell = JsonDocument.Parse(Tool.Run([.. check, "--json"]).Output).RootElement.GetProperty("cell");
        Assert.Equal(("/fc1/Gemm", 3, right + 1, right), (cell.GetProperty("layer").GetString(), cell.GetProperty("element").GetInt32(), cell.GetProperty("found").GetInt64(), cell.GetProperty("expected").GetInt64()));

        content["integer_values"] = values[..^1];
        File.WriteAllText(witness, JsonSerializer.Serialize(content));
        (code, _, string error) = Tool.Run(check);
        Assert.Equal(2, code);
        Assert.Contains("run gen-witness again", error, StringComparison.Ordinal);
    }

    private static void Prepare(TinyModel model)
    {
        Directory.CreateDirectory(model.At("other"));
        File.Copy(model.At("tiny.zkm"), model.At("other/tiny.zkm"));
        File.Copy(model.At("tiny.zkvk"), model.At("other/tiny.zkvk"));
        File.Copy(TinyModel.Onnx, model.At("tiny.onnx"));
        File.WriteAllText(model.At("cut.json"), "{\"input_data\": [[1, 2");
        string proof = File.ReadAllText(model.At("tiny.zkproof"));
        File.WriteAllText(model.At("cut.zkproof"), proof[..500]);
        File.WriteAllText(model.At("renamed.zkproof"), proof.Replace("\"context\"", "\"kontext\"", StringComparison.Ordinal));
        File.WriteAllText(model.At("typed.zkproof"), proof.Replace("\"version\": 1", "\"version\": \"1\"", StringComparison.Ordinal));
        File.WriteAllLines(model.At("lacking.zkproof"), proof.Split('\n').Where(line => !line.Contains("\"context\"", StringComparison.Ordinal)));
        File.WriteAllBytes(model.At("short.zksrs"), ShortSrs.Value);
        byte[] damaged = [.. ShortSrs.Value];
        damaged[^1] ^= 1;
        File.WriteAllBytes(model.At("damaged.zksrs"), damaged);
        File.WriteAllText(model.At("nested.json"), "{\"input_data\": [[[1, 2], [3, 4]]]}");
        File.WriteAllText(model.At("flat.json"), "{\"input_data\": [1, 2, 3]}");
        string commitment = File.ReadAllText(model.At("tiny.zkcommit"));
        File.WriteAllText(model.At("digest.zkcommit"), Changed(commitment, "digest"));
        File.WriteAllText(model.At("unregistered.zkcommit"), Changed(commitment, "registration"));

        // The last hexadecimal digit of a property, which a proof's last evaluation or point does not survive.
        static string Changed(string json, string property)
        {
            int at = json.IndexOf('"', json.IndexOf($"\"{property}\": \"", StringComparison.Ordinal) + property.Length + 5) - 1;
            return $"{json[..at]}{(json[at] == '0' ? '1' : '0')}{json[(at + 1)..]}";
        }
    }
}

using System.Text.Json;
using System.Text.RegularExpressions;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>From an ONNX file to a verified proof by the tool, and what it says when a file on the way is wrong.</summary>
public sealed partial class PathTests
{
    [Fact]
    public void A_model_is_calibrated_set_up_committed_proved_and_verified()
    {
        using TinyModel model = TinyModel.Made(before: "prove");
        string proof = model.At("tiny.zkproof");
        JsonElement proved = Json("prove", "-M", model.At("tiny.zkm"), "-D", TinyModel.Input, "--proof-path", proof, "--json");
        Assert.Equal(1888, proved.GetProperty("proofBytes").GetInt32());
        string[] verify = ["verify", "--vk-path", model.At("tiny.zkvk"), "--proof-path", proof, "--commitment", model.At("tiny.zkcommit")];
        Assert.Equal(0, Tool.Run([.. verify, "--allow-insecure"]).Code);
        Assert.Equal(5, Tool.Run(verify).Code);

        // What a key says of scales belongs to its digest; a key without its registration is refused.
        string key0 = File.ReadAllText(model.At("tiny.zkvk"));
        string scale = JsonDocument.Parse(key0).RootElement.GetProperty("tensors")[0].GetProperty("scales")[0].GetRawText();
        File.WriteAllText(model.At("tiny.zkvk"), key0.Replace(scale, "7.5", StringComparison.Ordinal));
        Assert.Equal(3, Tool.Run([.. verify, "--allow-insecure"]).Code);
        string registration = JsonDocument.Parse(key0).RootElement.GetProperty("registrationKey").GetString()!;
        File.WriteAllText(model.At("tiny.zkvk"), key0.Replace($"\"{registration}\"", "null", StringComparison.Ordinal));
        Assert.Equal(2, Tool.Run([.. verify, "--allow-insecure"]).Code);
        File.WriteAllText(model.At("tiny.zkvk"), key0);

        byte[] bytes = File.ReadAllBytes(proof);
        byte[] changed = [.. bytes];
        changed[^7] ^= 1;
        File.WriteAllBytes(proof, changed);
        Assert.NotEqual(0, Tool.Run([.. verify, "--allow-insecure"]).Code);
        File.WriteAllBytes(proof, bytes[..(bytes.Length / 2)]);
        (int code, _, string error) = Tool.Run([.. verify, "--allow-insecure"]);
        Assert.Equal(2, code);
        Assert.Contains("tiny.zkproof", error, StringComparison.Ordinal);

        byte[] key = File.ReadAllBytes(model.At("tiny.zkpk"));
        File.WriteAllBytes(model.At("tiny.zkpk"), key[..(key.Length / 2)]);
        (code, _, error) = Tool.Run("prove", "-M", model.At("tiny.zkm"), "-D", TinyModel.Input, "--proof-path", model.At("other.zkproof"));
        Assert.Equal(2, code);
        Assert.Contains("tiny.zkpk", error, StringComparison.Ordinal);
        Assert.False(File.Exists(model.At("other.zkproof")));
    }

    [Fact]
    [Trait("Lane", "long")]
    public void The_quick_start_says_what_the_readme_shows()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bash");
        using TinyModel folder = TinyModel.Made(before: "calibrate");
        string target = folder.At("prove");
        (int code, string output, string error) = Tool.Program(Path.Combine(Tool.Root, "scripts", "prove.sh"), [Tool.Binary, target]);
        Assert.True(code == 0, error);
        string[] said = Lines(output.Replace(target, "out/prove", StringComparison.Ordinal));
        string readme = File.ReadAllText(Path.Combine(Tool.Root, "README.md"));
        string[] shown = Lines(readme.Split("```")[3]);
        Assert.Contains("prediction 7, as the float model says", shown);
        Assert.All(shown, line => Assert.Contains(line, said));
    }

    /// <summary>Lines without what differs from one machine and run to another: times, memory, spaces that align.</summary>
    private static string[] Lines(string text) =>
    [
        .. text.Split('\n').Select(line => Measured().Replace(Spaces().Replace(line.Trim(), " "), "#")).Where(line => line.Length > 0 && line != "..."),
    ];

    [GeneratedRegex(@"[\d.]+ (ms|s|MiB)\b")]
    private static partial Regex Measured();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();

    private static JsonElement Json(params string[] arguments)
    {
        (int code, string output, string error) = Tool.Run(arguments);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement.Clone();
    }
}

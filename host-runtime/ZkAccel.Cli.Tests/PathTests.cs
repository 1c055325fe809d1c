using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>From an ONNX file to a verified proof by the tool, and what it says when a file on the way is wrong.</summary>
public sealed class PathTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_model_is_calibrated_set_up_committed_proved_and_verified()
    {
        MakeKeys();
        string proof = At("tiny.zkproof");
        JsonElement proved = Json("prove", "-M", At("tiny.zkm"), "-D", Input, "--proof-path", proof, "--json");
        Assert.Equal(JsonValueKind.Object, proved.ValueKind);
        string[] verify = ["verify", "--vk-path", At("tiny.zkvk"), "--proof-path", proof, "--commitment", At("tiny.zkcommit")];
        Assert.Equal(0, Tool.Run([.. verify, "--allow-insecure"]).Code);
        Assert.Equal(5, Tool.Run(verify).Code);

        // What a key says of scales belongs to its digest; a key without its registration is refused.
        string key0 = File.ReadAllText(At("tiny.zkvk"));
        string scale = JsonDocument.Parse(key0).RootElement.GetProperty("tensors")[0].GetProperty("scales")[0].GetRawText();
        File.WriteAllText(At("tiny.zkvk"), key0.Replace(scale, "7.5", StringComparison.Ordinal));
        Assert.Equal(3, Tool.Run([.. verify, "--allow-insecure"]).Code);
        string registration = JsonDocument.Parse(key0).RootElement.GetProperty("registrationKey").GetString()!;
        File.WriteAllText(At("tiny.zkvk"), key0.Replace($"\"{registration}\"", "null", StringComparison.Ordinal));
        Assert.Equal(2, Tool.Run([.. verify, "--allow-insecure"]).Code);
        File.WriteAllText(At("tiny.zkvk"), key0);

        byte[] bytes = File.ReadAllBytes(proof);
        byte[] changed = [.. bytes];
        changed[^7] ^= 1;
        File.WriteAllBytes(proof, changed);
        Assert.NotEqual(0, Tool.Run([.. verify, "--allow-insecure"]).Code);
        File.WriteAllBytes(proof, bytes[..(bytes.Length / 2)]);
        (int code, _, string error) = Tool.Run([.. verify, "--allow-insecure"]);
        Assert.Equal(2, code);
        Assert.Contains("tiny.zkproof", error, StringComparison.Ordinal);

        byte[] key = File.ReadAllBytes(At("tiny.zkpk"));
        File.WriteAllBytes(At("tiny.zkpk"), key[..(key.Length / 2)]);
        (code, _, error) = Tool.Run("prove", "-M", At("tiny.zkm"), "-D", Input, "--proof-path", At("other.zkproof"));
        Assert.Equal(2, code);
        Assert.Contains("tiny.zkpk", error, StringComparison.Ordinal);
        Assert.False(File.Exists(At("other.zkproof")));
    }

    [Fact]
    public void An_interrupted_setup_leaves_nothing_half_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        Assert.Equal(0, Tool.Run("calibrate", "-M", Model, "-D", Input, "-O", At("tiny.zkm")).Code);
        Assert.Equal(0, Tool.Run("srs", "dev", "--logrows", "13", "--srs-path", At("dev.zksrs")).Code);
        foreach (int signal in new[] { 2, 9 })
        {
            using var process = Tool.Start("setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs"));
            Thread.Sleep(350);
            _ = Kill(process.Id, signal);
            process.WaitForExit();
            if (signal == 2 && process.ExitCode != 0) Assert.Empty(Directory.GetFiles(_folder, ".*"));
            Assert.Equal(File.Exists(At("tiny.zkpk")), process.ExitCode == 0);
        }

        Assert.Equal(0, Tool.Run("setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs")).Code);
    }

    [Fact]
    public void A_proof_that_does_not_come_about_leaves_the_older_one_and_nothing_else()
    {
        MakeKeys();
        string proof = At("tiny.zkproof");
        string[] prove = ["prove", "-M", At("tiny.zkm"), "-D", Input, "--proof-path", proof];
        File.WriteAllText(proof, "older");
        string[] before = Directory.GetFileSystemEntries(_folder);

        // One that is not attached, none of that name, and a word that names none.
        foreach ((string device, int expected) in new[] { ("cuda:99", 4), ("nothing:1", 4), ("cpu?rung=none", 1) })
        {
            (int code, _, string error) = Tool.Run([.. prove, "--device", device]);
            Assert.Equal(expected, code);
            Assert.Contains(device.Split('?')[0].Split(':')[0], error, StringComparison.Ordinal);
            Untouched();
        }

        // So little room that the runtime itself may die of it.
        Assert.NotEqual(0, Tool.Run(prove, ("DOTNET_GCHeapHardLimit", "400000")).Code);
        Untouched();

        if (OperatingSystem.IsLinux())
        {
            using var process = Tool.Start(prove);
            Task<string> errors = process.StandardError.ReadToEndAsync();
            Thread.Sleep(300);
            _ = Kill(process.Id, 2);
            process.WaitForExit();
            if (process.ExitCode != 0)
            {
                Assert.Equal(130, process.ExitCode);
                Untouched();
            }
        }

        Assert.Equal(0, Tool.Run(prove).Code);
        Assert.NotEqual("older", File.ReadAllText(proof));

        void Untouched()
        {
            Assert.Equal("older", File.ReadAllText(proof));
            Assert.Equal(before, Directory.GetFileSystemEntries(_folder));
        }
    }

    [Theory]
    [InlineData("inspect")]
    [InlineData("run")]
    [InlineData("calibrate")]
    [InlineData("setup")]
    [InlineData("commit")]
    [InlineData("prove")]
    [InlineData("verify")]
    [InlineData("check")]
    [InlineData("srs")]
    [InlineData("devices")]
    [InlineData("completion")]
    public void Every_verb_has_help(string verb)
    {
        (int code, string output, _) = Tool.Run(verb, "--help");
        Assert.Equal(0, code);
        Assert.Contains("Usage:", output, StringComparison.Ordinal);
    }

    [Fact]
    public void Wrong_words_and_missing_files_have_their_exit_codes()
    {
        Assert.Equal(1, Tool.Run("frobnicate").Code);
        Assert.Equal(2, Tool.Run("inspect", "-M", At("absent.onnx")).Code);
        File.WriteAllText(At("broken.onnx"), "this is no protobuf");
        (int code, string output, string error) = Tool.Run("inspect", "-M", At("broken.onnx"));
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("broken.onnx", error, StringComparison.Ordinal);
    }

    [Fact]
    public void Inspection_and_devices_speak_json()
    {
        Assert.Equal(JsonValueKind.Object, Json("inspect", "-M", Model, "--json").ValueKind);
        Assert.Contains(Json("devices", "--json").GetProperty("devices").EnumerateArray(), d => d.GetProperty("name").GetString() == "cpu");
    }

    private static string Model => Path.Combine(Tool.Models, "tiny-mlp", "model.onnx");

    private static string Input => Path.Combine(Tool.Models, "tiny-mlp", "input.json");

    private string At(string name) => Path.Combine(_folder, name);

    private void MakeKeys()
    {
        foreach (string[] step in new[]
        {
            new[] { "calibrate", "-M", Model, "-D", Input, "-O", At("tiny.zkm") },
            ["srs", "dev", "--logrows", "13", "--srs-path", At("dev.zksrs")],
            ["setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs")],
            ["commit", "-M", At("tiny.zkm")],
        })
        {
            (int code, _, string error) = Tool.Run(step);
            Assert.True(code == 0, $"{string.Join(' ', step)}: {code} {error}");
        }
    }

    private static JsonElement Json(params string[] arguments)
    {
        (int code, string output, string error) = Tool.Run(arguments);
        Assert.True(code == 0, error);
        return JsonDocument.Parse(output).RootElement.Clone();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

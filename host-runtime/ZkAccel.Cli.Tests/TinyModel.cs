using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>A folder of its own with the tiny model on its way to a proof; removed at the end.</summary>
internal sealed class TinyModel : IDisposable
{
    // The steps are done once for all tests; each gets copies.
    private static readonly Lazy<TinyModel> Finished = new(() =>
    {
        var model = new TinyModel();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => model.Dispose();
        return model.Before();
    });

    private readonly string _folder = Directory.CreateTempSubdirectory("zkaccel").FullName;

    private TinyModel()
    {
    }

    public static string Onnx => Path.Combine(Tool.Models, "tiny-mlp", "model.onnx");

    public static string Input => Path.Combine(Tool.Models, "tiny-mlp", "input.json");

    /// <summary>The commands that lead to a proof, each with the files that it writes.</summary>
    public (string Verb, string[] Arguments, string[] Results)[] Steps =>
    [
        ("calibrate", ["calibrate", "-M", Onnx, "-D", Input, "-O", At("tiny.zkm")], ["tiny.zkm"]),
        ("srs", ["srs", "dev", "--logrows", "12", "--srs-path", At("dev.zksrs")], ["dev.zksrs"]),
        ("setup", ["setup", "-M", At("tiny.zkm"), "--srs-path", At("dev.zksrs")], ["tiny.zkpk", "tiny.zkvk"]),
        ("commit", ["commit", "-M", At("tiny.zkm")], ["tiny.zkcommit", "tiny.zksecret"]),
        ("prove", ["prove", "-M", At("tiny.zkm"), "-D", Input], ["tiny.zkproof"]),
    ];

    public string[] Verify => ["verify", "--vk-path", At("tiny.zkvk"), "--proof-path", At("tiny.zkproof"), "--allow-insecure"];

    /// <summary>A model with the results of every step before a verb; of all without one.</summary>
    public static TinyModel Made(string? before = null)
    {
        var model = new TinyModel();
        foreach ((string verb, _, string[] results) in Finished.Value.Steps)
        {
            if (verb == before) break;
            foreach (string name in results) File.Copy(Finished.Value.At(name), model.At(name));
        }

        return model;
    }

    public string At(string name) => Path.Combine(_folder, name);

    /// <summary>Runs the steps before a verb; all of them without one.</summary>
    public TinyModel Before(string? verb = null)
    {
        foreach ((string step, string[] arguments, _) in Steps)
        {
            if (step == verb) break;
            (int code, _, string error) = Tool.Run(arguments);
            Assert.True(code == 0, $"{string.Join(' ', arguments)}: {code} {error}");
        }

        return this;
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}

using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>A proof that does not come about leaves the older one, and nothing else.</summary>
public sealed class LostProofTests
{
    // One that is not attached, none of that name, and a word that names none.
    [Theory]
    [InlineData("cuda:99", 4)]
    [InlineData("nothing:1", 4)]
    [InlineData("cpu?rung=none", 1)]
    public void Without_a_device(string device, int expected) => Lost(model =>
    {
        (int code, _, string error) = Tool.Run([.. Prove(model), "--device", device]);
        Assert.Equal(expected, code);
        Assert.Contains(device.Split('?')[0].Split(':')[0], error, StringComparison.Ordinal);
    });

    // So little room that the runtime itself may die of it.
    [Fact]
    public void Without_memory() =>
        Lost(model => Assert.NotEqual(0, Tool.Program(Tool.Binary, Prove(model), ("DOTNET_GCHeapHardLimit", "400000")).Code));

    private static void Lost(Action<TinyModel> attempt)
    {
        using TinyModel model = TinyModel.Made(before: "prove");
        string proof = model.At("tiny.zkproof"), folder = Path.GetDirectoryName(proof)!;
        File.WriteAllText(proof, "older");
        string[] before = Directory.GetFileSystemEntries(folder);
        attempt(model);
        Assert.Equal("older", File.ReadAllText(proof));
        Assert.Equal(before, Directory.GetFileSystemEntries(folder));
        Assert.Equal(0, Tool.Run(Prove(model)).Code);
        Assert.NotEqual("older", File.ReadAllText(proof));
    }

    private static string[] Prove(TinyModel model) => model.Steps.Single(step => step.Verb == "prove").Arguments;
}

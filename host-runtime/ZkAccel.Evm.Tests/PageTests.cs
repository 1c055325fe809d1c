using ZkAccel.Plonk;
using ZkAccel.Runtime.Cpu;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Evm.Tests;

/// <summary>The browser page, in Chromium without a head: true files of every kind of profile, packed and not, and changed ones.</summary>
public sealed class PageTests(Chain chain)
{
    private static readonly string[] Browsers = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

    [Fact]
    public async Task The_page_says_valid_to_true_proofs_only()
    {
        chain.Require();
        Assert.SkipUnless(Environment.GetEnvironmentVariable("CHROMIUM") is not null || Array.Exists(Browsers, File.Exists), "no Chromium: apt-get install chromium, or name it in CHROMIUM");
        string folder = Directory.CreateTempSubdirectory("zkaccel-page").FullName;
        try
        {
            await MakeAsync(folder, "committed", new Visibility(), 1);
            await MakeAsync(folder, "fixed", new Visibility(PublicInput: true, Weights: WeightMode.Fixed), 1);
            await MakeAsync(folder, "packed", new Visibility(), 8);
            await MakeAsync(folder, "private", new Visibility(Weights: WeightMode.Private), 1);
            string page = Path.Combine(folder, "page.html");
            (int code, string output) = await Chain.RunAsync("node", "page/build.mjs", page);
            Assert.True(code == 0, output);
            (code, output) = await Chain.RunAsync("node", "page/test.mjs", page, folder);
            TestContext.Current.SendDiagnosticMessage(output);
            Assert.True(code == 0, output);
            Assert.True(output.Split('\n').Count(l => l.StartsWith("ok", StringComparison.Ordinal)) >= 120, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MakeAsync(string folder, string name, Visibility visibility, int packing)
    {
        using var device = new CpuAccelerator();
        ModelSetup model = await ModelSetup.CreateAsync("tiny-mlp", device, visibility, (2, 8), packing);
        model.Commitment?.Save(Path.Combine(folder, name + ".zkcommit"));
        (await model.ProveAsync(device)).Save(Path.Combine(folder, name + ".zkproof"));
        model.Key.VerifyingKey.Save(Path.Combine(folder, name + ".zkvk"));
    }
}

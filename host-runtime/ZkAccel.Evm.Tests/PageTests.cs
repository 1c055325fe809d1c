using ZkAccel.Inference;
using ZkAccel.Plonk;
using ZkAccel.Runtime.Cpu;
using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Onnx;

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
            Assert.True(output.Split('\n').Count(l => l.StartsWith("ok", StringComparison.Ordinal)) >= 40, output);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task MakeAsync(string folder, string name, Visibility visibility, int packing)
    {
        string source = Repository.Model("tiny-mlp");
        Graph graph = OnnxModel.Load(Path.Combine(source, "model.onnx"));
        Tensor[] input = TensorFile.LoadInputs(graph, [Path.Combine(source, "input.json")]);
        CompiledModel compiled = ZkModel.Calibrate(graph, [input]).Compile(visibility, (2, 8), packing: packing);
        using var device = new CpuAccelerator();
        ZkProvingKey key = await ZkProvingKey.CreateAsync(compiled, Srs.CreateInsecure(ZkProvingKey.RequiredPowers(compiled), "page"u8), device);
        ZkModelSecret? secret = null;
        if (visibility.Weights == WeightMode.Committed)
        {
            (ZkCommitment commitment, secret) = await ZkProver.CommitAsync(key, device);
            commitment.Save(Path.Combine(folder, name + ".zkcommit"));
        }

        using var prover = new ZkProver(key, device, secret);
        (await prover.ProveAsync(ZkModel.Floats(input))).Proof.Save(Path.Combine(folder, name + ".zkproof"));
        key.VerifyingKey.Save(Path.Combine(folder, name + ".zkvk"));
    }
}

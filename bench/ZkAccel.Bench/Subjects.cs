namespace ZkAccel.Bench;

/// <summary>What is measured, in the order of the table.</summary>
internal static class Subjects
{
    public const string Plonk = "plonk-2^16", Msm = "msm", Ntt = "ntt";

    private static readonly string[] Own = ["tiny-mlp", "credit-scoring", "mlp-mnist", "lenet5-mnist", "resnet20-mnist"];

    private static readonly string[] Further =
        ["mlp-2m", "resnet20-cifar10", "mlperf-resnet8", "mlperf-dscnn-kws", "mlperf-mobilenetv1-vww", "mlperf-autoencoder-ad"];

    /// <summary>Every subject that can be measured here; the larger models only where their folder is.</summary>
    public static IEnumerable<string> Available() => Own.Concat(Further.Where(n => FolderOf(n) is not null)).Concat([Plonk, Msm, Ntt]);

    /// <param name="name">One of <see cref="Available"/>.</param>
    /// <param name="on">Where to prove; the processor when null.</param>
    public static Task<Figures> MeasureAsync(string name, ProofDevice? on = null) => name switch
    {
        Plonk => PlonkBench.MeasureAsync(logRows: 16, on),
        Msm => Task.FromResult(KernelBench.Msm(16, 18)),
        Ntt => Task.FromResult(KernelBench.Ntt(16, 20)),
        _ => ModelBench.MeasureAsync(name, FolderOf(name) ?? throw new DirectoryNotFoundException($"No folder {name} in {string.Join(", ", Roots())}."), on),
    };

    private static string? FolderOf(string model) =>
        Roots().Select(root => Path.Combine(root, model)).FirstOrDefault(folder => File.Exists(Path.Combine(folder, "model.onnx")));

    private static IEnumerable<string> Roots() =>
        [Path.Combine("bench", "models"), Path.Combine(AppContext.BaseDirectory, "models"), Environment.GetEnvironmentVariable("ZKACCEL_MODELS") ?? Path.Combine("..", "shared", "models")];
}

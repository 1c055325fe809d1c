using System.Diagnostics;
using ZkAccel.Gpu;
using ZkAccel.Runtime;

namespace ZkAccel.Bench;

/// <summary>One device in this process: its operations, then proofs of models and of plain PLONK.</summary>
internal static class GpuRun
{
    private static readonly string[] Kinds = ["cuda", "opencl", "ilgpu-cpu"];

    /// <summary>Models of a GPU, where their folders are; the emulation takes the smallest.</summary>
    private static readonly string[] Models = ["tiny-mlp", "lenet5-mnist", "resnet20-mnist", "resnet20-cifar10"];

    public static async Task<int> RunAsync(string? deviceName, string? resultsFolder, bool json)
    {
        GpuDevices.Register();
        long clock = Stopwatch.GetTimestamp();
        string name = deviceName ?? First();
        AcceleratorInfo info;
        IReadOnlyList<KernelFigures> kernels;
        bool isFast, isEmulated;
        using (IAccelerator device = Accelerators.Open(name))
        {
            info = device.Info;
            isEmulated = info.Kind == "ilgpu-cpu";
            Console.Error.WriteLine($"{name}: {info.Notes}");
            using var bench = new GpuBench(device);
            isFast = await bench.MeasureAsync(isEmulated ? [8, 10] : [10, 16, 18, 20, 22, 24]);
            kernels = bench.Figures;
        }

        var figures = new List<Figures> { new(name) { Kernels = [.. kernels] } };
        var on = new ProofDevice(name, isEmulated ? 1 : 3);
        foreach (string model in isFast && !isEmulated ? Models.Intersect(Subjects.Available()) : Models.Take(1))
            figures.Add(await ProveAsync(model, () => Subjects.MeasureAsync(model, on)));
        foreach (int log in isEmulated ? (int[])[10] : isFast ? [16, 18, 20] : [12])
            figures.Add(await ProveAsync($"PLONK 2^{log}", () => PlonkBench.MeasureAsync(log, on)));

        var report = new QuickReport(
            Machine.Here($"{name}, {info.Notes}"), Stopwatch.GetElapsedTime(clock).TotalSeconds, [.. figures]);
        if (json) Console.WriteLine(Json.Text(report));
        else ReportTable.Write(report, name);
        if (resultsFolder is not null)
        {
            Directory.CreateDirectory(resultsFolder);
            string path = Path.Combine(resultsFolder, "gpu.json");
            await File.WriteAllTextAsync(path, Json.Text(report) + Environment.NewLine);
            Console.Error.WriteLine($"written: {path}");
        }

        return figures.Exists(f => f.Error is not null) ? 1 : 0;
    }

    private static async Task<Figures> ProveAsync(string name, Func<Task<Figures>> measure)
    {
        Console.Error.WriteLine(name);
        try
        {
            return await measure() with { Name = name };
        }
        catch (AcceleratorException error) when (error.Code == AcceleratorError.OutOfMemory)
        {
            return new Figures(name) { Error = error.Message };
        }
    }

    /// <summary>The first device that opens, GPUs before the emulation; why others did not goes to stderr.</summary>
    private static string First()
    {
        foreach (string name in Kinds.SelectMany(kind => Accelerators.Kinds.Single(known => known.Name == kind).Probe()))
        {
            try
            {
                Accelerators.Open(name).Dispose();
                return name;
            }
            catch (AcceleratorException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }

        throw new InvalidOperationException("Not even the emulated device opens.");
    }
}

using System.Diagnostics;
using ZkAccel.Gpu;
using ZkAccel.Runtime;

namespace ZkAccel.Bench;

/// <summary>One GPU device in this process: its operations, then proofs of plain PLONK.</summary>
internal static class GpuRun
{
    private static readonly string[] Kinds = ["cuda", "opencl", "ilgpu-cpu"];

    public static async Task<int> RunAsync(string? deviceName, string? resultsFolder, bool json)
    {
        GpuDevices.Register();
        long clock = Stopwatch.GetTimestamp();
        using IAccelerator device = deviceName is null ? First() : Accelerators.Open(deviceName);
        bool isEmulated = device.Info.Kind == "ilgpu-cpu";
        Console.Error.WriteLine($"{device.Info.Name}: {device.Info.Notes}");
        using var bench = new GpuBench(device);
        bool isFast = await bench.MeasureAsync(isEmulated ? [8, 10] : [10, 16, 18, 20, 22, 24]);

        var figures = new List<Figures> { new(device.Info.Name) { Kernels = [.. bench.Figures] } };
        foreach (int log in isEmulated ? (int[])[10] : isFast ? [16, 18, 20] : [12])
            figures.Add(await PlonkBench.MeasureAsync(log, Accelerators.Open(device.Info.Name)) with { Name = $"PLONK 2^{log} on {device.Info.Name}" });

        var report = new QuickReport(
            Machine.Here($"{device.Info.Name}, {device.Info.Notes}"), Stopwatch.GetElapsedTime(clock).TotalSeconds, [.. figures]);
        if (json) Console.WriteLine(Json.Text(report));
        else ReportTable.Write(report, kernels: "one queue");
        if (resultsFolder is not null)
        {
            Directory.CreateDirectory(resultsFolder);
            string path = Path.Combine(resultsFolder, "gpu.json");
            await File.WriteAllTextAsync(path, Json.Text(report) + Environment.NewLine);
            Console.Error.WriteLine($"written: {path}");
        }

        return 0;
    }

    /// <summary>The first device that opens, GPUs before the emulation; why others did not goes to stderr.</summary>
    private static IAccelerator First()
    {
        foreach (string name in Kinds.SelectMany(kind => Accelerators.Kinds.Single(known => known.Name == kind).Probe()))
        {
            try
            {
                return Accelerators.Open(name);
            }
            catch (AcceleratorException error)
            {
                Console.Error.WriteLine(error.Message);
            }
        }

        throw new InvalidOperationException("Not even the emulated device opens.");
    }
}

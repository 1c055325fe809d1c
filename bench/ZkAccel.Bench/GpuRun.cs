using System.Diagnostics;
using ZkAccel.Conformance;
using ZkAccel.Gpu;
using ZkAccel.Runtime;

namespace ZkAccel.Bench;

/// <summary>One device in this process: its operations, then proofs of models and of plain PLONK.</summary>
internal static class GpuRun
{
    private static readonly string[] Kinds = ["cuda", "opencl", "ilgpu-cpu"];

    /// <summary>What a GPU proves; a slow device takes the smallest.</summary>
    private static readonly string[] Models = ["tiny-mlp", "lenet5-mnist", "resnet20-mnist", "resnet20-cifar10"];

    /// <summary>Sizes of the operations, and the one that a device must have got past to be given all proofs.</summary>
    private static readonly int[] Sizes = [10, 16, 18, 20, 22, 24], EmulatedSizes = [8, 10];

    private const int LogFast = 20;

    public static async Task<int> RunAsync(string? deviceName, string? resultsFolder, bool json, int? lawsTo)
    {
        GpuDevices.Register();
        long clock = Stopwatch.GetTimestamp();
        string name = deviceName ?? First();
        AcceleratorInfo info = Describe(name);
        bool isEmulated = info.Kind == "ilgpu-cpu", isFast = false;
        var machine = Machine.Here($"{name}, {info.Notes}");
        Console.Error.WriteLine($"{name}: {info.Notes}");
        var figures = new List<Figures>();

        if (lawsTo is { } logN) Add(await LawsAsync(name, logN));
        using (IAccelerator device = Accelerators.Open(name))
        {
            int[] sizes = isEmulated ? EmulatedSizes : Sizes;
            using var bench = new GpuBench(device, sizes[^1]);
            figures.Add(new Figures(name));
            foreach (int log in sizes)
            {
                bool goesOn = await bench.MeasureAsync(log);
                figures[^1] = figures[^1] with { Kernels = [.. bench.Figures], Error = bench.Error };
                Save();
                if (!goesOn) break;
                isFast |= log >= LogFast;
            }
        }

        var on = new ProofDevice(name, isEmulated ? 1 : 3);
        foreach (string model in isFast ? Models : Models.Take(1)) Add(await ProveAsync(model, () => Subjects.MeasureAsync(model, on)));
        foreach (int log in isEmulated ? (int[])[10] : isFast ? [16, 18, 20] : [12])
            Add(await ProveAsync($"PLONK 2^{log}", () => PlonkBench.MeasureAsync(log, on)));

        QuickReport report = Report();
        if (json) Console.WriteLine(Json.Text(report));
        else ReportTable.Write(report, name);
        if (resultsFolder is not null) Console.Error.WriteLine($"written: {PathOf(resultsFolder)}");
        return figures.Exists(f => f.Error is not null) ? 1 : 0;

        QuickReport Report() => new(machine, Stopwatch.GetElapsedTime(clock).TotalSeconds, [.. figures]);

        void Add(Figures next)
        {
            figures.Add(next);
            Save();
        }

        // After each subject: what was measured is not lost to what comes after it.
        void Save()
        {
            if (resultsFolder is null) return;
            Directory.CreateDirectory(resultsFolder);
            File.WriteAllText(PathOf(resultsFolder), Json.Text(Report()) + Environment.NewLine);
        }
    }

    private static string PathOf(string folder) => Path.Combine(folder, "gpu.json");

    private static AcceleratorInfo Describe(string name)
    {
        using IAccelerator device = Accelerators.Open(name);
        return device.Info;
    }

    /// <summary>The laws of the accelerator interface.</summary>
    private static async Task<Figures> LawsAsync(string device, int logN)
    {
        var limits = new ConformanceLimits { MaxLogN = logN };
        IReadOnlyList<string> names = ConformanceSuite.Names(limits);
        var broken = new List<string>();
        foreach ((int number, string law) in names.Index())
        {
            Console.Error.WriteLine($"  law {number + 1} of {names.Count}: {law}");
            try
            {
                await ConformanceSuite.RunAsync(law, () => Accelerators.Open(device), limits);
            }
            catch (ConformanceException error)
            {
                Console.Error.WriteLine($"  broken: {error.Message}");
                broken.Add(error.Message);
            }
        }

        return new Figures($"{names.Count} laws to 2^{logN}") { Laws = names.Count - broken.Count, Error = broken.Count == 0 ? null : string.Join("; ", broken) };
    }

    private static async Task<Figures> ProveAsync(string name, Func<Task<Figures>> measure)
    {
        Console.Error.WriteLine(name);
        try
        {
            return await measure() with { Name = name };
        }
        catch (Exception error) when (error is AcceleratorException or InvalidOperationException or DirectoryNotFoundException)
        {
            Console.Error.WriteLine($"  {error.Message}");
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

using System.Diagnostics;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Bench;

/// <summary>Every subject in a process of its own, one after another.</summary>
internal static class QuickRun
{
    /// <returns>0 when every subject was measured, else 1.</returns>
    public static async Task<int> RunAsync(string? resultsFolder, string[]? only, bool json)
    {
        long clock = Stopwatch.GetTimestamp();
        Machine machine = Machine.Here(DeviceNotes());
        string[] names = only ?? [.. Subjects.Available()];
        var figures = new List<Figures>();
        foreach (string name in names)
        {
            Console.Error.WriteLine($"[{Stopwatch.GetElapsedTime(clock).TotalSeconds,4:F0} s] {name} ({figures.Count + 1} of {names.Length})");
            figures.Add(await ChildAsync(name));
        }

        var report = new QuickReport(machine, Stopwatch.GetElapsedTime(clock).TotalSeconds, [.. figures]);
        if (json) Console.WriteLine(Json.Text(report));
        else ReportTable.Write(report);
        if (resultsFolder is not null)
        {
            Directory.CreateDirectory(resultsFolder);
            string path = Path.Combine(resultsFolder, "quick.json");
            await File.WriteAllTextAsync(path, Json.Text(report) + Environment.NewLine);
            Console.Error.WriteLine($"written: {path}");
        }

        return figures.Exists(f => f.Error is not null) ? 1 : 0;
    }

    /// <summary>A child's last line of output is its JSON; what it says on stderr passes through.</summary>
    private static async Task<Figures> ChildAsync(string name)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, ["one", name]) { RedirectStandardOutput = true };
        using Process child = Process.Start(start)!;
        string output = await child.StandardOutput.ReadToEndAsync();
        await child.WaitForExitAsync();
        return child.ExitCode == 0
            ? Json.Parse(output.TrimEnd().Split('\n')[^1])
            : new Figures(name) { Error = $"the measuring process ended with status {child.ExitCode}; its reason is above" };
    }

    private static string DeviceNotes()
    {
        using var device = new CpuAccelerator();
        return $"{device.Info.Name}, {device.Info.Notes}";
    }
}

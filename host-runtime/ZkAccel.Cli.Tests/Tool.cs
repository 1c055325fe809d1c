using System.Diagnostics;
using System.Globalization;

namespace ZkAccel.Cli.Tests;

/// <summary>Runs the built tool as a process, as a user would.</summary>
internal static class Tool
{
    private const int PollMilliseconds = 2;

    /// <summary>The built tool.</summary>
    public static string Binary { get; } = Path.Combine(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "zkaccel.exe" : "zkaccel");

    /// <summary>Release or Debug, as this was built.</summary>
    public static string Configuration { get; } = new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name;

    /// <summary>The repository.</summary>
    public static string Root { get; } = Find("ZkAccel.sln");

    /// <summary>The models that belong to the repository.</summary>
    public static string Models { get; } = Path.Combine(Root, "bench", "models");

    /// <summary>Runs the tool to its end.</summary>
    public static (int Code, string Output, string Error) Run(params string[] arguments) => Wait(Start(arguments));

    /// <summary>Runs the tool to its end, or kills it after a time; the most memory that it was seen to use, in bytes.</summary>
    public static (int Code, string Output, string Error, long PeakBytes) Measure(TimeSpan limit, params string[] arguments)
    {
        using Process process = Start(arguments);
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        long started = Stopwatch.GetTimestamp(), peak = 0;
        while (!process.WaitForExit(PollMilliseconds))
        {
            peak = Math.Max(peak, PeakBytes(process.Id));
            if (Stopwatch.GetElapsedTime(started) > limit) process.Kill(entireProcessTree: true);
        }

        process.WaitForExit();
        return (process.ExitCode, output.Result, error.Result, peak);
    }

    /// <summary>Starts the tool.</summary>
    public static Process Start(params string[] arguments) => StartProgram(Binary, arguments);

    /// <summary>Whether a program is on the PATH.</summary>
    public static bool Exists(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program)));

    /// <summary>Runs any program to its end, in the repository's root.</summary>
    public static (int Code, string Output, string Error) Program(string name, string[] arguments, params (string Name, string Value)[] environment) =>
        Wait(StartProgram(name, arguments, environment));

    private static Process StartProgram(string name, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(name) { RedirectStandardOutput = true, RedirectStandardError = true, WorkingDirectory = Root };
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        foreach ((string variable, string value) in environment) start.Environment[variable] = value;
        return Process.Start(start)!;
    }

    private static (int Code, string Output, string Error) Wait(Process process)
    {
        using (process)
        {
            Task<string> error = process.StandardError.ReadToEndAsync();
            string output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();
            return (process.ExitCode, output, error.Result);
        }
    }

    // The high-water mark never falls, so that only what is used in the last moments can be missed.
    private static long PeakBytes(int process)
    {
        try
        {
            foreach (string line in File.ReadLines($"/proc/{process}/status"))
            {
                if (line.StartsWith("VmHWM:", StringComparison.Ordinal))
                    return 1024 * long.Parse(line["VmHWM:".Length..^"kB".Length], NumberStyles.Integer, CultureInfo.InvariantCulture);
            }
        }
        catch (IOException)
        {
        }

        return 0;
    }

    private static string Find(string file)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, file))) return folder.FullName;
        }

        throw new DirectoryNotFoundException(file);
    }
}

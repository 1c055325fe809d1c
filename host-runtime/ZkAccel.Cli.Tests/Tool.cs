using System.Diagnostics;

namespace ZkAccel.Cli.Tests;

/// <summary>Runs the built tool as a process, as a user would.</summary>
internal static class Tool
{
    public static string Models { get; } = Find("bench/models");

    public static (int Code, string Output, string Error) Run(params string[] arguments) => Finish(Start(arguments));

    /// <summary>The same with a variable of the environment.</summary>
    public static (int Code, string Output, string Error) Run(string[] arguments, (string Name, string Value) variable) => Finish(Start(arguments, variable));

    public static Process Start(params string[] arguments) => Start(arguments, null);

    private static (int Code, string Output, string Error) Finish(Process running)
    {
        using Process process = running;
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output, error.Result);
    }

    private static Process Start(string[] arguments, (string Name, string Value)? variable)
    {
        var start = new ProcessStartInfo("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "zkaccel.dll"));
        if (variable is { } set) start.Environment[set.Name] = set.Value;
        foreach (string argument in arguments) start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    private static string Find(string relative)
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, relative);
            if (Directory.Exists(path)) return path;
        }

        throw new DirectoryNotFoundException(relative);
    }
}

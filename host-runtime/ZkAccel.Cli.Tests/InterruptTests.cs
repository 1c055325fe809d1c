using System.Diagnostics;
using System.Runtime.InteropServices;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>Ctrl-C and <c>kill -9</c> at any moment of a command: results are whole, absent, or the older ones, and the next run works.</summary>
public sealed class InterruptTests
{
    private const int Interrupt = 2;
    private const int KillSignal = 9;
    private const int Parts = 8;

    public static TheoryData<string, int> Cases => new() { { "setup", Interrupt }, { "setup", KillSignal }, { "prove", Interrupt }, { "prove", KillSignal } };

    [Theory]
    [Trait("Lane", "long")]
    [MemberData(nameof(Cases))]
    public async Task An_interrupted_command_leaves_whole_files_alone(string verb, int signal)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        using TinyModel model = TinyModel.Made(before: verb);
        (_, string[] arguments, string[] names) = model.Steps.Single(step => step.Verb == verb);
        string[] results = [.. names.Select(model.At)];

        // The first run tells how long the command takes, and leaves the older results.
        long started = Stopwatch.GetTimestamp();
        Assert.Equal(0, Tool.Run(arguments).Code);
        TimeSpan whole = Stopwatch.GetElapsedTime(started);
        int stopped = 0;
        for (int part = 1; part <= Parts; part++)
        {
            byte[][] older = [.. results.Select(File.ReadAllBytes)];
            using Process process = Tool.Start(arguments);
            Task<string> error = process.StandardError.ReadToEndAsync(), output = process.StandardOutput.ReadToEndAsync();
            Thread.Sleep(whole * part / Parts);
            _ = Kill(process.Id, signal);
            Assert.True(process.WaitForExit(10_000), "does not stop");
            if (process.ExitCode == 0) continue;
            stopped++;
            Assert.Equal(128 + signal, process.ExitCode);
            Assert.Empty(await output);

            // A signal may come after the result was written and before the process ends: then it is a new one, and whole.
            if (!older.Zip(results).All(pair => pair.First.AsSpan().SequenceEqual(File.ReadAllBytes(pair.Second)))) Assert.Equal(0, Tool.Run(model.Verify).Code);
            if (signal != Interrupt) continue;
            Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(results[0])!, ".*.tmp"));
            if (await error is { Length: > 0 } line) Assert.Equal("zkaccel: cancelled\n", line);
        }

        Assert.NotEqual(0, stopped);
        model.Before();
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(results[0])!, ".*.tmp"));
        Assert.Equal(0, Tool.Run(model.Verify).Code);
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

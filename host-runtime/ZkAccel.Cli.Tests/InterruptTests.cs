using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Xunit;
using ZkAccel.Inference;
using ZkAccel.Runtime;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Cli.Tests;

/// <summary>Ctrl-C and <c>kill -9</c> at any moment of a command: results are whole, absent, or the older ones, and the next run works.</summary>
public sealed class InterruptTests
{
    private const int Interrupt = 2;
    private const int KillSignal = 9;
    private const int Terminate = 15;
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

            // A signal may come after the result was written, or told of, and before the process ends: then it is a new one, and whole.
            bool isOld = older.Zip(results).All(pair => pair.First.AsSpan().SequenceEqual(File.ReadAllBytes(pair.Second)));
            if (!isOld || (await output).Length > 0) Assert.Equal(0, Tool.Run(model.Verify).Code);
            if (signal != Interrupt) continue;
            Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(results[0])!, ".*.tmp"));
            if (await error is { Length: > 0 } line) Assert.Equal("zkaccel: cancelled\n", line);
        }

        Assert.NotEqual(0, stopped);
        model.Before();
        Assert.Empty(Directory.EnumerateFiles(Path.GetDirectoryName(results[0])!, ".*.tmp"));
        Assert.Equal(0, Tool.Run(model.Verify).Code);
    }

    // What blocks in the system, here a write to a pipe that nobody reads, hears of no cancellation.
    [Theory]
    [InlineData(Interrupt, 130, "cancelled")]
    [InlineData(Terminate, 143, "terminated")]
    public async Task A_command_that_cannot_stop_ends_with_one_line(int signal, int expected, string name)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "signals");
        using TinyModel model = TinyModel.Made();
        string pipe = model.At("pipe");
        Assert.Equal(0, Tool.Program("mkfifo", [pipe]).Code);
        foreach (string format in new[] { "", "--json" })
        {
            using Process reader = Process.Start(new ProcessStartInfo("timeout", ["30", "bash", "-c", $"exec 3< {pipe}; echo opened; read"]) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
            using Process process = Tool.Start(["srs", "dev", "-k", "12", "--srs-path", pipe, .. format.Split(' ', StringSplitOptions.RemoveEmptyEntries)]);
            Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken), output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Assert.Equal("opened", await reader.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
            _ = Kill(process.Id, signal);
            Assert.True(process.WaitForExit(30_000), "does not stop");
            reader.StandardInput.Close();
            Assert.Equal(expected, process.ExitCode);
            Assert.Equal(format.Length == 0 ? "zkaccel: cancelled\n" : "", await error);
            if (format.Length == 0) Assert.Empty(await output);
            else Assert.Equal((name, expected), Code(await output));
        }

        static (string?, int) Code(string json)
        {
            using JsonDocument document = JsonDocument.Parse(json);
            JsonElement said = document.RootElement.GetProperty("error");
            return (said.GetProperty("code").GetString(), said.GetProperty("exitCode").GetInt32());
        }
    }

    // Loading compiles the model and uploads the key: for a large one that is most of the time that a person waits.
    [Fact]
    public void Loading_stops_when_it_is_cancelled()
    {
        using TinyModel model = TinyModel.Made();
        var cancelled = new CancellationToken(canceled: true);
        ZkModel quantised = ZkModel.Load(model.At("tiny.zkm"));
        Assert.Throws<OperationCanceledException>(() => quantised.Compile(new Visibility(), cancellation: cancelled));
        Assert.Throws<OperationCanceledException>(() => ZkProvingKey.Load(model.At("tiny.zkpk"), quantised, cancelled));
        ZkProvingKey key = ZkProvingKey.Load(model.At("tiny.zkpk"), quantised, CancellationToken.None);
        ZkModelSecret secret = ZkModelSecret.Load(model.At("tiny.zksecret"), key, ZkCommitment.Load(model.At("tiny.zkcommit")));
        using IAccelerator device = Accelerators.Open("cpu");
        Assert.Throws<OperationCanceledException>(() => new ZkProver(key, device, secret, cancelled));
        new ZkProver(key, device, secret, CancellationToken.None).Dispose();
    }

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}

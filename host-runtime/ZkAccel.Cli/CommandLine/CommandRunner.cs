using System.CommandLine;

namespace ZkAccel.Cli;

/// <summary>Runs a command's work: report on success, one line and an exit code on any error.</summary>
internal static class CommandRunner
{
    /// <summary>Sets what a command does.</summary>
    public static Command Does(this Command command, Func<ParseResult, Terminal, CancellationToken, Task<Report>> work)
    {
        command.SetAction((parse, cancellation) => RunAsync(parse, work, cancellation));
        return command;
    }

    /// <summary>Sets what a command does, where nothing is awaited.</summary>
    public static Command Does(this Command command, Func<ParseResult, Terminal, CancellationToken, Report> work) =>
        command.Does((parse, terminal, cancellation) => Task.FromResult(work(parse, terminal, cancellation)));

    private static async Task<int> RunAsync(
        ParseResult parse, Func<ParseResult, Terminal, CancellationToken, Task<Report>> work, CancellationToken cancellation)
    {
        var terminal = new Terminal(parse.GetValue(Shared.Json), parse.GetValue(Shared.Verbose));
        try
        {
            Report report = await AnsweringAsync(Task.Run(() => work(parse, terminal, cancellation), cancellation), cancellation).ConfigureAwait(false);
            terminal.Write(report);
            return report.ExitCode;
        }
        catch (Exception e)
        {
            (int code, string message) = Failure.Describe(e);
            terminal.Fail(code, message, e);
            return code;
        }
    }

    /// <summary>The result of work, or its end by cancellation; where it does not reach its next step soon, the process goes on without it.</summary>
    private static async Task<Report> AnsweringAsync(Task<Report> work, CancellationToken cancellation)
    {
        var cancelled = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using CancellationTokenRegistration registration = cancellation.Register(cancelled.SetResult);
        if (await Task.WhenAny(work, cancelled.Task).ConfigureAwait(false) != work && await Task.WhenAny(work, Task.Delay(Interruption.Patience, CancellationToken.None)).ConfigureAwait(false) != work)
            throw new OperationCanceledException(cancellation);
        return await work.ConfigureAwait(false);
    }
}

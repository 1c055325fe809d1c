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
            // Off the main thread, so that Ctrl-C is answered while the work computes.
            Report report = await Task.Run(() => work(parse, terminal, cancellation), cancellation).ConfigureAwait(false);
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
}

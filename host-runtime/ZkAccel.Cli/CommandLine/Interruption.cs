using System.Runtime.InteropServices;

namespace ZkAccel.Cli;

/// <summary>
/// Ctrl-C and SIGTERM. The first cancels: a command stops at its next step, removes what it half wrote and says so. A second one ends the
/// process as the system does.
/// </summary>
internal sealed class Interruption : IDisposable
{
    /// <summary>How long a command may take to reach its next step before the process ends without it.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private static int _exitCode;

    private readonly CancellationTokenSource _source = new();
    private readonly PosixSignalRegistration[] _registrations;

    public Interruption() => _registrations =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Cancel(context, Cli.ExitCode.Cancelled)),
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Cancel(context, Cli.ExitCode.Terminated)),
    ];

    /// <summary>What the process returns once it is cancelled.</summary>
    public static int ExitCode => Volatile.Read(ref _exitCode) is > 0 and int code ? code : Cli.ExitCode.Cancelled;

    public CancellationToken Token => _source.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _source.Dispose();
    }

    private void Cancel(PosixSignalContext context, int exitCode)
    {
        if (Interlocked.CompareExchange(ref _exitCode, exitCode, 0) != 0) return;
        context.Cancel = true;
        _source.Cancel();
    }
}

using ZkAccel.Evm;
using ZkAccel.Plonk;
using ZkAccel.Runtime;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Cli;

/// <summary>One line and an exit code for each kind of error that the libraries throw.</summary>
internal static class Failure
{
    public static (int ExitCode, string Message) Describe(Exception error) => error switch
    {
        OperationCanceledException => (ExitCode.Cancelled, "cancelled"),
        UsageException => (ExitCode.Usage, error.Message),
        AcceleratorException => (ExitCode.Device, error.Message),
        OutputException => (ExitCode.Output, error.Message),
        InsecureException => (ExitCode.Insecure, error.Message),
        NodeException => (ExitCode.Node, error.Message),
        ModelException or IntegerModelException or LoweringException or CircuitException or SrsException or FileFormatException or SolidityException =>
            (ExitCode.BadInput, error.Message),
        FileNotFoundException { FileName: { } file } => (ExitCode.BadInput, $"{file}: file not found"),
        IOException or UnauthorizedAccessException => (ExitCode.BadInput, error.Message),
        OutOfMemoryException => (ExitCode.Device, "out of memory"),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => (ExitCode.Internal, $"unexpected: {error.GetType().Name}: {error.Message} (--verbose shows where)"),
    };
}

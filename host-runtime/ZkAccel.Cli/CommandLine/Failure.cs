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
        OperationCanceledException => (Interruption.ExitCode, "cancelled"),
        UsageException => (ExitCode.Usage, error.Message),
        AcceleratorException => (ExitCode.Device, error.Message),
        OutputException => (ExitCode.Output, error.Message),
        InsecureException => (ExitCode.Insecure, error.Message),
        RefusedException => (ExitCode.Refused, error.Message),
        NodeException => (ExitCode.Node, error.Message),
        ModelException or IntegerModelException or LoweringException or CircuitException or SrsException or FileFormatException or InputException or UnfitFileException or SolidityException =>
            (ExitCode.BadInput, error.Message),
        _ when FileProblem.IsOfSystem(error) => (ExitCode.BadInput, $"a file cannot be read: {FileProblem.Describe("", error)}"),
        OutOfMemoryException => (ExitCode.Device, "out of memory: close other programs, or prove a smaller model"),
        AggregateException { InnerExceptions: [var only] } => Describe(only),
        _ => (ExitCode.Internal, "a fault of this program: please report it with the output of the same command and --verbose"),
    };
}

using System.CommandLine;
using System.CommandLine.Parsing;
using System.Runtime.InteropServices;
using ZkAccel.Gpu;

namespace ZkAccel.Cli;

/// <summary>The command line <c>zkaccel</c>.</summary>
internal static class Program
{
    /// <summary>SIGXFSZ.</summary>
    private const int FileSizeSignal = 25;

    private static async Task<int> Main(string[] arguments)
    {
        Console.OutputEncoding = System.Text.Encoding.UTF8;
        GpuDevices.Register();

        // A file above ulimit -f is an error of the write, as a full disk is, and no reason to be killed.
        using PosixSignalRegistration? tooLarge = OperatingSystem.IsLinux() ? PosixSignalRegistration.Create((PosixSignal)FileSizeSignal, context => context.Cancel = true) : null;
        ParseResult parse = Root().Parse(arguments);
        if (parse.Errors.Count > 0 && parse.Action is System.CommandLine.Invocation.ParseErrorAction)
        {
            bool json = arguments.Contains("--json");
            string message = string.Join(" ", parse.Errors.Select(Describe).Distinct());
            new Terminal(json, verbose: false).Fail(ExitCode.Usage, $"{message} See: {Path(parse.CommandResult.Command)} --help", null);
            return ExitCode.Usage;
        }

        // The library's own handling would end the process in silence two seconds after a signal.
        using var interruption = new Interruption();
        var configuration = new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null };
        return await parse.InvokeAsync(configuration, interruption.Token).ConfigureAwait(false);
    }

    private static RootCommand Root()
    {
        var root = new RootCommand("From an ONNX model to a zero-knowledge proof of its inference, and back.")
        {
            Shared.Json,
            Shared.Verbose,
            InspectCommand.Create(),
            RunCommand.Create(),
            CalibrateCommand.Create(),
            SetupCommand.Create(),
            CommitCommand.Create(),
            WitnessCommand.Create(),
            CheckCommand.Create(),
            ProveCommand.Create(),
            VerifyCommand.Create(),
            SrsCommand.Create(),
            SrsCommand.Dev("gen-srs"),
            EvmCommand.Create(),
            DevicesCommand.Create(),
            CompletionCommand.Create(),
        };
        HelpWithExamples.Attach(
            root,
            "zkaccel srs dev --logrows 15 --srs-path dev.zksrs",
            "zkaccel calibrate -M lenet5.onnx -D samples.npy",
            "zkaccel setup -M lenet5.zkm --srs-path dev.zksrs",
            "zkaccel commit -M lenet5.zkm",
            "zkaccel prove -M lenet5.zkm -D input.json",
            "zkaccel verify --vk-path lenet5.zkvk --proof-path lenet5.zkproof --allow-insecure");
        HelpWithExamples.Install(root);
        return root;
    }

    /// <summary>The parser's message; where a word is no number, one that says so.</summary>
    private static string Describe(ParseError error)
    {
        SymbolResult? at = error.SymbolResult is ArgumentResult { Parent: OptionResult parent } ? parent : error.SymbolResult;
        string? name = at switch { OptionResult o => o.Option.Name, ArgumentResult a => a.Argument.Name, _ => null };
        if (Choice(error, name) is { } choice) return choice;
        return at is OptionResult { Tokens: [var token], Option: var option } && Takes(option.ValueType) is { } what && error.Message.Contains("'System.", StringComparison.Ordinal)
            ? $"{option.Name} takes {what}, not '{token.Value}'."
            : error.Message;
    }

    /// <summary>What the parser says of a word that is none of a few, as one line; null for other errors. Its own has a line for each choice.</summary>
    private static string? Choice(ParseError error, string? name)
    {
        string[] lines = error.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        if (lines.Length < 2 || name is null || !lines[1..].All(line => line is ['\'', .., '\''])) return null;
        string[] choices = [.. lines[1..].Select(line => line[1..^1])];
        int from = lines[0].IndexOf('\'', StringComparison.Ordinal) + 1, to = lines[0].LastIndexOf("' ", StringComparison.Ordinal);
        string given = from > 0 && to >= from ? lines[0][from..to] : "";
        return $"{name} takes {string.Join(", ", choices[..^1])} or {choices[^1]}, not '{given}'.";
    }

    private static string? Takes(Type type) => (Nullable.GetUnderlyingType(type) ?? type) switch
    {
        { } t when t == typeof(int) => "a whole number",
        { } t when t == typeof(float) => "a number",
        { } t when t == typeof(bool) => "true or false",
        _ => null,
    };

    private static string Path(Command command)
    {
        Command? parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? "zkaccel" : $"{Path(parent)} {command.Name}";
    }
}

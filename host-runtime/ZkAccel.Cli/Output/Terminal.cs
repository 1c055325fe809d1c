using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Spectre.Console;

namespace ZkAccel.Cli;

/// <summary>
/// Where a command's output goes: text or JSON to standard output; progress and errors to standard error, progress only when that is
/// a terminal. Colours follow NO_COLOR.
/// </summary>
internal sealed class Terminal
{
    // Wide enough that nothing is wrapped: programs read lines.
    private const int PipedWidth = 1 << 12;

    private static readonly JsonSerializerOptions Serialisation = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.KebabCaseLower) },
    };

    private readonly IAnsiConsole _out = Create(Console.Out, Console.IsOutputRedirected);
    private readonly IAnsiConsole _error = Create(Console.Error, Console.IsErrorRedirected);

    public Terminal(bool json, bool verbose) => (Json, Verbose) = (json, verbose);

    /// <summary>Whether standard output is for machines.</summary>
    public bool Json { get; }

    /// <summary>Whether an unexpected error shows where it came from.</summary>
    public bool Verbose { get; }

    /// <summary>Does work that may take long under a progress display.</summary>
    public async Task<T> WorkAsync<T>(Func<IProgress<ZkProgress>, Task<T>> work)
    {
        if (Json || Console.IsErrorRedirected) return await work(NoProgress.Instance).ConfigureAwait(false);
        return await _error.Progress()
            .AutoClear(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn())
            .StartAsync(context => work(new ProgressDisplay(context))).ConfigureAwait(false);
    }

    /// <summary>The same where nothing is awaited.</summary>
    public T Work<T>(Func<IProgress<ZkProgress>, T> work) => WorkAsync(progress => Task.FromResult(work(progress))).GetAwaiter().GetResult();

    /// <summary>Writes a finished command's report.</summary>
    public void Write(Report report)
    {
        if (Json) Console.Out.WriteLine(JsonSerializer.Serialize(report, report.GetType(), Serialisation));
        else report.Print(_out);
    }

    /// <summary>Writes a remark that is no part of the result.</summary>
    public void Note(string text)
    {
        if (!Json) _error.MarkupLineInterpolated($"[yellow]{text}[/]");
    }

    /// <summary>Writes what has been done and stays done whatever follows, such as an address that was paid for: to standard error, with JSON too.</summary>
    public void Done(string text) => _error.MarkupLineInterpolated($"{text}");

    /// <summary>Writes why a command failed: one line of text, or a JSON object.</summary>
    public void Fail(int exitCode, string message, Exception? error)
    {
        if (Json)
        {
            var body = new { error = new { code = ExitCode.NameOf(exitCode), exitCode, message, detail = Verbose ? error?.ToString() : null } };
            Console.Out.WriteLine(JsonSerializer.Serialize(body, Serialisation));
            return;
        }

        _error.MarkupLineInterpolated($"[red]zkaccel:[/] {FileProblem.OneLine(message)}");
        if (Verbose && error is not null) Console.Error.WriteLine(error);
    }

    private static IAnsiConsole Create(TextWriter writer, bool piped)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(writer) });
        if (piped) console.Profile.Width = PipedWidth;
        return console;
    }

    private sealed class NoProgress : IProgress<ZkProgress>
    {
        public static NoProgress Instance { get; } = new();

        public void Report(ZkProgress value)
        {
        }
    }

    /// <summary>One bar a phase, in order of appearance.</summary>
    private sealed class ProgressDisplay(ProgressContext context) : IProgress<ZkProgress>
    {
        private readonly Dictionary<string, ProgressTask> _tasks = [];
        private ProgressTask? _last;

        public void Report(ZkProgress value)
        {
            lock (_tasks)
            {
                if (!_tasks.TryGetValue(value.Phase, out ProgressTask? task))
                {
                    if (_last is { IsFinished: false }) _last.Value = _last.MaxValue;
                    _tasks[value.Phase] = _last = task = context.AddTask(Markup.Escape(value.Phase), maxValue: 1);
                }

                task.Value = value.Fraction;
            }
        }
    }
}

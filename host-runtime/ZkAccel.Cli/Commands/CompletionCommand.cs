using System.CommandLine;
using Spectre.Console;

namespace ZkAccel.Cli;

/// <summary><c>zkaccel completion SHELL</c>: a function that asks the tool itself for suggestions.</summary>
internal static class CompletionCommand
{
    private const string Bash = """
        _zkaccel() {
            local IFS=$'\n'
            COMPREPLY=($(compgen -W "$("${COMP_WORDS[0]}" "[suggest:${COMP_POINT}]" "${COMP_LINE}" 2>/dev/null)" -- "${COMP_WORDS[COMP_CWORD]}"))
        }
        complete -o default -F _zkaccel zkaccel
        """;

    private const string Zsh = """
        _zkaccel() {
            local -a suggestions
            suggestions=("${(@f)$("${words[1]}" "[suggest:${CURSOR}]" "${BUFFER}" 2>/dev/null)}")
            compadd -a suggestions
            _files
        }
        compdef _zkaccel zkaccel
        """;

    private const string Fish = """
        complete -c zkaccel -a '(zkaccel "[suggest:"(commandline -C)"]" (commandline -p) 2>/dev/null)'
        """;

    public static Command Create()
    {
        var shell = new Argument<string>("shell") { Description = "The shell to complete in" };
        shell.AcceptOnlyFromAmong("bash", "zsh", "fish");
        Command command = new Command("completion", "Write a shell completion script") { shell }.Does((parse, _, _) =>
        {
            string name = parse.GetValue(shell)!;
            return new CompletionReport(name, name switch { "bash" => Bash, "zsh" => Zsh, _ => Fish });
        });
        return HelpWithExamples.Attach(command, "eval \"$(zkaccel completion bash)\"     # in ~/.bashrc", "eval \"$(zkaccel completion zsh)\"      # in ~/.zshrc, after compinit", "zkaccel completion fish > ~/.config/fish/completions/zkaccel.fish");
    }

    private sealed record CompletionReport(string Shell, string Script) : Report
    {
        public override void Print(IAnsiConsole console) => console.Profile.Out.Writer.WriteLine(Script);
    }
}

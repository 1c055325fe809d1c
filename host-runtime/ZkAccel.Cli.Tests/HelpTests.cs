using System.Text.Json;
using Xunit;

namespace ZkAccel.Cli.Tests;

/// <summary>Every verb explains itself, speaks JSON, and completes in a shell.</summary>
public sealed class HelpTests
{
    private static readonly string Manual = File.ReadAllText(Path.Combine(Tool.Root, "host-runtime", "doc", "cli.md"));

    [Fact]
    public void Every_verb_has_help_with_examples_and_a_line_in_the_manual()
    {
        var verbs = new Queue<string[]>([[]]);
        int seen = 0;
        while (verbs.TryDequeue(out string[]? verb))
        {
            (int code, string output, _) = Tool.Run([.. verb, "--help"]);
            Assert.Equal(0, code);
            string[] lines = output.Split('\n');
            Assert.Contains("Usage:", lines);
            int examples = Array.IndexOf(lines, "Examples:");
            Assert.True(examples >= 0 && lines[examples + 1].Contains("zkaccel", StringComparison.Ordinal), $"{string.Join(' ', verb)} has no examples");
            if (verb.Length > 0) Assert.Contains($"`{string.Join(' ', verb)}", Manual, StringComparison.Ordinal);
            seen++;
            int commands = Array.IndexOf(lines, "Commands:");
            if (commands < 0) continue;
            foreach (string line in lines.Skip(commands + 1).TakeWhile(line => line.Length > 0)) verbs.Enqueue([.. verb, line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries)[0]]);
        }

        Assert.InRange(seen, 15, 40);
    }

    [Fact]
    public void Exit_codes_stand_in_help_and_manual_alike()
    {
        string[] help = Tool.Run("--help").Output.Split('\n');
        string[][] codes = [.. help.Skip(Array.IndexOf(help, "Exit codes:") + 1).TakeWhile(line => line.Length > 0).Select(line => line.Split(' ', 3, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
        Assert.Equal(11, codes.Length);
        foreach (string[] code in codes) Assert.Contains($"| {code[0]} | `{code[1]}` | {code[2]} |", Manual, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_verb_speaks_json()
    {
        using TinyModel model = TinyModel.Made();
        string[][] commands =
        [
            ["inspect", "-M", TinyModel.Onnx],
            ["run", "-M", TinyModel.Onnx, "-D", TinyModel.Input],
            .. model.Steps.Select(step => step.Arguments),
            model.Verify,
            ["gen-witness", "-M", model.At("tiny.zkm"), "-D", TinyModel.Input, "-O", model.At("witness.json")],
            ["check", "-M", model.At("tiny.zkm"), "-D", TinyModel.Input],
            ["gen-srs", "-k", "5", "--srs-path", model.At("five.zksrs")],
            ["srs", "info", "--srs-path", model.At("five.zksrs")],
            ["srs", "check", model.At("five.zksrs")],
            ["srs", "import", model.At("dev.zksrs"), "--srs-path", model.At("cut.zksrs"), "--logrows", "5"],
            ["devices"],
            ["completion", "bash"],
        ];
        foreach (string[] command in commands)
        {
            (int code, string output, string error) = Tool.Run([.. command, "--json"]);
            Assert.True(code == 0, $"{string.Join(' ', command)}: {error}{output}");
            Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(output).RootElement.ValueKind);
        }
    }

    [Fact]
    public void Devices_name_kernels_threads_and_memory()
    {
        string line = Tool.Run("devices").Output.Split('\n').Single(line => line.StartsWith("cpu ", StringComparison.Ordinal));
        Assert.Matches($@"^cpu +{Environment.ProcessorCount} +[0-9.]+ [KMG]iB +kernels (Ifma|Fma|Portable)", line);
    }

    // Figures of a quiet machine of two processors, in a process that has proved before (bench/README.md).
    [Theory]
    [InlineData("tiny-mlp", 0.053)]
    [InlineData("lenet5-mnist", 0.242)]
    [InlineData("resnet20-mnist", 1.25)]
    public void Inspect_estimates_within_a_factor_of_two(string model, double measured)
    {
        (int code, string output, string error) = Tool.Run("inspect", "-M", Path.Combine(Tool.Models, model, "model.onnx"), "--json");
        Assert.True(code == 0, error);
        Assert.InRange(JsonDocument.Parse(output).RootElement.GetProperty("estimatedSeconds").GetDouble(), measured / 2, measured * 2);
    }

    [Fact]
    public void Inspect_shows_the_table_of_layers()
    {
        string[] lines = Tool.Run("inspect", "-M", TinyModel.Onnx).Output.Split('\n');
        int head = Array.FindIndex(lines, line => line.StartsWith("layer ", StringComparison.Ordinal));
        Assert.True(head >= 0);
        foreach (string column in new[] { "shape", "proven range", "slot rows", "weight rows", "gate rows", "lookups" }) Assert.Contains(column, lines[head], StringComparison.Ordinal);
        Assert.Contains(lines.Skip(head), line => line.StartsWith("/fc1/Gemm ", StringComparison.Ordinal) && line.Contains("[1,12]", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("zkaccel pro", "prove")]
    [InlineData("zkaccel srs i", "import info")]
    [InlineData("zkaccel prove --com", "--commitment --compiled-circuit")]
    [InlineData("zkaccel setup --weights ", "committed fixed private")]
    [InlineData("zkaccel completion z", "zsh")]
    public void Bash_completes(string line, string expected)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "bash");
        (int code, string output, string error) = Complete("bash", """
            eval "$(zkaccel completion bash)"
            COMP_LINE=$line; COMP_POINT=${#line}
            read -ra COMP_WORDS <<< "$line"
            [[ $line == *" " ]] && COMP_WORDS+=("")
            COMP_CWORD=$((${#COMP_WORDS[@]} - 1))
            [[ $(complete -p zkaccel) == *"-F _zkaccel zkaccel" ]] && _zkaccel && echo "${COMPREPLY[*]}"
            """, line);
        Assert.True(code == 0, error);
        Assert.Equal(expected.Split(' '), output.Trim().Split(' ').Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Zsh_completes()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux() && Tool.Exists("zsh"), "zsh is not installed");
        (int code, string output, string error) = Complete("zsh", """
            zmodload zsh/zpty
            zpty shell zsh -f -i
            zpty -w shell 'PS1=; autoload -U compinit; compinit -u -D; eval "$(zkaccel completion zsh)"; print REA''DY'
            zpty -r shell said '*READY*'
            zpty -w -n shell "$line"$'\t\n'
            zpty -r -t shell said '*is required*'
            for attempt in {1..600}; do
                zpty -r -t shell more && said+=$more
                [[ $said == *"is required"* ]] && break
                sleep 0.1
            done
            print -r -- "$said"
            """, "zkaccel pro");
        Assert.True(code == 0, error);
        Assert.Contains("prove", output.Replace("\a", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Contains("'--model' is required", output, StringComparison.Ordinal);
    }

    private static (int Code, string Output, string Error) Complete(string shell, string script, string line) => Tool.Program(
        shell, ["-c", script], ("PATH", $"{Path.GetDirectoryName(Tool.Binary)}:{Environment.GetEnvironmentVariable("PATH")}"), ("line", line));
}

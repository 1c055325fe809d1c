using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;

namespace ZkAccel.Cli;

/// <summary>The usual help, followed by examples and, for the root, by the table of exit codes.</summary>
internal sealed class HelpWithExamples(HelpAction inner) : SynchronousCommandLineAction
{
    private static readonly ConditionalWeakTable<Command, string[]> Examples = [];

    public override bool ClearsParseErrors => true;

    /// <summary>Gives a command its examples.</summary>
    public static T Attach<T>(T command, params string[] examples)
        where T : Command
    {
        Examples.Add(command, examples);
        return command;
    }

    /// <summary>Puts this help in the place of the root's.</summary>
    public static void Install(RootCommand root)
    {
        foreach (Option option in root.Options)
        {
            if (option is not HelpOption { Action: HelpAction action } help) continue;
            help.Action = new HelpWithExamples(action);

            // Windows' names would be offered by completion beside the files of the root folder.
            foreach (string name in help.Aliases.Where(alias => alias.StartsWith('/')).ToArray()) help.Aliases.Remove(name);
        }
    }

    public override int Invoke(ParseResult parseResult)
    {
        int result = inner.Invoke(parseResult);
        TextWriter output = parseResult.InvocationConfiguration.Output;
        Command command = parseResult.CommandResult.Command;
        if (Examples.TryGetValue(command, out string[]? examples))
        {
            output.WriteLine("Examples:");
            foreach (string example in examples) output.WriteLine("  " + example);
            output.WriteLine();
        }

        if (command is RootCommand)
        {
            output.WriteLine("Exit codes:");
            foreach ((int code, string name, string meaning) in ExitCode.All) output.WriteLine($"  {code,3}  {name,-12}  {meaning}");
            output.WriteLine();
        }

        return result;
    }
}

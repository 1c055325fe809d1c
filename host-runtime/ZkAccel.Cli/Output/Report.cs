using System.Text.Json.Serialization;
using Spectre.Console;

namespace ZkAccel.Cli;

/// <summary>What a command found out: its properties are the JSON, <see cref="Print"/> is the text.</summary>
internal abstract record Report
{
    /// <summary>What the process returns.</summary>
    [JsonIgnore]
    public virtual int ExitCode => Cli.ExitCode.Success;

    /// <summary>Writes the report for people.</summary>
    public abstract void Print(IAnsiConsole console);
}

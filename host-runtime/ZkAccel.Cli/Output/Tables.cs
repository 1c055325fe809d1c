using Spectre.Console;

namespace ZkAccel.Cli;

/// <summary>Tables that stay readable when piped: no frames, numbers to the right.</summary>
internal static class Tables
{
    /// <summary>A table; a heading that starts with <c>&gt;</c> is aligned to the right.</summary>
    public static Table Create(params string[] headings)
    {
        Table table = new Table().NoBorder();
        foreach (string heading in headings)
        {
            bool right = heading.StartsWith('>');
            table.AddColumn(new TableColumn($"[bold]{Markup.Escape(right ? heading[1..] : heading)}[/]") { Alignment = right ? Justify.Right : Justify.Left, NoWrap = true });
        }

        return table;
    }

    /// <summary>Writes lines of a name and a value.</summary>
    public static void WriteFacts(IAnsiConsole console, params (string Name, string Value)[] facts)
    {
        int width = facts.Max(f => f.Name.Length);
        foreach ((string name, string value) in facts) console.MarkupLineInterpolated($"[dim]{name.PadRight(width)}[/]  {value}");
    }
}

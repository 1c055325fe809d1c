using Spectre.Console;

namespace ZkAccel.Cli;

/// <summary>Output vectors for people.</summary>
internal static class Scores
{
    private const int Shown = 16;

    /// <summary>The class of a vector of scores: the largest, the first of equals; of a single score, whether it is above one half.</summary>
    public static int Prediction(ReadOnlySpan<float> scores)
    {
        if (scores.Length == 1) return scores[0] > 0.5f ? 1 : 0;
        int best = 0;
        for (int i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best]) best = i;
        }

        return best;
    }

    /// <summary>The first values in a line.</summary>
    public static string Line(float[] values)
    {
        string line = string.Join("  ", values.Take(Shown).Select(v => Format.Score(v)));
        return values.Length <= Shown ? line : $"{line} ... ({values.Length} values)";
    }

    /// <summary>A table of float and quantised scores, or of the quantised alone.</summary>
    public static Table Compare(float[]? expected, float[] actual, long[] integers)
    {
        Table table = Tables.Create(">#", ">float", ">quantised", ">integer");
        int best = Prediction(actual);
        for (int i = 0; i < Math.Min(actual.Length, Shown); i++)
        {
            string mark = actual.Length > 1 && i == best ? "[green]" : "[default]";
            table.AddRow($"{mark}{i}[/]", expected is null ? "" : $"{mark}{Format.Score(expected[i])}[/]", $"{mark}{Format.Score(actual[i])}[/]", $"{mark}{Format.Count(integers[i])}[/]");
        }

        return table;
    }
}

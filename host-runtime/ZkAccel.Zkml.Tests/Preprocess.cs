using System.Globalization;
using System.Text.RegularExpressions;
using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml.Tests;

/// <summary>How pixels become a model's float input: <c>(v / divisor - mean[c]) / deviation[c]</c> in binary32.</summary>
internal sealed partial record Preprocess(float Divisor, float[] Mean, float[] Deviation)
{
    /// <summary>Reads the rule of model.json.</summary>
    public static Preprocess Parse(string rule)
    {
        if (rule.StartsWith("as ", StringComparison.Ordinal)) rule = ModelZooRule(rule[3..]);
        if (Divided().Match(rule) is not { Success: true } d) return new Preprocess(1, [0], [1]);
        var divisor = Number(d.Groups[1].Value);
        if (PerChannel().Match(rule) is { Success: true } c) return new Preprocess(divisor, Numbers(c.Groups[1].Value), Numbers(c.Groups[2].Value));
        if (Normalised().Match(rule) is { Success: true } n) return new Preprocess(divisor, [Number(n.Groups[1].Value)], [Number(n.Groups[2].Value)]);
        return new Preprocess(divisor, [0], [1]);
    }

    /// <summary>Value of element i of an input [1,C,...] (or any shape where there is one channel).</summary>
    public float Apply(long value, Shape shape, int i)
    {
        var c = Mean.Length == 1 ? 0 : i / (shape.Count / Mean.Length);
        return ((value / Divisor) - Mean[c]) / Deviation[c];
    }

    private static string ModelZooRule(string model)
    {
        using var json = System.Text.Json.JsonDocument.Parse(File.ReadAllBytes(ModelZoo.PathOf(model, "model.json")));
        return json.RootElement.GetProperty("preprocess").GetString()!;
    }

    private static float[] Numbers(string list) => [.. list.Split(',').Select(Number)];

    private static float Number(string s) => float.Parse(s, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"x = \(?[ui]8/([0-9]+)")]
    private static partial Regex Divided();

    [GeneratedRegex(@"\([ui]8/[0-9]+ ?- ?([0-9.]+)\)/([0-9.]+[0-9])")]
    private static partial Regex Normalised();

    [GeneratedRegex(@"mean ([0-9.,]+[0-9]), std ([0-9.,]+[0-9])")]
    private static partial Regex PerChannel();
}

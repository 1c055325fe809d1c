using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Cli;

/// <summary>What to say of inputs outside the range that a model was calibrated for.</summary>
internal static class Clamping
{
    /// <summary>One line for a person, or null where nothing was clamped.</summary>
    public static string? Warning(IReadOnlyList<InputClamping> clamped) => clamped.Count == 0 ? null :
        string.Join("; ", clamped.Select(c => $"{Format.Count(c.Clamped)} of {Format.Count(c.Elements)} values of '{c.Input}' lie outside the calibrated range and were clamped, {Format.Number(c.Farthest)} by {Format.Number(c.Excess)}"))
        + ". Calibrate with inputs like this one.";

    /// <summary>What a model clamps of many samples, by input: how many values in all, and the farthest.</summary>
    public static IReadOnlyList<InputClamping> Of(IntegerModel model, IReadOnlyList<Tensor[]> samples)
    {
        var all = samples.SelectMany(s => s.Select((x, i) =>
        {
            model.Inputs[i].Quantise(x.Floats, out InputClamping clamped);
            return clamped;
        }));
        return [.. all.GroupBy(c => c.Input).Select(g => g.MaxBy(c => c.Excess) with { Elements = g.Sum(c => c.Elements), Clamped = g.Sum(c => c.Clamped) }).Where(c => c.Clamped > 0)];
    }
}

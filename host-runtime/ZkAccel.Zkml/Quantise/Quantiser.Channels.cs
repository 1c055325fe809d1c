using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;

namespace ZkAccel.Zkml.Quantise;

public sealed partial class Quantiser
{
    /// <summary>Least part of a tensor's step that a channel may have.</summary>
    private const double LeastFactor = 1.0 / 16;

    /// <summary>
    /// Factors of the step for each channel of a value that only convolutions read: channels that stay small get finer steps, and the weights that read
    /// them take the factor over. Channels' multipliers and weights are their own anyway, so it costs no row: no channel gets a
    /// larger argument of the table than the largest has. Null where all have one step.
    /// </summary>
    private double[]? Channels(Value v, LinearForm form, ScalarFunction f, Target target)
    {
        if (!options.PerChannel || target.Fixed || form.Offset is not null || form.Origin.Shape != v.Shape || !form.HasProduct) return null;
        if (form.Terms.Any(t => t is ProductTerm { Window: null } or IntegerTerm { Channels: not null })) return null;
        if (!(f.Low is 0 or double.NegativeInfinity) || !double.IsPositiveInfinity(f.High) || !ReadByChannel(v)) return null;
        var arguments = new double[v.Shape[1]];
        foreach (var t in form.Terms)
        {
            for (var c = 0; c < arguments.Length; c++) arguments[c] += t is ProductTerm p ? Largest(p, c) : Largest((IntegerTerm)t, c);
        }

        var (magnitude, most) = (target.Scale * target.Max, arguments.Max());
        if (!(most > 0)) return null;
        return [.. arguments.Select((x, c) => Math.Clamp(Math.Max(calibration.ChannelMagnitude(v, c) * options.Margin / magnitude, x / most), LeastFactor, 1))];
    }

    /// <summary>Real size of a step: one for all, or one for each channel.</summary>
    private static double[] Steps(double unit, double[]? channels) => channels is null ? [unit] : Array.ConvertAll(channels, c => c * unit);

    /// <summary>Largest |sum| that a channel of a product may have, from the proven range of what it reads.</summary>
    private double Largest(ProductTerm p, int channel)
    {
        var ranges = builder.Ranges(p.X);
        var (sum, taps, first) = (Math.Abs(p.Bias[channel]), p.Dims[2] * p.Dims[3], channel / (p.Outputs / p.Groups) * p.Dims[1]);
        for (var k = 0; k < p.Inputs; k++)
        {
            var r = ranges[first + (k / taps)];
            sum += Math.Abs(p.Weights[p.Index(channel, k)]) * Math.Max(Math.Abs((double)r.Min), Math.Abs((double)r.Max));
        }

        return sum;
    }

    private double Largest(IntegerTerm t, int channel)
    {
        var r = builder.Ranges(t.Value)[channel];
        return Math.Abs(t.Unit) * Math.Max(Math.Abs((double)r.Min), Math.Abs((double)r.Max));
    }

    /// <summary>Whether only convolutions read a value, directly or through max pools.</summary>
    private bool ReadByChannel(Value v) =>
        v.Shape.Rank >= 3 && !graph.Outputs.Contains(v) && graph.Nodes.Where(n => n.Inputs.Contains(v)).All(n => n switch
        {
            Conv c => c.Input == v && c.Weight.IsConstant,
            MaxPool => ReadByChannel(n.Output),
            _ => false,
        });
}

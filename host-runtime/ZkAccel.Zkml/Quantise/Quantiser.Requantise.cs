using System.Globalization;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

public sealed partial class Quantiser
{
    /// <summary>Where a requantisation lands: the real size of a step and the integers that may occur.</summary>
    private readonly record struct Target(double Scale, long Min, long Max, bool Fixed);

    /// <summary>The value as integers of a proven small range.</summary>
    private IntegerTerm Narrow(Value v)
    {
        if (narrow.TryGetValue(v, out var known)) return known;
        return narrow[v] = AsNarrow(v) ?? Materialise(v, Range(v, options.ActivationBits));
    }

    /// <summary>The value where its integers exist already and are narrow.</summary>
    private IntegerTerm? AsNarrow(Value v)
    {
        var s = Of(v);
        return s.Form.Single is { } t && builder[t.Value].IsNarrow && s.Function is { IsAffine: true, B: 0, A: > 0 } f && t.Unit > 0 ? t with { Unit = t.Unit * f.A } : null;
    }

    /// <summary>The target for a value from its calibrated range.</summary>
    private Target Range(Value v, int bits)
    {
        var (form, f) = Of(v);
        var signed = !(f.IsClamp ? f.Low >= 0 || (f is { A: > 0, B: >= 0, High: > 0 } && IsNonNegative(form)) : calibration.Min(v) >= 0);
        var top = signed ? (1L << (bits - 1)) - 1 : bits == options.ActivationBits ? levels : (1L << bits) - 1;
        var magnitude = (options.CutOutliers ? calibration.BestMagnitude(v, top) : calibration.Magnitude(v)) * options.Margin;
        if (f.IsClamp) magnitude = Math.Min(magnitude, Math.Max(Math.Abs(f.Low), Math.Abs(f.High)));
        return new Target((magnitude > 0 ? magnitude : 1) / top, signed ? -top : 0, top, Fixed: false);
    }

    private bool IsNonNegative(LinearForm form) => form.Offset is null && form.Terms.All(t => t is IntegerTerm { Unit: > 0 } i && builder[i.Value].Min >= 0);

    private IntegerTerm Materialise(Value v, Target target)
    {
        var (form, f) = Of(v);
        if (form.HasProduct && !made.Add(form.Origin))
        {
            retry.Shared.Add(form.Origin);
            throw new RetryException();
        }

        var name = v.Producer?.Name ?? v.Name;
        if (f.IsClamp)
        {
            // The closed form needs no argument of its own: the sum lands on the output's steps and the table clamps.
            var channels = Channels(v, form, f, target);
            var (terms, step) = Terms(form, f.A, f.B, target, name, options.PerChannel, channels);
            int low = Clamped(f.Low / step), high = Clamped(f.High / step);
            var table = builder.Table($"clamp[{low},{high}]", x => Math.Clamp(x, low, high));
            return new IntegerTerm(Add(new IntRequantise(0, name, [.. terms], table), v, Steps(step, channels)), step, channels);
        }

        var argument = Argument(form);
        var (arguments, unit) = Terms(form, 1, 0, argument, name, options.PerChannel);
        var (scale, min, max) = (target.Scale, (int)target.Min, (int)target.Max);
        var function = builder.Table(
            string.Create(CultureInfo.InvariantCulture, $"{f.Name}: x={unit:R}, y={scale:R}[{min},{max}]"),
            x => Rounded(f.At(x * unit) / scale, min, max));
        try
        {
            return new IntegerTerm(Add(new IntRequantise(0, name, [.. arguments], function), v, scale), scale);
        }
        catch (IntegerModelException e) when (e.Error == IntegerModelError.TableDomain && !argument.Fixed && ArgumentBits(form) > 4)
        {
            retry.ArgumentBits[form.Origin] = ArgumentBits(form) - 1;
            throw new RetryException();
        }

        int Clamped(double bound) => Rounded(bound, (int)target.Min, (int)target.Max);
    }

    /// <summary>Round half up, then clamp; what is not a number becomes the lower bound.</summary>
    private static int Rounded(double y, int min, int max) => double.IsNaN(y) ? min : (int)Math.Clamp(Math.Floor(y + 0.5), min, max);

    private int ArgumentBits(LinearForm form) =>
        retry.ArgumentBits.TryGetValue(form.Origin, out var bits) ? bits : options.ArgumentBits > 0 ? options.ArgumentBits : options.ActivationBits + 2;

    /// <summary>The steps in which the argument of a general function is counted.</summary>
    private Target Argument(LinearForm form)
    {
        if (form.Single is { } t && builder[t.Value].IsNarrow) return new Target(Math.Abs(t.Unit), 0, 0, Fixed: true);
        var top = (1L << (ArgumentBits(form) - 1)) - 1;
        return new Target(calibration.Magnitude(form.Origin) * options.Margin / top, -top, top, Fixed: false);
    }

    /// <summary>
    /// The terms of a requantisation that computes a * form + b in steps of the target. Where the target is free, the step is
    /// moved up a little so that the multiplier of the largest integer term is exact; the weights of products follow anyway.
    /// </summary>
    private (List<RequantiseTerm> Terms, double Step) Terms(LinearForm form, double a, double b, Target target, string name, bool perChannel, double[]? channels = null)
    {
        var unit = (double)(1 << options.Shift);
        var step = target.Scale;
        var largest = 0.0;
        foreach (var t in form.Terms)
        {
            if (t is IntegerTerm i) largest = Math.Max(largest, Math.Abs(a * i.Unit));
        }

        if (!target.Fixed && largest > 0) step = largest * unit / Math.Max(1, Math.Floor(largest * unit / step));
        var terms = new List<RequantiseTerm>();
        var integers = new List<LinearTerm>();
        var offset = form.Offset is null ? null : Array.ConvertAll(form.Offset, o => a * o);
        var rest = b;
        foreach (var t in form.Terms)
        {
            if (t is ProductTerm p)
            {
                var scaled = channels is null ? p.Scaled(_ => a, _ => rest) : p.Scaled(c => a / channels[c], c => rest / channels[c]);
                rest = 0;
                terms.Add(Product(scaled, form.Origin, step, perChannel, channels));
            }
            else if (t is IntegerTerm { Unit: var size, Value: var value } other && channels is not null)
            {
                terms.Add(new RequantiseTerm(value, Array.ConvertAll(channels, c => Multiplier(a * size * unit / step / c, other, name))));
            }
            else if (t is IntegerTerm i && Multiplier(a * i.Unit * unit / step, i, name) is var m and not 0)
            {
                integers.Add(new LinearTerm(i.Value, m));
            }
        }

        if (rest != 0) offset = [.. (offset ?? [0]).Select(o => o + rest)];
        if (offset is null) terms.AddRange(integers.Select(t => new RequantiseTerm(t.Value, [t.Coefficient])));
        else
        {
            // Constants in the finest unit: the sum of multiples is made first, then requantised with multiplier 1.
            if (integers.Count == 0) integers.Add(new LinearTerm(terms[0].Value, 0));
            var bias = builder.Bias(name, Array.ConvertAll(offset, o => Whole(o * unit / step, name)));
            var sum = builder.Add(new IntLinear(0, name, [.. integers], bias), form.Origin.Name, step / unit);
            terms.Add(new RequantiseTerm(sum, [1]));
        }

        if (terms.Count == 0) throw new IntegerModelException(IntegerModelError.Parameter, "every multiplier is 0: the values are too small against the layer's range; use a larger shift", name);
        return (terms, step);
    }

    private long Multiplier(double exact, IntegerTerm t, string name)
    {
        var m = Math.Floor(exact + 0.5);
        return Math.Abs(m) <= Interval.MaxFactor
            ? (long)m
            : throw new IntegerModelException(IntegerModelError.Parameter, $"the multiplier of '{builder[t.Value].Name}' is {m}: its range is far larger than the layer's", name);
    }

    private static long Whole(double exact, string name)
    {
        var b = Math.Floor(exact + 0.5);
        return Math.Abs(b) < IntegerModel.MaxBias ? (long)b : throw new IntegerModelException(IntegerModelError.Parameter, $"a constant term of {b:g4} steps is not below 2^30; use fewer bits or a smaller shift", name);
    }

    /// <summary>A model output: exact sums as they are where no function follows them, everything else from a table.</summary>
    private int Output(Value v)
    {
        var (form, f) = Of(v);
        var name = v.Producer?.Name ?? v.Name;
        if (!f.IsAffine || (form.HasProduct && made.Contains(form.Origin)))
            return Materialise(v, Range(v, f.IsClamp ? options.ActivationBits : options.OutputBits)).Value;
        if (form.HasProduct) made.Add(form.Origin);
        if (form.Terms is [ProductTerm p] && form.Offset is null) return Raw(p.Scaled(_ => f.A, _ => f.B), v);
        if (f is { B: 0, A: > 0 } && form.Single is { Unit: > 0 } t)
        {
            var scale = t.Unit * f.A;
            var x = builder[t.Value];
            return x.Scales is [var s] && s == scale ? t.Value : Add(new IntReshape(0, name, t.Value, [.. x.Dims]), v, scale);
        }

        var (terms, step) = Terms(form, f.A, f.B, Range(v, options.ActivationBits), name, perChannel: false);
        return Add(new IntLinear(0, name, [.. terms.Select(m => new LinearTerm(m.Value, m.Multipliers[0]))], null), v, step / (1 << options.Shift));
    }
}

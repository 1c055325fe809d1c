using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

public sealed partial class Quantiser
{
    /// <summary>
    /// Moves elements. Functions of single elements commute with that, so where integers exist (even wide ones) they move at
    /// once and the function stays pending; else the value is made narrow first.
    /// </summary>
    private Symbol Wire(Node n, Func<int, string, IntNode> wiring)
    {
        var input = n.Inputs[0];
        var s = Of(input);
        if (s.Form.Single is null || !(s.Function.IsClamp || builder[s.Form.Single.Value].IsNarrow)) s = Symbolic(input, Narrow(input));
        var t = s.Form.Single!;
        return new Symbol(new LinearForm(n.Output, [t with { Value = Add(wiring(t.Value, n.Name), n.Output, builder[t.Value].Scales[0]) }]), s.Function);
    }

    private Symbol Padded(Pad n)
    {
        var input = n.Inputs[0];
        var f = Of(input).Function;
        if (Of(input).Form.Single is null || f.At(0) != n.Value)
        {
            if (n.Value != 0) throw Unsupported(n, "padding with other than 0");
            symbols[input.Id] = Symbolic(input, Narrow(input));
        }

        int[] before = [.. n.Begin], after = new int[before.Length];
        for (var i = 0; i < before.Length; i++) after[i] = n.Output.Shape[i] - input.Shape[i] - before[i];
        if (before.Concat(after).Any(p => p < 0)) throw Unsupported(n, "negative pads");
        return Wire(n, (x, name) => new IntPad(0, name, x, [.. before], [.. after]));
    }

    /// <summary>Parts side by side, all requantised to the coarsest of their scales.</summary>
    private Symbol Joined(Concat n)
    {
        if (n.Inputs.Any(v => v.IsConstant)) throw Unsupported(n, "constant parts");
        IntegerTerm?[] ready = [.. n.Inputs.Select(AsNarrow)];
        if (ready.All(t => t is not null && t.Unit == ready[0]!.Unit)) return Joined(n, [.. ready.Select(t => t!.Value)], ready[0]!.Unit);
        var ranges = n.Inputs.Select(v => Range(v, options.ActivationBits)).ToArray();
        var scale = ranges.Max(r => r.Scale);
        return Joined(n, [.. n.Inputs.Select((v, i) => Materialise(v, ranges[i] with { Scale = scale, Fixed = true }).Value)], scale);
    }

    private Symbol Joined(Concat n, int[] parts, double unit) =>
        Symbolic(n.Output, new IntegerTerm(Add(new IntConcat(0, n.Name, n.Axis, [.. parts]), n.Output, unit), unit));

    private static IntReshape Reshaped(int x, Shape shape, string name) => new(0, name, x, [.. shape.Dimensions]);

    /// <summary>The value under other dimensions of the same elements; itself where they are the same.</summary>
    private int Ranked(int x, Shape shape, string name)
    {
        var v = builder[x];
        if (v.Dims.AsSpan().SequenceEqual(shape.Dimensions)) return x;
        if (v.Count == shape.Count) return builder.Add(Reshaped(x, shape, name), v.Name, shape.Rank > 1 && v.Scales.Length == shape[1] ? v.Scales : [v.Scales[0]]);
        int[] dims = [.. Enumerable.Repeat(1, shape.Rank - v.Dims.Length), .. v.Dims];
        return dims.Length == v.Dims.Length ? x : builder.Add(Reshaped(x, new Shape(dims), name), v.Name, v.Scales[0]);
    }

    /// <summary>The value repeated along axes of size 1.</summary>
    private int Expanded(int x, Shape shape, string name)
    {
        var ranked = Ranked(x, shape, name);
        return builder[ranked].Dims.AsSpan().SequenceEqual(shape.Dimensions)
            ? ranked
            : builder.Add(new IntExpand(0, name, ranked, [.. shape.Dimensions]), builder[x].Name, builder[x].Scales[0]);
    }
}

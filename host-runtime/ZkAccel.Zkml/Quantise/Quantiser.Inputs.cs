using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

public sealed partial class Quantiser
{
    /// <summary>A feature range this many times another asks for a scale for each feature.</summary>
    private const double FeatureSpread = 16;

    private readonly Dictionary<int, double[]> features = [];

    /// <summary>What was absorbed behind an input so far: element e of the value is clamp(A*x + B, Low, High).</summary>
    private sealed record Absorbed(int[] Permutation, int[] Dims, double[] A, double[] B, double[] Low, double[] High);

    /// <summary>Makes the integer inputs; returns the nodes that are absorbed in them.</summary>
    private HashSet<Node> Inputs()
    {
        var absorbed = new HashSet<Node>();
        foreach (var input in graph.Inputs)
        {
            if (!input.ElementType.IsFloat()) throw new ModelException(ModelError.Unsupported, "an input of integers", tensor: input.Name);
            var n = input.Shape.Count;
            var a = new Absorbed(
                [.. Enumerable.Range(0, input.Shape.Rank)], input.Shape.Dimensions.ToArray(), Filled(n, 1), Filled(n, 0),
                Filled(n, double.NegativeInfinity), Filled(n, double.PositiveInfinity));
            var v = input;
            (double Scale, long Min, long Max)? steps = null;
            while (uses[v.Id] == 1 && graph.Nodes.FirstOrDefault(c => c.Inputs.Contains(v)) is { } next && steps is null)
            {
                if (next is QuantizeLinear q) steps = Steps(q);
                else if (Absorb(a, next, v) is { } more) a = more;
                else break;
                absorbed.Add(next);
                v = next.Output;
            }

            symbols[v.Id] = Symbolic(v, steps is { } s ? Settle(input, v, a, s.Scale, s.Min, s.Max, modelClamps: true) : Settle(input, v, a));
        }

        return absorbed;
    }

    private static Absorbed? Absorb(Absorbed a, Node next, Value v)
    {
        switch (next)
        {
            case Transpose t when a.Dims.Length == a.Permutation.Length:
                var dims = v.Shape.Dimensions.ToArray();
                var source = t.Source;
                return new Absorbed(
                    [.. t.Permutation.Select(p => a.Permutation[p])], [.. t.Permutation.Select(p => dims[p])],
                    Moved(a.A), Moved(a.B), Moved(a.Low), Moved(a.High));
                double[] Moved(double[] list) => [.. source.Select(i => list[i])];
            case Unary { Kind: "Clip" } u:
                return a with { Low = Array.ConvertAll(a.Low, x => Math.Clamp(x, u.Parameters[0], u.Parameters[1])), High = Array.ConvertAll(a.High, x => Math.Clamp(x, u.Parameters[0], u.Parameters[1])) };
            case Binary { Kind: BinaryKind.Add or BinaryKind.Sub or BinaryKind.Mul or BinaryKind.Div, Right.Constant: { } c } b when next.Output.Shape == v.Shape:
                var index = Broadcast.Indices(c.Shape, v.Shape);
                var k = Array.ConvertAll(index, i => (double)c.Floats[i]);
                if (b.Kind is BinaryKind.Mul or BinaryKind.Div && k.Any(x => !(x > 0))) return null;
                return b.Kind switch
                {
                    BinaryKind.Add => Affine(a, (_, _) => 1, i => k[i]),
                    BinaryKind.Sub => Affine(a, (_, _) => 1, i => -k[i]),
                    BinaryKind.Mul => Affine(a, (_, i) => k[i], _ => 0),
                    _ => Affine(a, (_, i) => 1 / k[i], _ => 0),
                };
            default:
                return null;
        }
    }

    private static Absorbed Affine(Absorbed a, Func<double, int, double> factor, Func<int, double> shift)
    {
        double[] On(double[] list, bool add) => [.. list.Select((x, i) => (x * factor(x, i)) + (add ? shift(i) : 0))];
        return a with { A = On(a.A, false), B = On(a.B, true), Low = On(a.Low, true), High = On(a.High, true) };
    }

    private IntegerTerm Settle(Value input, Value v, Absorbed a)
    {
        var bits = options.ActivationBits;
        var features = Features(v, a);
        if (features is not null)
        {
            // Each feature gets its own step; the weights that read it take the step over.
            var top = (1L << (bits - 1)) - 1;
            var units = Array.ConvertAll(features, m => m / top);
            var t = Settle(input, v, a with { A = [.. a.A.Select((x, i) => x / units[i])], B = [.. a.B.Select((x, i) => x / units[i])] }, 1, -top, top, modelClamps: false);
            this.features[t.Value] = units;
            return t;
        }

        double low = Math.Max(calibration.Min(v), a.Low.Min()), high = Math.Min(calibration.Max(v), a.High.Max());
        var clipped = a.Low.All(double.IsFinite) && a.High.All(double.IsFinite);
        if (clipped) (low, high) = (a.Low.Min(), a.High.Max());
        var max = (1L << (low >= 0 ? bits : bits - 1)) - 1;
        var magnitude = Math.Max(Math.Abs(low), Math.Abs(high));
        return Settle(input, v, a, (magnitude > 0 ? magnitude : 1) / max, low >= 0 ? 0 : -max, max, clipped);
    }

    private IntegerTerm Settle(Value input, Value v, Absorbed a, double unit, long min, long max, bool modelClamps)
    {
        long Bound(double x) => (long)Math.Clamp(Math.Floor((x / unit) + 0.5), min, max);
        var bits = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)Math.Max(Math.Abs(min), max));
        var q = new InputQuantisation(
            input.Name, input.Shape.Dimensions.ToArray(), a.Permutation, a.Dims,
            Short([.. a.A.Select(x => unit / x)]), Short([.. a.A.Select((x, i) => -a.B[i] / x)]),
            Short([.. a.Low.Select(Bound)]), Short([.. a.High.Select(Bound)]), bits + (min < 0 ? 1 : 0), modelClamps);
        return new IntegerTerm(builder.Input(q, unit), unit);
    }

    /// <summary>Magnitudes of raw features where they differ much and only a matrix product reads them, else null.</summary>
    private double[]? Features(Value v, Absorbed a)
    {
        if (v.Shape.Rank != 2 || v.Shape[0] != 1 || v.Producer is not null || uses[v.Id] != 1) return null;
        if (!graph.Nodes.Any(n => (n is Gemm { TransposeA: false } or MatMul) && n.Inputs[0] == v && n.Inputs[1].IsConstant)) return null;
        var at = graph.Inputs.ToList().IndexOf(v);
        var most = new double[a.Dims[1]];
        foreach (var sample in calibration.Samples)
        {
            for (var i = 0; i < most.Length; i++) most[i] = Math.Max(most[i], Math.Abs(sample[at].Floats[i]));
        }

        var top = most.Max();
        if (!(top > 0)) return null;
        var low = most.Where(m => m > 0).Min();
        return top > FeatureSpread * low ? Array.ConvertAll(most, m => m > 0 ? m * options.Margin : top) : null;
    }

    private static double[] Filled(int n, double x)
    {
        var a = new double[n];
        Array.Fill(a, x);
        return a;
    }

    /// <summary>One entry where all are equal.</summary>
    private static T[] Short<T>(T[] list)
        where T : IEquatable<T> => list.All(x => x.Equals(list[0])) ? [list[0]] : list;
}

using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

public sealed partial class Quantiser
{
    private Symbol Arithmetic(Binary n)
    {
        if (n.Right.IsConstant) return WithConstant(n, n.Left, n.Right.Constant!, reversed: false);
        if (n.Left.IsConstant) return WithConstant(n, n.Right, n.Left.Constant!, reversed: true);
        if (Of(n.Left).Form == Of(n.Right).Form)
            return new Symbol(Of(n.Left).Form, ScalarFunction.Combine(n.Kind, Of(n.Left).Function, Of(n.Right).Function));
        if (n.Kind is BinaryKind.Add or BinaryKind.Sub)
        {
            var (terms, offset) = (new List<Term>(), (double[]?)null);
            Collect(n, n.Left, 1, terms, ref offset);
            Collect(n, n.Right, n.Kind == BinaryKind.Add ? 1 : -1, terms, ref offset);
            return new Symbol(new LinearForm(n.Output, [.. terms], offset), ScalarFunction.Identity);
        }

        if (n.Kind != BinaryKind.Mul) throw Unsupported(n, $"{n.Kind} of two computed tensors");
        IntegerTerm x = Narrow(n.Left), y = Narrow(n.Right);
        var unit = x.Unit * y.Unit;
        var product = new IntMul(0, n.Name, Expanded(x.Value, n.Output.Shape, n.Name), Expanded(y.Value, n.Output.Shape, n.Name));
        return Symbolic(n.Output, new IntegerTerm(Add(product, n.Output, unit), unit));
    }

    /// <summary>Adds an operand's terms to a sum. What others read too, or what a function was applied to, is made narrow first.</summary>
    private void Collect(Node n, Value v, int sign, List<Term> terms, ref double[]? offset)
    {
        var (form, f) = Of(v);
        if (!f.IsAffine || v.Shape != n.Output.Shape || (form.Single is null && uses[v.Id] > 1))
        {
            var t = Narrow(v);
            terms.Add(new IntegerTerm(Expanded(t.Value, n.Output.Shape, n.Name), sign * t.Unit));
            return;
        }

        var (a, b) = (sign * f.A, sign * f.B);
        foreach (var t in form.Terms)
        {
            terms.Add(t switch
            {
                ProductTerm p => p.Scaled(_ => a, _ => 0),
                IntegerTerm i => i with { Unit = a * i.Unit },
                _ => t,
            });
        }

        if (form.Offset is null && b == 0) return;
        offset ??= new double[n.Output.Shape.Count];
        for (var i = 0; i < offset.Length; i++) offset[i] += b + (form.Offset is null ? 0 : a * form.Offset[i]);
    }

    /// <summary>Sum, product or other operation with constants: one for all, one for each channel, or one for each element.</summary>
    private Symbol WithConstant(Binary n, Value input, Tensor constant, bool reversed)
    {
        var (form, f) = Of(input);
        var c = constant.Floats;
        if (constant.Shape.Count == 1 && input.Shape == n.Output.Shape)
        {
            double k = c[0];
            return n.Kind switch
            {
                BinaryKind.Add => new Symbol(form, f.Then(1, k)),
                BinaryKind.Sub => new Symbol(form, reversed ? f.Then(-1, k) : f.Then(1, -k)),
                BinaryKind.Mul => new Symbol(form, f.Then(k, 0)),
                BinaryKind.Div when !reversed => new Symbol(form, f.Then(1 / k, 0)),
                _ => new Symbol(form, ScalarFunction.Combine(n.Kind, reversed ? f.Then(0, k) : f, reversed ? f : f.Then(0, k))),
            };
        }

        if (input.Shape != n.Output.Shape) throw Unsupported(n, "a constant that broadcasts the computed tensor");
        var all = new double[input.Shape.Count];
        var index = Broadcast.Indices(constant.Shape, n.Output.Shape);
        for (var i = 0; i < all.Length; i++) all[i] = c[index[i]];
        if (n.Kind is BinaryKind.Add or BinaryKind.Sub)
        {
            if (!f.IsAffine) (form, f) = Symbolic(input, Narrow(input));
            var (sign, add) = (reversed && n.Kind == BinaryKind.Sub ? -1 : 1, n.Kind == BinaryKind.Add || reversed ? 1 : -1);
            return Shifted(n, form, f.Then(sign, 0), all, add);
        }

        if (n.Kind is not (BinaryKind.Mul or BinaryKind.Div) || (reversed && n.Kind == BinaryKind.Div)) throw Unsupported(n, $"{n.Kind} with different constants for different elements");
        if (n.Kind == BinaryKind.Div) all = Array.ConvertAll(all, v => 1 / v);
        if (f.IsAffine && form is { Terms: [ProductTerm p], Offset: null } && uses[input.Id] == 1 && Along(all, n.Output.Shape, p) is { } factors)
            return new Symbol(new LinearForm(n.Output, [p.Scaled(i => f.A * factors[i], i => f.B * factors[i])]), ScalarFunction.Identity);
        if (Along(all, n.Output.Shape, 1) is { } channels) return Depthwise(n, input, channels, new double[channels.Length]);
        throw Unsupported(n, "factors that are not one for each channel (axis 1)");
    }

    private static Symbol Shifted(Node n, LinearForm form, ScalarFunction f, double[] constants, int sign)
    {
        var done = false;
        var terms = Array.ConvertAll<Term, Term>(form.Terms, t =>
        {
            switch (t)
            {
                case IntegerTerm i:
                    return i with { Unit = f.A * i.Unit };
                case ProductTerm p when !done && Along(constants, n.Output.Shape, p) is { } shifts:
                    done = true;
                    return p.Scaled(_ => f.A, c => f.B + (sign * shifts[c]));
                default:
                    return ((ProductTerm)t).Scaled(_ => f.A, _ => 0);
            }
        });
        var offset = form.Offset is null ? null : Array.ConvertAll(form.Offset, o => f.A * o);
        if (!done) offset = [.. constants.Select((c, i) => f.B + (sign * c) + (offset is null ? 0 : offset[i]))];
        return new Symbol(new LinearForm(n.Output, terms, offset), ScalarFunction.Identity);
    }

    /// <summary>The constants by output channel of a product, or null where they differ within a channel.</summary>
    private static double[]? Along(double[] all, Shape shape, ProductTerm p) => Along(all, shape, p.Window is null ? shape.Rank - 1 : 1);

    private static double[]? Along(double[] all, Shape shape, int axis)
    {
        if (shape.Rank <= axis) return null;
        var (size, inner) = (shape[axis], shape.Product(axis + 1, shape.Rank));
        var one = new double[size];
        for (var i = 0; i < size; i++) one[i] = all[i * inner];
        for (var i = 0; i < all.Length; i++)
        {
            if (all[i] != one[i / inner % size]) return null;
        }

        return one;
    }

    private Symbol Pool(MaxPool n)
    {
        var x = Narrow(n.Inputs[0]);
        var k = n.Window;
        var plane = Ranked(x.Value, new Shape(1, n.Inputs[0].Shape[1], k.InHeight, k.InWidth), n.Name);
        var y = Add(new IntMaxPool(0, n.Name, plane, Sized(k)), n.Output, Steps(x.Unit, x.Channels));
        return Symbolic(n.Output, x with { Value = Ranked(y, n.Output.Shape, n.Name) });
    }

    private Symbol Pool(AveragePool n)
    {
        var x = Narrow(n.Inputs[0]);
        var k = n.Window;
        var divisor = n.Divisor(0);
        for (var i = 1; i < k.OutPixels; i++)
        {
            if (n.Divisor(i) != divisor) throw Unsupported(n, "windows of different sizes at the border (count_include_pad 0 with pads)");
        }

        var plane = Ranked(x.Value, new Shape(1, n.Inputs[0].Shape[1], k.InHeight, k.InWidth), n.Name);
        var unit = x.Unit / divisor;
        var y = Add(new IntSumPool(0, n.Name, plane, Sized(k)), n.Output, unit);
        return Symbolic(n.Output, new IntegerTerm(Ranked(y, n.Output.Shape, n.Name), unit));
    }

    private Symbol Sum(Reduce n)
    {
        if (n.Kind is not (ReduceKind.Sum or ReduceKind.Mean)) throw Unsupported(n, $"Reduce{n.Kind}");
        var x = Narrow(n.Input);
        var unit = n.Kind == ReduceKind.Mean ? x.Unit / n.Span : x.Unit;
        var y = Add(new IntReduceSum(0, n.Name, x.Value, n.Axes), n.Output, unit);
        return Symbolic(n.Output, new IntegerTerm(Ranked(y, n.Output.Shape, n.Name), unit));
    }

    private Symbol Probabilities(Softmax n)
    {
        if (n.Logarithm) throw Unsupported(n, "LogSoftmax: take the scores before it, their order is the same");
        // Exponentials are sensitive: an error of d in the argument is one of d in the result, so the argument gets more bits.
        var bits = options.SoftmaxBits > 0 ? options.SoftmaxBits : Math.Min(16, options.ActivationBits + 2);
        var x = AsNarrow(n.Input) ?? Materialise(n.Input, Range(n.Input, bits));
        var unit = x.Unit;
        const int expBits = 15;
        var table = builder.Table(
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"exp: x={unit:R}, y=2^-{expBits}"),
            d => d > 0 ? 1 << expBits : (int)Math.Floor((Math.Exp(d * unit) * (1 << expBits)) + 0.5));
        var scale = 1.0 / (1 << options.ProbabilityBits);
        var y = Add(new IntSoftmax(0, n.Name, x.Value, n.Input.Shape.Rank - 1, table, options.ProbabilityBits), n.Output, scale);
        return Symbolic(n.Output, new IntegerTerm(y, scale));
    }

    private Symbol Requantised(QuantizeLinear n) => Symbolic(n.Output, narrow[n.Output] = Quantised(n));

    private IntegerTerm Quantised(QuantizeLinear n)
    {
        var (scale, min, max) = Steps(n);
        symbols[n.OutputId] = Of(n.Input);
        return Materialise(n.Output, new Target(scale, min, max, Fixed: true));
    }

    /// <summary>Scale and integers of a quantisation node, moved so that real 0 is integer 0.</summary>
    private static (double Scale, long Min, long Max) Steps(QuantizeLinear n)
    {
        var p = n.Parameters;
        if (p.Scales.Length != 1) throw Unsupported(n, "activations with a scale for each channel");
        var (min, max) = p.Type.Range();
        return (p.Scales[0], min - p.ZeroPoints[0], max - p.ZeroPoints[0]);
    }

    private Symbol Dequantised(DequantizeLinear n)
    {
        var p = n.Parameters;
        if (n.Input.Producer is not QuantizeLinear q || p.Scales.Length != 1 || p.Scales[0] != q.Parameters.Scales[0] || p.ZeroPoints[0] != q.Parameters.ZeroPoints[0])
            throw Unsupported(n, "it does not undo a QuantizeLinear of the same scale and zero point");
        return Of(n.Input);
    }
}

using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// The functions of one variable, one line each: ONNX name, the operator set that brought it, and how a node becomes a
/// function and its parameters. Formulas are those of the ONNX operator documentation.
/// </summary>
internal static class UnaryTable
{
    private const double SeluAlpha = 1.67326319217681884765625, SeluGamma = 1.05070102214813232421875;

    /// <summary>The table.</summary>
    public static readonly (string Name, int Since, Action<NodeReader> Read)[] Entries =
    [
        Simple("Relu", x => Math.Max(x, 0)),
        Simple("Sigmoid", Sigmoid),
        Simple("Tanh", Math.Tanh),
        Simple("Erf", SpecialFunctions.Erf),
        Simple("Exp", Math.Exp),
        Simple("Log", Math.Log),
        Simple("Sqrt", Math.Sqrt),
        Simple("Abs", Math.Abs),
        Simple("Neg", x => -x),
        Simple("Reciprocal", x => 1 / x),
        Simple("Floor", Math.Floor),
        Simple("Ceil", Math.Ceiling),
        Simple("Round", x => Math.Round(x, MidpointRounding.ToEven)),
        Simple("Sign", x => Math.Sign(x)),
        Simple("Sin", Math.Sin),
        Simple("Cos", Math.Cos),
        Simple("Tan", Math.Tan),
        Simple("Atan", Math.Atan),
        Simple("Sinh", Math.Sinh),
        Simple("Cosh", Math.Cosh),
        Simple("Asinh", Math.Asinh),
        Simple("Softplus", Softplus),
        Simple("Softsign", x => x / (1 + Math.Abs(x))),
        Simple("HardSwish", x => x * Math.Clamp((x / 6) + 0.5, 0, 1), 14),
        Simple("Mish", x => x * Math.Tanh(Softplus(x)), 18),
        One("LeakyRelu", "alpha", 0.01f, a => x => x < 0 ? a * x : x),
        One("Elu", "alpha", 1f, a => x => x < 0 ? a * (Math.Exp(x) - 1) : x),
        One("Celu", "alpha", 1f, a => x => Math.Max(x, 0) + Math.Min(a * (Math.Exp(x / a) - 1), 0), 12),
        One("ThresholdedRelu", "alpha", 1f, a => x => x > a ? x : 0),
        Two("Selu", "alpha", (float)SeluAlpha, "gamma", (float)SeluGamma, (a, g) => x => g * (x < 0 ? a * (Math.Exp(x) - 1) : x)),
        Two("HardSigmoid", "alpha", 0.2f, "beta", 0.5f, (a, b) => x => Math.Clamp((a * x) + b, 0, 1)),
        Two("Shrink", "bias", 0f, "lambd", 0.5f, (b, l) => x => x < -l ? x + b : x > l ? x - b : 0),
        ("Gelu", 20, Gelu),
        ("Clip", 1, Clip),
        ("Pow", 1, Pow),
        ("PRelu", 1, PRelu),
    ];

    private static (string, int, Action<NodeReader>) Simple(string name, Func<double, double> f, int since = 1) => (name, since, node =>
    {
        node.Arity(1, 1);
        Unary.Emit(node, name, f);
    });

    private static (string, int, Action<NodeReader>) One(string name, string p, float fallback, Func<double, Func<double, double>> f, int since = 1) => (name, since, node =>
    {
        node.Arity(1, 1);
        double a = node.Float(p, fallback);
        Unary.Emit(node, name, f(a), a);
    });

    private static (string, int, Action<NodeReader>) Two(string name, string p, float pFallback, string q, float qFallback, Func<double, double, Func<double, double>> f) => (name, 1, node =>
    {
        node.Arity(1, 1);
        double a = node.Float(p, pFallback), b = node.Float(q, qFallback);
        Unary.Emit(node, name, f(a, b), a, b);
    });

    private static void Gelu(NodeReader node)
    {
        node.Arity(1, 1);
        if (node.Word("approximate", "none", "tanh") == "none") Unary.Emit(node, "Gelu", x => 0.5 * x * (1 + SpecialFunctions.Erf(x / Math.Sqrt(2))));
        else Unary.Emit(node, "Gelu.tanh", x => 0.5 * x * (1 + Math.Tanh(Math.Sqrt(2 / Math.PI) * (x + (0.044715 * x * x * x)))));
    }

    private static void Clip(NodeReader node)
    {
        node.Arity(1, 3);
        double low = node.Scalar(1, "the lower bound") ?? double.NegativeInfinity, high = node.Scalar(2, "the upper bound") ?? double.PositiveInfinity;
        Unary.Emit(node, "Clip", x => Math.Min(Math.Max(x, low), high), low, high);
    }

    private static void Pow(NodeReader node)
    {
        node.Arity(2, 2);
        double exponent = node.Scalar(1, "the exponent")!.Value;
        var (x, shape) = (node.Input(0), node.Input(1).Shape);
        if (shape.Rank > x.Shape.Rank) throw node.Error(ModelError.Shape, $"an exponent of shape {shape} would raise the rank of {x.Shape}");
        Unary.Emit(node, "Pow", exponent == 2 ? v => v * v : v => Math.Pow(v, exponent), exponent);
    }

    /// <summary>One slope is a function; a slope for each channel is relu(x) + slope * min(x, 0).</summary>
    private static void PRelu(NodeReader node)
    {
        node.Arity(2, 2);
        var (x, slope) = (node.Float(0), node.Float(1));
        node.SameType(x, slope);
        if (!Broadcast.Fits(slope.Shape, x.Shape)) throw node.Error(ModelError.Shape, $"slope of shape {slope.Shape} does not broadcast to {x.Shape}", slope);
        if (node.Constant(1, "the slope")!.Floats is [var single])
        {
            double s = single;
            Unary.Emit(node, "PRelu", v => v < 0 ? s * v : v, s);
            return;
        }

        var positive = node.Emit(new Unary("Relu", v => Math.Max(v, 0), []), x.Shape, x.ElementType, [x], "positive");
        var negative = node.Emit(new Unary("NegativePart", v => Math.Min(v, 0), []), x.Shape, x.ElementType, [x], "negative");
        var scaled = node.Emit(new Binary(BinaryKind.Mul), x.Shape, x.ElementType, [negative, slope], "scaled");
        node.Return(node.Emit(new Binary(BinaryKind.Add), x.Shape, x.ElementType, [positive, scaled]));
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));

    private static double Softplus(double x) => Math.Max(x, 0) + Math.Log(1 + Math.Exp(-Math.Abs(x)));
}

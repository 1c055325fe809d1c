using System.Globalization;
using ZkAccel.Zkml.Graphs.Operators;

namespace ZkAccel.Zkml.Quantise;

/// <summary>
/// A function of one real variable that waits to become a table. Compositions of affine maps and clamps stay in the closed
/// form clamp(A*t + B, Low, High), which needs no precision in its argument; everything else is a general function.
/// </summary>
internal sealed class ScalarFunction
{
    private readonly Func<double, double>? general;

    private ScalarFunction(double a, double b, double low, double high, Func<double, double>? general, string name) =>
        (A, B, Low, High, this.general, Name) = (a, b, low, high, general, name);

    /// <summary>t.</summary>
    public static ScalarFunction Identity { get; } = new(1, 0, double.NegativeInfinity, double.PositiveInfinity, null, "x");

    /// <summary>Factor of the closed form.</summary>
    public double A { get; }

    /// <summary>Constant of the closed form.</summary>
    public double B { get; }

    /// <summary>Lower bound of the closed form.</summary>
    public double Low { get; }

    /// <summary>Upper bound of the closed form.</summary>
    public double High { get; }

    /// <summary>The formula: equal names are equal functions.</summary>
    public string Name { get; }

    /// <summary>True for clamp(A*t + B, Low, High).</summary>
    public bool IsClamp => general is null;

    /// <summary>True for A*t + B.</summary>
    public bool IsAffine => IsClamp && double.IsInfinity(Low) && double.IsInfinity(High);

    /// <summary>The function's value.</summary>
    public double At(double t) => general is null ? Math.Clamp((A * t) + B, Low, High) : general(t);

    /// <summary>a * f(t) + b.</summary>
    public ScalarFunction Then(double a, double b)
    {
        if (a == 1 && b == 0) return this;
        var name = Text($"({a:R}*{Name}+{b:R})");
        if (general is { } g) return new(0, 0, 0, 0, t => (a * g(t)) + b, name);
        var (p, q) = ((a * Low) + b, (a * High) + b);
        if (a == 0) (p, q) = (b, b);
        return new(a * A, (a * B) + b, Math.Min(p, q), Math.Max(p, q), null, name);
    }

    /// <summary>A function of the model applied to this one.</summary>
    public ScalarFunction Then(Unary u)
    {
        var parameters = u.Parameters;
        switch (u.Kind)
        {
            case "Relu": return Clamped(0, double.PositiveInfinity);
            case "NegativePart": return Clamped(double.NegativeInfinity, 0);
            case "Clip": return Clamped(parameters[0], parameters[1]);
            case "Neg": return Then(-1, 0);
            default:
                var (f, g) = (this, u.Function);
                return new(0, 0, 0, 0, t => g(f.At(t)), Text($"{u.Kind}({string.Concat(parameters.Select(p => Text($"{p:R},")))}{Name})"));
        }
    }

    /// <summary>An arithmetic operation on two functions of the same variable.</summary>
    public static ScalarFunction Combine(BinaryKind kind, ScalarFunction f, ScalarFunction g)
    {
        if (kind is BinaryKind.Add or BinaryKind.Sub && f.IsAffine && g.IsAffine)
        {
            var sign = kind == BinaryKind.Add ? 1 : -1;
            return Identity.Then(f.A + (sign * g.A), f.B + (sign * g.B));
        }

        return new(0, 0, 0, 0, t => Apply(kind, f.At(t), g.At(t)), $"{kind}({f.Name},{g.Name})");
    }

    /// <summary>One arithmetic operation.</summary>
    public static double Apply(BinaryKind kind, double u, double v) => kind switch
    {
        BinaryKind.Add => u + v,
        BinaryKind.Sub => u - v,
        BinaryKind.Mul => u * v,
        BinaryKind.Div => u / v,
        BinaryKind.Max => Math.Max(u, v),
        _ => Math.Min(u, v),
    };

    private ScalarFunction Clamped(double low, double high)
    {
        var name = Text($"clamp({Name},{low:R},{high:R})");
        if (general is { } g) return new(0, 0, 0, 0, t => Math.Min(Math.Max(g(t), low), high), name);
        return new(A, B, Math.Min(Math.Max(Low, low), high), Math.Min(Math.Max(High, low), high), null, name);
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

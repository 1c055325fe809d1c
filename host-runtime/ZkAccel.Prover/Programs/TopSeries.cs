using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Prover;

/// <summary>
/// The top of a polynomial: grade g stands for X^(g N) Σ s_i X^-i, i &lt; <see cref="Terms"/>, with N = n + 3 the largest degree of a
/// column, or for a constant when g = 0. Lower coefficients are unknown and never needed: a product of top parts is the top of the
/// product, and a summand of lower grade ends N - 12 or more places below what is kept (n >= 32).
/// </summary>
/// <remarks>
/// The numerator of the quotient has grade 4 and degree at most 4n + 8, so its series has its coefficients of X^(4n) to X^(4n+8), which are
/// the quotient's of X^(3n) to X^(3n+8). Then three cosets of n values determine the rest: a quarter less work than four.
/// </remarks>
internal readonly record struct TopSeries(int Grade, Fr[] Coefficients)
{
    /// <summary>Coefficients of blinding beyond n: columns have degree at most n + 3.</summary>
    public const int MaxBlinding = 4;

    /// <summary>The quotient's coefficients from X^(3n) on.</summary>
    public const int QuotientTop = 9;

    /// <summary>Coefficients kept: 4 (n + 3) - 12 = 4n.</summary>
    public const int Terms = (Profile.Degree * (MaxBlinding - 1)) + 1;

    /// <summary>
    /// Coefficients 3n to 3n + 8 of the quotient, from the numerator's series.
    /// </summary>
    /// <exception cref="InvalidOperationException">The numerator's degree exceeds 4n + 8.</exception>
    public Fr[] Quotient()
    {
        if (Grade != Profile.Degree) throw new InvalidOperationException($"The numerator has grade {Grade}.");
        int above = Terms - QuotientTop;
        var top = new Fr[QuotientTop];
        for (int i = 0; i < Terms; i++)
        {
            if (i >= above) top[Terms - 1 - i] = Coefficients[i];
            else if (!Coefficients[i].IsZero) throw new InvalidOperationException("The numerator's degree exceeds 4n + 8.");
        }

        return top;
    }
}

/// <summary>The constraints as series at infinity.</summary>
internal sealed class TopEnvironment(
    ConstantPool constants, IReadOnlyDictionary<Column, Fr[]> columns, Fr omega, int size) : IEnvironment<TopSeries>
{
    public static TopSeries Add(TopSeries a, TopSeries b)
    {
        if (a.Grade != b.Grade) return a.Grade > b.Grade ? a : b;
        var sum = new Fr[TopSeries.Terms];
        for (int i = 0; i < sum.Length; i++) sum[i] = a.Coefficients[i] + b.Coefficients[i];
        return new TopSeries(a.Grade, sum);
    }

    public static TopSeries Subtract(TopSeries a, TopSeries b) =>
        Add(a, new TopSeries(b.Grade, Array.ConvertAll(b.Coefficients, c => -c)));

    public static TopSeries Multiply(TopSeries a, TopSeries b)
    {
        var product = new Fr[TopSeries.Terms];
        for (int i = 0; i < product.Length; i++)
        {
            if (a.Coefficients[i].IsZero) continue;
            for (int j = 0; i + j < product.Length; j++) product[i + j] += a.Coefficients[i] * b.Coefficients[j];
        }

        return new TopSeries(a.Grade + b.Grade, product);
    }

    /// <summary>The column's coefficients of X^(n+3) down to X^(n-9).</summary>
    public TopSeries Here(Column column) => new(1, columns[column]);

    /// <summary>p(ωX): the coefficient of X^k times ω^k.</summary>
    public TopSeries Next(Column column)
    {
        Fr[] series = columns[column];
        var shifted = new Fr[series.Length];
        for (int i = 0; i < shifted.Length; i++)
        {
            int degree = size + TopSeries.MaxBlinding - 1 - i;
            shifted[i] = series[i] * omega.Pow((ulong)degree);
        }

        return new TopSeries(1, shifted);
    }

    public TopSeries Constant(ConstantKind kind, int index)
    {
        var series = new Fr[TopSeries.Terms];
        series[0] = constants[kind, index];
        return new TopSeries(0, series);
    }
}

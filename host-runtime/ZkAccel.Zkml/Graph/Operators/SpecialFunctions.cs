namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Functions that the base library lacks.</summary>
internal static class SpecialFunctions
{
    /// <summary>
    /// The error function to about 1e-15: below 3 by <c>erf x = 2/sqrt(pi) e^(-x^2) sum of 2^n x^(2n+1) / (2n+1)!!</c> (all
    /// terms of one sign), above by the continued fraction of erfc (Abramowitz and Stegun 7.1.6, 7.1.14).
    /// </summary>
    public static double Erf(double x)
    {
        if (double.IsNaN(x)) return x;
        var t = Math.Abs(x);
        if (t > 6) return Math.Sign(x);
        if (t < 3)
        {
            var (term, sum) = (x, x);
            for (var n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
            {
                term *= 2 * x * x / ((2 * n) + 1);
                sum += term;
            }

            return 2 / Math.Sqrt(Math.PI) * Math.Exp(-x * x) * sum;
        }

        var fraction = t;
        for (var n = 60; n > 0; n--) fraction = t + (n / 2.0 / fraction);
        return Math.Sign(x) * (1 - (Math.Exp(-t * t) / Math.Sqrt(Math.PI) / fraction));
    }
}

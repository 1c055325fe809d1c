using System.Numerics;

namespace ZkAccel.Zkml.Quantise;

/// <summary>The two inner loops of dense algebra in binary64. Fixed order of additions for a given vector width.</summary>
internal static class Vectors
{
    /// <summary>y += a * x over the length of y.</summary>
    public static void AddScaled(Span<double> y, ReadOnlySpan<double> x, double a)
    {
        var i = 0;
        var factor = new Vector<double>(a);
        for (; i <= y.Length - Vector<double>.Count; i += Vector<double>.Count)
            (new Vector<double>(y[i..]) + (factor * new Vector<double>(x[i..]))).CopyTo(y[i..]);
        for (; i < y.Length; i++) y[i] += a * x[i];
    }

    /// <summary>Sum of x * y.</summary>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        var i = 0;
        var sums = Vector<double>.Zero;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count) sums += new Vector<double>(x[i..]) * new Vector<double>(y[i..]);
        var sum = Vector.Sum(sums);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }
}

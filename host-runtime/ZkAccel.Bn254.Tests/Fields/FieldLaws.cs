using Xunit;

namespace ZkAccel.Bn254.Tests;

/// <summary>The laws of a field, written once; every field of the tower runs them on its own samples.</summary>
internal static class FieldLaws
{
    public static void Check<T>(T[] samples)
        where T : struct, IField<T>
    {
        Assert.True(T.Zero.IsZero);
        Assert.False(T.One.IsZero);
        Assert.Throws<DivideByZeroException>(() => T.Zero.Inverse());
        foreach (T a in samples)
        {
            Unary(a);
            foreach (T b in samples)
            {
                Equal(a + b, b + a);
                Equal(a * b, b * a);
                Equal(a - b, a + -b);
                Equal((a + b).Square(), a.Square() + (a * b).Double() + b.Square());
                Assert.Equal(a == b, (a - b).IsZero);
                Assert.Equal(a.Equals(b), !(a != b));
                if (!(a * b).IsZero) Equal((a * b).Inverse(), a.Inverse() * b.Inverse());
                Assert.Equal(a.IsZero || b.IsZero, (a * b).IsZero);
                T c = samples[(Array.IndexOf(samples, b) + 1) % samples.Length];
                Equal((a + b) + c, a + (b + c));
                Equal((a * b) * c, a * (b * c));
                Equal(a * (b + c), a * b + a * c);
            }
        }
    }

    private static void Unary<T>(T a)
        where T : struct, IField<T>
    {
        Equal(a + T.Zero, a);
        Equal(a * T.One, a);
        Equal(a * T.Zero, T.Zero);
        Equal(a - a, T.Zero);
        Equal(a + -a, T.Zero);
        Equal(-(-a), a);
        Equal(a.Double(), a + a);
        Equal(a.Square(), a * a);
        if (!a.IsZero) Equal(a * a.Inverse(), T.One);
        Assert.Equal(a.GetHashCode(), (a + T.Zero).GetHashCode());
    }

    private static void Equal<T>(T actual, T expected)
        where T : struct, IField<T>
    {
        Assert.True(actual == expected, $"{actual} is not {expected}");
        Assert.True(actual.Equals((object)expected));
    }
}

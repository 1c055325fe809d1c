namespace ZkAccel.Bn254;

/// <summary>Algorithms every field shares.</summary>
internal static class FieldAlgorithms
{
    /// <summary>value^e for e in little-endian limbs, by squaring from the top bit; 0^0 is 1. Variable time in e.</summary>
    public static T Pow<T>(in T value, ReadOnlySpan<ulong> exponent)
        where T : struct, IField<T>
    {
        int bit = exponent.Length * 64 - 1;
        while (bit >= 0 && !Bit(exponent, bit)) bit--;
        if (bit < 0) return T.One;
        T result = value;
        for (bit--; bit >= 0; bit--)
        {
            result = result.Square();
            if (Bit(exponent, bit)) result *= value;
        }

        return result;
    }

    /// <summary>Inverts every non-zero element with one inversion and 3 products an element (Montgomery's trick); zeros stay.</summary>
    public static void BatchInvert<T>(Span<T> values)
        where T : struct, IField<T>
    {
        var prefix = new T[values.Length];
        T product = T.One;
        for (int i = 0; i < values.Length; i++)
        {
            prefix[i] = product;
            if (!values[i].IsZero) product *= values[i];
        }

        T inverse = product.Inverse();
        for (int i = values.Length - 1; i >= 0; i--)
        {
            if (values[i].IsZero) continue;
            T next = inverse * values[i];
            values[i] = inverse * prefix[i];
            inverse = next;
        }
    }

    private static bool Bit(ReadOnlySpan<ulong> limbs, int i) => (limbs[i >> 6] >> (i & 63) & 1) != 0;
}

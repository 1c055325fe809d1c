using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>Biases are wider than a weight cell: signed digits of the weights' width, one segment a digit.</summary>
internal static class BiasDigest
{
    /// <summary>Σ_o r^o bias_o.</summary>
    public static Cell Load(Trace trace, string layer, ReadOnlySpan<long> biases, int weightBits)
    {
        int digits = 1;
        foreach (long bias in biases) digits = Math.Max(digits, Digits(bias, weightBits));
        var terms = new Term[digits];
        long[] rest = biases.ToArray();
        Fr unit = Fr.One, radix = Fr.FromInt64(1L << weightBits);
        for (int d = 0; d < digits; d++, unit *= radix)
        {
            var byExponent = new int[rest.Length];
            for (int o = 0; o < rest.Length; o++) byExponent[o] = TakeDigit(ref rest[o], weightBits);
            terms[d] = new Term(unit, trace.Scalars.Load(Digest.Weights, trace.Add(layer, byExponent).End));
        }

        return digits == 1 ? terms[0].A : trace.Scalars.Sum(terms);
    }

    private static int Digits(long value, int bits)
    {
        int digits = 0;
        do
        {
            TakeDigit(ref value, bits);
            digits++;
        }
        while (value != 0);
        return digits;
    }

    // Digits in [-2^(bits-1), 2^(bits-1)).
    private static int TakeDigit(ref long value, int bits)
    {
        long half = 1L << (bits - 1);
        long digit = ((value + half) & ((1L << bits) - 1)) - half;
        value = (value - digit) >> bits;
        return (int)digit;
    }
}

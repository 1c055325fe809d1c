namespace ZkAccel.Bn254;

public readonly partial struct G1
{
    private const int StrausWindow = 5;

    /// <summary>
    /// The sum of points[i] times scalars[i], for the tens of points of a verifier: Straus's interleaving with signed windows
    /// of 5 bits, so 254 doublings in all and about 50 additions a point. One thread; long sums belong to a bucket MSM.
    /// </summary>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    public static G1 LinearCombination(ReadOnlySpan<G1Affine> points, ReadOnlySpan<Fr> scalars)
    {
        if (points.Length != scalars.Length) throw new ArgumentException("As many scalars as points.", nameof(scalars));
        const int tableSize = 1 << (StrausWindow - 2);
        var digits = new sbyte[points.Length][];
        var multiples = new G1[points.Length * tableSize];
        int length = 0;
        for (int i = 0; i < points.Length; i++)
        {
            digits[i] = SignedWindows(scalars[i]);
            length = Math.Max(length, digits[i].Length);
            var p = new G1(points[i]);
            G1 twice = p.Double();
            for (int k = 0; k < tableSize; k++)
            {
                multiples[i * tableSize + k] = p;
                p += twice;
            }
        }

        // table[i * tableSize + k] = (2k + 1) points[i]
        var table = new G1Affine[multiples.Length];
        ToAffine(multiples, table);
        G1 sum = Infinity;
        for (int bit = length - 1; bit >= 0; bit--)
        {
            sum = sum.Double();
            for (int i = 0; i < digits.Length; i++)
            {
                int digit = bit < digits[i].Length ? digits[i][bit] : 0;
                if (digit > 0) sum += table[i * tableSize + (digit >> 1)];
                else if (digit < 0) sum += -table[i * tableSize + (-digit >> 1)];
            }
        }

        return sum;
    }

    /// <summary>The width-5 non-adjacent form: k = sum of digits[i] 2^i, digits zero or odd and below 16 in size.</summary>
    private static sbyte[] SignedWindows(in Fr scalar)
    {
        Span<ulong> k = stackalloc ulong[5];
        scalar.ToCanonical(k[..4]);
        k[4] = 0;
        int top = 255;
        while (top >= 0 && (k[top >> 6] >> (top & 63) & 1) == 0) top--;
        var digits = new sbyte[top + 2];
        int carry = 0;
        for (int bit = 0; bit < digits.Length;)
        {
            if ((int)(k[bit >> 6] >> (bit & 63) & 1) == carry)
            {
                bit++;
                continue;
            }

            ulong window = k[bit >> 6] >> (bit & 63);
            if ((bit & 63) > 64 - StrausWindow && bit >> 6 < 4) window |= k[(bit >> 6) + 1] << (64 - (bit & 63));
            int digit = (int)(window & ((1 << StrausWindow) - 1)) + carry;
            carry = digit >> (StrausWindow - 1);
            digits[bit] = (sbyte)(digit - (carry << StrausWindow));
            bit += StrausWindow;
        }

        return digits;
    }
}

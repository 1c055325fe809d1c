namespace ZkAccel.Bn254;

/// <summary>Multiples d 2^(jw) B of one base point B for digits d of w bits, for many scalars times one point.</summary>
internal sealed class FixedBaseTable
{
    /// <summary>Scalars that share an inversion.</summary>
    public const int BlockLength = 1024;

    private const int ScalarBits = 254;

    private readonly int _window;
    private readonly int _windows;
    private readonly G1Affine[] _table;

    public FixedBaseTable(in G1Affine basePoint, int window)
    {
        _window = window;
        _windows = (ScalarBits + window - 1) / window;
        int size = 1 << window;
        _table = new G1Affine[_windows * size];
        var row = new G1[size];
        var step = new G1(basePoint);
        for (int j = 0; j < _windows; j++)
        {
            row[0] = G1.Infinity;
            G1Affine affineStep = step.ToAffine();
            for (int d = 1; d < size; d++) row[d] = row[d - 1] + affineStep;
            G1.ToAffine(row, _table.AsSpan(j * size, size));
            step = row[size - 1] + affineStep;
        }
    }

    /// <summary>The width with the least work for a number of scalars: an entry of the table costs about 3 lookups.</summary>
    public static int WindowFor(int count)
    {
        int best = 1;
        long bestCost = long.MaxValue;
        for (int w = 1; w <= 12; w++)
        {
            long cost = (ScalarBits + w - 1) / w * (count + (3L << w));
            if (cost >= bestCost) continue;
            best = w;
            bestCost = cost;
        }

        return best;
    }

    /// <summary>
    /// result[i] = scalars[i] B. Before window j the sum is k B with k below 2^(jw), and scalars are below r, so the affine
    /// addition never meets equal or opposite points; only zeros need care.
    /// </summary>
    public void Multiply(ReadOnlySpan<Fr> scalars, Span<G1Affine> result)
    {
        int n = scalars.Length;
        var limbs = new ulong[n * 4];
        for (int i = 0; i < n; i++) scalars[i].ToCanonical(limbs.AsSpan(4 * i, 4));
        var differences = new Fq[n];
        var prefix = new Fq[n];
        var added = new int[n];
        result.Clear();
        for (int j = 0; j < _windows; j++)
        {
            Fq product = Fq.One;
            for (int i = 0; i < n; i++)
            {
                int digit = Digit(limbs.AsSpan(4 * i, 4), j * _window);
                int index = (j << _window) + digit;
                added[i] = -1;
                if (digit == 0) continue;
                if (result[i].IsInfinity)
                {
                    result[i] = _table[index];
                    continue;
                }

                added[i] = index;
                differences[i] = _table[index].X - result[i].X;
                prefix[i] = product;
                product *= differences[i];
            }

            Fq inverse = product.Inverse();
            for (int i = n - 1; i >= 0; i--)
            {
                if (added[i] < 0) continue;
                ref readonly G1Affine p = ref _table[added[i]];
                ref G1Affine sum = ref result[i];
                Fq slope = (p.Y - sum.Y) * (inverse * prefix[i]);
                inverse *= differences[i];
                Fq x = slope.Square() - sum.X - p.X;
                sum = new G1Affine(x, slope * (sum.X - x) - sum.Y);
            }
        }
    }

    private int Digit(ReadOnlySpan<ulong> limbs, int bit)
    {
        int limb = bit >> 6, shift = bit & 63;
        ulong value = limbs[limb] >> shift;
        if (shift + _window > 64 && limb < 3) value |= limbs[limb + 1] << (64 - shift);
        return (int)(value & ((1UL << _window) - 1));
    }
}

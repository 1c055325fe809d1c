namespace ZkAccel.Runtime.Cpu;

/// <summary>How scalars of some bit length are cut into signed windows.</summary>
/// <param name="Width">Bits of a window; digits lie in [-2^(Width-1), 2^(Width-1)).</param>
/// <param name="Count">Windows.</param>
internal readonly record struct WindowPlan(int Width, int Count)
{
    /// <summary>Widest window: its buckets number 2^15.</summary>
    internal const int MaxWidth = 16;

    // Measured costs in units of one affine addition: sorting one digit; weighting one bucket, two complete additions of 12 products with
    // a window a lane; a window, whatever its size.
    private const double SortCost = 0.1, BucketCost = 3, WindowCost = 100;

    /// <summary>Digits of one window are at most this in absolute value.</summary>
    internal int Buckets => 1 << (Width - 1);

    /// <summary>
    /// Windows for |x| &lt; 2^bits: the digits reach the sum of (2^(w-1) - 1) * 2^(wi), which for one window is 2^(w-1) - 1 and for more
    /// is above 2^(wk - 2).
    /// </summary>
    internal static int WindowsFor(int bits, int width) => bits < width ? 1 : (bits + 2 + width - 1) / width;

    /// <summary>The cheapest cut for <paramref name="scalars"/> scalars below 2^bits, and its cost in affine additions.</summary>
    internal static (WindowPlan Plan, double Cost) Best(long scalars, int bits)
    {
        (WindowPlan Plan, double Cost) best = (default, double.MaxValue);
        for (int width = 3; width <= MaxWidth; width++)
        {
            int count = WindowsFor(bits, width);
            double buckets = count == 1 ? 1 << bits : 1 << (width - 1);

            // The first point of a bucket is not added to anything.
            double occupied = buckets * (1 - Math.Exp(-scalars / buckets));
            double cost = count * (scalars * (1 + SortCost) - occupied + BucketCost * buckets + WindowCost);
            if (cost < best.Cost) best = (new WindowPlan(width, count), cost);
        }

        return best;
    }

    /// <summary>
    /// The bit length at which to split a column so that a few long scalars do not drag the short ones through all windows; 253 when
    /// one part is best.
    /// </summary>
    internal static int Split(ReadOnlySpan<int> histogram)
    {
        int longest = 0;
        long all = 0;
        for (int bits = 1; bits < histogram.Length; bits++)
        {
            if (histogram[bits] == 0) continue;
            longest = bits;
            all += histogram[bits];
        }

        if (all == 0) return longest;
        double best = Best(all, longest).Cost;
        int split = longest;
        long below = 0;
        for (int bits = 1; bits < longest; bits++)
        {
            below += histogram[bits];
            if (histogram[bits] == 0) continue;
            double cost = Best(below, bits).Cost + Best(all - below, longest).Cost;
            if (cost >= best) continue;
            best = cost;
            split = bits;
        }

        return split;
    }
}

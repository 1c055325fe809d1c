namespace ZkAccel.Gpu;

/// <summary>
/// How scalars are cut: digit w = jG + t is worth 2^(cw) and meets multiple 2^(cGj) of its point, so that only <see cref="Groups"/> sets of
/// buckets are left, the t-th worth 2^(ct).
/// </summary>
/// <param name="Width">Bits of a window, c: 2 to 24.</param>
/// <param name="Windows">Windows of a scalar.</param>
/// <param name="Groups">Sets of buckets, G: windows that no multiple of the points folds away.</param>
internal readonly record struct WindowPlan(int Width, int Windows, int Groups)
{
    public const int MinWidth = 2, MaxWidth = 24;

    /// <summary>Bits of the smaller of x and r - x.</summary>
    public const int FullBits = 253;

    /// <summary>Digits of a window are at most this in absolute value, which counts the buckets.</summary>
    public int Buckets => 1 << (Width - 1);

    /// <summary>Multiples of each point that are read.</summary>
    public int Copies => (Windows + Groups - 1) / Groups;

    /// <summary>Windows for |x| &lt; 2^bits: the digits reach beyond 2^(cw - 1).</summary>
    public static int WindowsFor(int bits, int width) => (bits + width) / width;
}

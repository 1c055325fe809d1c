using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// One pass of a self-sorting transform (Stockham's order with a large radix). With n points left, stride s and radix R, it replaces the column of
/// points c + j·N/R, where c = q + s·p and q is below s, by its transform, twisted by ω_n^(p·k), at q + s·(R·p + k). A group holds a tile of
/// such columns that stand side by side, so that what it reads and writes is contiguous over them.
/// </summary>
/// <remarks>
/// Inside a tile decimation in frequency runs in place by radix 4 (a radix-2 step first where log R is odd). R is at least 8. The first step reads from global
/// memory and the last one writes there, so shared memory is crossed one time less than there are steps. It is kept as two arrays of 16 bytes an
/// element: neighbouring lanes then use different banks.
/// </remarks>
internal static class NttKernels
{
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, NttScale, NttPass> Plain = new(Transform<Unscaled>, 128, 5);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, NttScale, NttPass> Scaled = new(Transform<ScaledBefore>, 128, 4);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, ArrayView<FrGpu>, NttScale, NttPass> ThenScaled = new(Transform<ScaledAfter>, 128, 4);
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<FrGpu>, NttScale, NttPass> Small = new(TransformSmall, 1);
    public static readonly Kernel<ArrayView<FrGpu>, NttScale> Powers = new(FillPowers);

    /// <summary>target[i] = the factor that <paramref name="powers"/> has for i.</summary>
    private static void FillPowers(ArrayView<FrGpu> target, NttScale powers)
    {
        for (var i = Grid.GlobalIndex.X; i < target.IntLength; i += Grid.DimX * Group.DimX) target[i] = powers.Before(FrGpu.One, i);
    }

    /// <summary>The transform of two or four points, by one thread.</summary>
    private static void TransformSmall(ArrayView<FrGpu> column, ArrayView<FrGpu> twiddles, NttScale scale, NttPass pass)
    {
        if (Grid.GlobalIndex.X != 0) return;
        if (pass.LogN == 1)
        {
            var (a, b) = (scale.Before(column[0], 0), scale.Before(column[1], 1));
            column[0] = scale.After(a + b, 0);
            column[1] = scale.After(a - b, 1);
            return;
        }

        var x = new Quad(scale.Before(column[0], 0), scale.Before(column[1], 1), scale.Before(column[2], 2), scale.Before(column[3], 3));
        var y = Last(x, twiddles, pass);
        column[0] = scale.After(y.A, 0);
        column[1] = scale.After(y.C, 1);
        column[2] = scale.After(y.B, 2);
        column[3] = scale.After(y.D, 3);
    }

    private static void Transform<TScaling>(
        ArrayView<FrGpu> source, ArrayView<FrGpu> target, ArrayView<FrGpu> twiddles, NttScale scale, NttPass pass)
        where TScaling : struct, IScaling
    {
        var low = SharedMemory.Allocate1D<Half>(1 << GpuNttPlan.LogTile);
        var high = SharedMemory.Allocate1D<Half>(1 << GpuNttPlan.LogTile);
        var butterflies = 1 << (pass.LogRadix - 2 + pass.LogColumns);
        var first = Grid.IdxX << pass.LogColumns;
        for (var b = Group.IdxX; b < butterflies; b += Group.DimX)
        {
            var (column, j) = (b & ((1 << pass.LogColumns) - 1), b >> pass.LogColumns);
            var quad = Load<TScaling>(source, scale, pass, first + column, j);
            quad = (pass.LogRadix & 1) != 0
                ? Halve(quad, twiddles, pass, j, pass.LogRadix)
                : Quarter(quad, twiddles, pass, j, pass.LogRadix);
            Put(low, high, quad, b, butterflies);
        }

        Group.Barrier();
        for (var length = (pass.LogRadix - 1) & ~1; length > 2; length -= 2)
        {
            for (var b = Group.IdxX; b < butterflies; b += Group.DimX)
            {
                var (column, j) = (b & ((1 << pass.LogColumns) - 1), b >> pass.LogColumns);
                var inBlock = j & ((1 << (length - 2)) - 1);
                var at = (((j >> (length - 2)) << length) + inBlock << pass.LogColumns) + column;
                var step = 1 << (length - 2 + pass.LogColumns);
                Put(low, high, Quarter(Get(low, high, at, step), twiddles, pass, inBlock, length), at, step);
            }

            Group.Barrier();
        }

        for (var b = Group.IdxX; b < butterflies; b += Group.DimX)
        {
            var (column, j) = (b & ((1 << pass.LogColumns) - 1), b >> pass.LogColumns);
            var quad = Last(Get(low, high, (4 * j << pass.LogColumns) + column, 1 << pass.LogColumns), twiddles, pass);
            Store<TScaling>(target, scale, twiddles, pass, first + column, Reverse(j, pass.LogRadix - 2), quad);
        }
    }

    private static Quad Load<TScaling>(ArrayView<FrGpu> source, NttScale scale, NttPass pass, int column, int j)
        where TScaling : struct, IScaling
    {
        var step = 1 << (pass.LogN - 2);
        var at = column + (j << (pass.LogN - pass.LogRadix));
        return new Quad(
            TScaling.Before(scale, source[at], at),
            TScaling.Before(scale, source[at + step], at + step),
            TScaling.Before(scale, source[at + 2 * step], at + 2 * step),
            TScaling.Before(scale, source[at + 3 * step], at + 3 * step));
    }

    /// <summary>One step of radix 2 on two pairs: points j and j + L/4 of a transform of L = 2^length points, each with the one L/2 on.</summary>
    private static Quad Halve(Quad x, ArrayView<FrGpu> twiddles, NttPass pass, int j, int length) => new(
        x.A + x.C,
        x.B + x.D,
        (x.A - x.C) * pass.Twiddle(twiddles, j << (pass.LogN - length)),
        (x.B - x.D) * pass.Twiddle(twiddles, j + (1 << (length - 2)) << (pass.LogN - length)));

    /// <summary>One step of radix 4 on points j, j + L/4, …; the second and third result change places, which leaves all in bit-reversed order.</summary>
    private static Quad Quarter(Quad x, ArrayView<FrGpu> twiddles, NttPass pass, int j, int length)
    {
        var y = Last(x, twiddles, pass);
        var step = j << (pass.LogN - length);
        return new Quad(y.A, y.B * pass.Twiddle(twiddles, 2 * step), y.C * pass.Twiddle(twiddles, step), y.D * pass.Twiddle(twiddles, 3 * step));
    }

    /// <summary>The transform of four points, in the order 0, 2, 1, 3.</summary>
    private static Quad Last(Quad x, ArrayView<FrGpu> twiddles, NttPass pass)
    {
        // ω^(N/4) is read anew each time: eight registers held over the whole kernel would spill others.
        var (left, right) = (x.A - x.C, (x.B - x.D) * pass.Twiddle(twiddles, 1 << (pass.LogN - 2)));
        var (even, odd) = (x.A + x.C, x.B + x.D);
        return new Quad(even + odd, even - odd, left + right, left - right);
    }

    /// <summary>Writes points k, k + R/2, k + R/4, k + 3R/4 of a column, twisted.</summary>
    private static void Store<TScaling>(ArrayView<FrGpu> target, NttScale scale, ArrayView<FrGpu> twiddles, NttPass pass, int column, int k, Quad y)
        where TScaling : struct, IScaling
    {
        var (q, p) = (column & ((1 << pass.LogStride) - 1), column >> pass.LogStride);
        var quarter = 1 << (pass.LogRadix - 2);
        var at = q + ((p << pass.LogRadix) + k << pass.LogStride);
        var step = quarter << pass.LogStride;
        if (p != 0)
        {
            var twist = p << pass.LogStride;
            y = new Quad(
                y.A * pass.Twiddle(twiddles, twist * k),
                y.B * pass.Twiddle(twiddles, twist * (k + 2 * quarter)),
                y.C * pass.Twiddle(twiddles, twist * (k + quarter)),
                y.D * pass.Twiddle(twiddles, twist * (k + 3 * quarter)));
        }

        target[at] = TScaling.After(scale, y.A, at);
        target[at + 2 * step] = TScaling.After(scale, y.B, at + 2 * step);
        target[at + step] = TScaling.After(scale, y.C, at + step);
        target[at + 3 * step] = TScaling.After(scale, y.D, at + 3 * step);
    }

    private static void Put(ArrayView1D<Half, Stride1D.Dense> low, ArrayView1D<Half, Stride1D.Dense> high, Quad x, int at, int step)
    {
        PutOne(low, high, x.A, at);
        PutOne(low, high, x.B, at + step);
        PutOne(low, high, x.C, at + 2 * step);
        PutOne(low, high, x.D, at + 3 * step);
    }

    private static Quad Get(ArrayView1D<Half, Stride1D.Dense> low, ArrayView1D<Half, Stride1D.Dense> high, int at, int step) =>
        new(GetOne(low, high, at), GetOne(low, high, at + step), GetOne(low, high, at + 2 * step), GetOne(low, high, at + 3 * step));

    private static void PutOne(ArrayView1D<Half, Stride1D.Dense> low, ArrayView1D<Half, Stride1D.Dense> high, FrGpu x, int at)
    {
        var v = x.Limbs;
        low[at] = new Half(v.L0, v.L1, v.L2, v.L3);
        high[at] = new Half(v.L4, v.L5, v.L6, v.L7);
    }

    private static FrGpu GetOne(ArrayView1D<Half, Stride1D.Dense> low, ArrayView1D<Half, Stride1D.Dense> high, int at)
    {
        var (l, h) = (low[at], high[at]);
        return FrGpu.FromLimbs(new U256(l.A, l.B, l.C, l.D, h.A, h.B, h.C, h.D));
    }

    /// <summary>The last <paramref name="bits"/> bits in reverse, up to 8.</summary>
    private static int Reverse(int value, int bits)
    {
        value = (value & 0x55) << 1 | value >> 1 & 0x55;
        value = (value & 0x33) << 2 | value >> 2 & 0x33;
        value = (value & 0x0f) << 4 | value >> 4 & 0x0f;
        return value >> (8 - bits);
    }

    /// <summary>Half an element.</summary>
    private readonly struct Half(uint a, uint b, uint c, uint d)
    {
        public readonly uint A = a, B = b, C = c, D = d;
    }

    private readonly struct Quad(FrGpu a, FrGpu b, FrGpu c, FrGpu d)
    {
        public readonly FrGpu A = a, B = b, C = c, D = d;
    }
}

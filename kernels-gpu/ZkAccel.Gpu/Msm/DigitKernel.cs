using ILGPU;
using ILGPU.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Where the digits of one column go.</summary>
/// <param name="Plan">How scalars are cut.</param>
/// <param name="Column">Number of the column in its batch.</param>
/// <param name="FirstPoint">The point of the first scalar.</param>
/// <param name="Points">Points of the basis: multiple j of point i is number j·Points + i.</param>
/// <param name="Capacity">Entries from one segment to the next.</param>
internal readonly record struct DigitTarget(WindowPlan Plan, int Column, int FirstPoint, int Points, int Capacity);

/// <summary>
/// Scalars to signed digits: x or r - x, whichever is smaller, as Σ d_w 2^(cw) with -2^(c-1) &lt; d_w ≤ 2^(c-1). Digit w = jG + t goes to segment t
/// of the column with multiple j of the point, as bucket |d| - 1 in the upper half of an entry and twice the point, plus the sign, in the lower.
/// What is left above the last window shows a scalar that is too large.
/// </summary>
internal static class DigitKernel
{
    public static readonly Kernel<ArrayView<FrGpu>, ArrayView<ulong>, ArrayView<int>, ArrayView<int>, DigitTarget> Cut = new(CutScalars, 256);

    private static void CutScalars(ArrayView<FrGpu> column, ArrayView<ulong> entries, ArrayView<int> counts, ArrayView<int> broken, DigitTarget target)
    {
        var plan = target.Plan;
        for (var i = Grid.GlobalIndex.X; i < column.IntLength; i += Grid.DimX * Group.DimX)
        {
            // A product with the integer 1 leaves Montgomery's form; the difference from r is the same in either.
            var plain = column[i] * FrGpu.FromLimbs(U256.From(1));
            var (x, opposite) = (plain.Limbs, (-plain).Limbs);
            var flip = Less(opposite, x);
            if (flip) x = opposite;
            var carry = 0u;
            var (copy, group) = (0, 0);
            for (var window = 0; window < plan.Windows; window++)
            {
                var digit = (x.L0 & (1u << plan.Width) - 1) + carry;
                x = ShiftRight(x, plan.Width);
                carry = digit > 1u << plan.Width - 1 ? 1u : 0;
                var size = carry != 0 ? (1u << plan.Width) - digit : digit;
                var point = (uint)(copy * target.Points + target.FirstPoint + i);
                var segment = target.Column * plan.Groups + group;
                entries[segment * target.Capacity + copy * column.IntLength + i] =
                    size == 0 ? RadixSort.Dropped : (ulong)(size - 1) << 32 | point << 1 | (flip != (carry != 0) ? 1u : 0);
                if (i == 0) counts[segment] = (copy + 1) * column.IntLength;
                group++;
                if (group < plan.Groups) continue;
                group = 0;
                copy++;
            }

            if (!x.IsZero || carry != 0) broken[target.Column] = 1;
        }
    }

    private static bool Less(U256 a, U256 b)
    {
        var d = (long)a.L0 - b.L0;
        d = (d >> 32) + a.L1 - b.L1;
        d = (d >> 32) + a.L2 - b.L2;
        d = (d >> 32) + a.L3 - b.L3;
        d = (d >> 32) + a.L4 - b.L4;
        d = (d >> 32) + a.L5 - b.L5;
        d = (d >> 32) + a.L6 - b.L6;
        return (d >> 32) + a.L7 - b.L7 < 0;
    }

    /// <summary>By 1 to 31 bits.</summary>
    private static U256 ShiftRight(U256 x, int bits)
    {
        var left = 32 - bits;
        return new U256(
            x.L0 >> bits | x.L1 << left, x.L1 >> bits | x.L2 << left, x.L2 >> bits | x.L3 << left, x.L3 >> bits | x.L4 << left,
            x.L4 >> bits | x.L5 << left, x.L5 >> bits | x.L6 << left, x.L6 >> bits | x.L7 << left, x.L7 >> bits);
    }
}

namespace ZkAccel.Gpu;

/// <summary>Multiples 2^(jS) of each point, j &lt; <see cref="Copies"/>, that a basis holds.</summary>
/// <param name="Stride">S, in bits.</param>
/// <param name="Copies">Multiples, the point itself included.</param>
internal readonly record struct BasisMultiples(int Stride, int Copies)
{
    public static BasisMultiples None => new(WindowPlan.FullBits + 1, 1);
}

/// <summary>Chooses windows and multiples by <see cref="MsmCost"/>.</summary>
internal static class MsmPlanner
{
    /// <summary>Entries name a multiple and a sign in 32 bits.</summary>
    private const long MaxMultiples = 1L << 31;

    private const int MaxGroups = 8;

    /// <summary>Of a batch; far above what is ever cheapest, and counts stay within 31 bits.</summary>
    private const long MaxBuckets = 1L << 28;

    /// <summary>The cheapest cut of <paramref name="columns"/> columns of scalars below 2^<paramref name="bits"/> that a basis allows.</summary>
    public static WindowPlan Best(DeviceModel model, int rows, int columns, int bits, BasisMultiples basis)
    {
        var best = (Plan: default(WindowPlan), Seconds: double.MaxValue);
        foreach (var plan in Plans(bits, basis))
        {
            if ((long)columns * plan.Groups * plan.Buckets > MaxBuckets) continue;
            var seconds = model.Seconds(MsmCost.Stages(MsmShape.For(model, plan, rows, columns)));
            if (seconds < best.Seconds) best = (plan, seconds);
        }

        return best.Plan;
    }

    /// <summary>The multiples that make all expected uses together the cheapest, within some bytes.</summary>
    public static BasisMultiples Multiples(DeviceModel model, int points, int uses, long bytes)
    {
        var best = (Basis: BasisMultiples.None, Seconds: uses * Cost(BasisMultiples.None));
        for (var width = WindowPlan.MinWidth; width <= WindowPlan.MaxWidth; width++)
        {
            var windows = WindowPlan.WindowsFor(WindowPlan.FullBits, width);
            for (var groups = 1; groups <= Math.Min(MaxGroups, windows - 1); groups++)
            {
                var basis = new BasisMultiples(width * groups, (windows + groups - 1) / groups);
                if ((long)points * basis.Copies * 64 > bytes || (long)points * basis.Copies >= MaxMultiples) continue;
                var seconds = uses * Cost(basis) + model.Seconds(MsmCost.Multiples(points, basis.Stride, basis.Copies));
                if (seconds < best.Seconds) best = (basis, seconds);
            }
        }

        return best.Basis;

        double Cost(BasisMultiples basis)
        {
            var plan = Best(model, points, 1, WindowPlan.FullBits, basis);
            return model.Seconds(MsmCost.Stages(MsmShape.For(model, plan, points, 1)));
        }
    }

    private static IEnumerable<WindowPlan> Plans(int bits, BasisMultiples basis)
    {
        for (var width = WindowPlan.MinWidth; width <= WindowPlan.MaxWidth; width++)
        {
            var windows = WindowPlan.WindowsFor(bits, width);
            yield return new WindowPlan(width, windows, windows);
            var groups = basis.Stride / width;
            if (basis.Stride % width == 0 && windows > groups && (windows + groups - 1) / groups <= basis.Copies)
                yield return new WindowPlan(width, windows, groups);
        }
    }
}

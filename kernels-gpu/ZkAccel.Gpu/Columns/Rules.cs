namespace ZkAccel.Gpu;

/// <summary>
/// A recurrence t ↦ step(t, x, z) that is folded in chunks of k: from <see cref="First"/> over each chunk, then over the chunks' results by the
/// same rule with z^k in the place of z.
/// </summary>
internal interface IRule
{
    static abstract FrGpu First { get; }

    static abstract FrGpu Step(FrGpu t, FrGpu x, FrGpu z);
}

/// <summary>t·x.</summary>
internal readonly struct ProductRule : IRule
{
    public static FrGpu First => FrGpu.One;

    public static FrGpu Step(FrGpu t, FrGpu x, FrGpu z) => t * x;
}

/// <summary>t + x.</summary>
internal readonly struct SumRule : IRule
{
    public static FrGpu First => FrGpu.Zero;

    public static FrGpu Step(FrGpu t, FrGpu x, FrGpu z) => t + x;
}

/// <summary>t·z + x. A chunk of k steps is one step with z^k.</summary>
internal readonly struct HornerRule : IRule
{
    public static FrGpu First => FrGpu.Zero;

    public static FrGpu Step(FrGpu t, FrGpu x, FrGpu z) => t * z + x;
}

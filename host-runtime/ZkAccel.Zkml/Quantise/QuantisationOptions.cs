namespace ZkAccel.Zkml.Quantise;

/// <summary>How a float model becomes an integer model. Meanings and consequences are in doc/quantisation.md.</summary>
public sealed record QuantisationOptions
{
    /// <summary>Bits of a signed weight, 2 to 16.</summary>
    public int WeightBits { get; init; } = 8;

    /// <summary>Bits of an activation, 2 to 16.</summary>
    public int ActivationBits { get; init; } = 8;

    /// <summary>
    /// Whether activations that are never negative use all of 0..2^bits-1 at any cost. Otherwise they use as much of it, from 0..2^(bits-1)-1 on, as
    /// leaves the circuit as long as it is.
    /// </summary>
    public bool Unsigned { get; init; }

    /// <summary>T: every requantisation divides by 2^T. 8 to 16.</summary>
    public int Shift { get; init; } = 10;

    /// <summary>The range of an activation is what calibration saw, times this. At least 1.</summary>
    public double Margin { get; init; } = 1.25;

    /// <summary>Whether the range of an activation, before the margin, ends where what is cut off and what rounding costs are least together; else at the maximum.</summary>
    public bool CutOutliers { get; init; } = true;

    /// <summary>Whether each output channel of a convolution has its own weight scale and multiplier, and its own step where only convolutions read it.</summary>
    public bool PerChannel { get; init; } = true;

    /// <summary>Whether weights are rounded so that outputs change least on the calibration samples, and biases make good for the mean; else each to the nearest integer.</summary>
    public bool AdaptiveRounding { get; init; } = true;

    /// <summary>Bits of the argument of a table that is not just a clamp (sigmoid, GELU...); 0: two more than <see cref="ActivationBits"/>.</summary>
    public int ArgumentBits { get; init; }

    /// <summary>Bits of the argument of a softmax; 0: two more than <see cref="ActivationBits"/>.</summary>
    public int SoftmaxBits { get; init; }

    /// <summary>Bits of a probability of a softmax, 4 to 16.</summary>
    public int ProbabilityBits { get; init; } = 12;

    /// <summary>Bits of a model output that a function other than a clamp gives (sigmoid...): they cost nothing.</summary>
    public int OutputBits { get; init; } = 16;

    /// <summary>8-bit weights and activations. What they lose is measured in doc/quantisation.md.</summary>
    public static QuantisationOptions Int8 { get; } = new();

    /// <summary>16-bit weights, 11-bit activations: the most for which the proven tables of all models measured in doc/quantisation.md fit 2^17 entries.</summary>
    public static QuantisationOptions Int16 { get; } = new() { WeightBits = 16, ActivationBits = 11, Shift = 15, ProbabilityBits = 15 };

    /// <summary>Largest integer of a signed activation, and the least that non-negative ones have.</summary>
    internal int LeastLevels => (1 << (ActivationBits - 1)) - 1;

    /// <summary>Largest integer that a non-negative activation may have.</summary>
    internal int MostLevels => (1 << ActivationBits) - 1;

    internal void Check()
    {
        if (WeightBits is not (>= 2 and <= 16) || ActivationBits is not (>= 2 and <= 16) || Shift is not (>= 8 and <= 16) || ProbabilityBits is not (>= 4 and <= 16)
            || ArgumentBits is not (>= 0 and <= 17) || SoftmaxBits is not (>= 0 and <= 17) || OutputBits is not (>= 2 and <= 16))
            throw new ArgumentOutOfRangeException(nameof(QuantisationOptions), "weight, activation and output bits lie in 2..16, the shift in 8..16, probability bits in 4..16");
        if (!(Margin is >= 1 and <= 16)) throw new ArgumentOutOfRangeException(nameof(QuantisationOptions), "the margin lies in 1..16");
    }
}

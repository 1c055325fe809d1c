namespace ZkAccel.Inference;

/// <summary>How stored values, such as 8-bit pixels, become a model's float input: (v / divisor - mean[c]) / deviation[c], in binary32.</summary>
/// <param name="Divisor">What values are divided by first.</param>
/// <param name="Mean">One mean, or one for each channel.</param>
/// <param name="Deviation">One deviation, or one for each channel.</param>
public sealed record Preprocessing(float Divisor, IReadOnlyList<float> Mean, IReadOnlyList<float> Deviation)
{
    /// <summary>Leaves values as they are.</summary>
    public static Preprocessing None { get; } = new(1, [0], [1]);

    /// <summary>Element <paramref name="index"/> of a sample of <paramref name="count"/> elements.</summary>
    internal float Apply(float value, int index, int count)
    {
        int mean = Mean.Count == 1 ? 0 : index / (count / Mean.Count);
        int deviation = Deviation.Count == 1 ? 0 : index / (count / Deviation.Count);
        return ((value / Divisor) - Mean[mean]) / Deviation[deviation];
    }
}

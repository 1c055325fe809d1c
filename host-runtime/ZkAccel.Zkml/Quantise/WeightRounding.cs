namespace ZkAccel.Zkml.Quantise;

/// <summary>
/// Rounds weights so that the product's output changes least on the calibration samples, not each weight least: the error of
/// one weight is made good by those that are rounded after it (Frantar et al., GPTQ, arXiv 2210.17323; in the form of Chee et al., QuIP,
/// arXiv 2307.13304). With H the covariance of the inputs and H = (I+U) D (I+U)^T, U strictly upper, weight k becomes
/// round(w_k + sum over j before k of (w_j - q_j) U_jk), so that the mean square of the output's error is at most sum D_k / 4.
/// </summary>
internal sealed class WeightRounding
{
    /// <summary>Part of the mean variance that is added to each: directions that the samples hardly show are rounded as they are.</summary>
    private const double Damping = 0.01;

    private readonly int size;
    private readonly int[] order;
    private readonly double[] lower;

    /// <summary>Prepares for weights that read inputs of a covariance.</summary>
    /// <param name="covariance">K x K, row-major.</param>
    /// <param name="size">K.</param>
    public WeightRounding(ReadOnlySpan<double> covariance, int size)
    {
        this.size = size;
        var h = covariance.ToArray();
        var mean = 0.0;
        for (var k = 0; k < size; k++) mean += h[(k * size) + k] / size;

        // Inputs that vary most are rounded first, when all others can still make good for them; here the last is first.
        order = [.. Enumerable.Range(0, size).OrderBy(k => h[(k * size) + k]).ThenBy(k => k)];
        lower = new double[size * size];
        for (var i = 0; i < size; i++)
        {
            for (var j = 0; j <= i; j++) lower[(i * size) + j] = h[(order[i] * size) + order[j]] + (i == j ? (Damping * mean) + 1e-30 : 0);
        }

        Factor();
    }

    /// <summary>Integers within plus or minus a bound for the weights of one output.</summary>
    /// <param name="weights">K weights in steps.</param>
    /// <param name="bound">Largest |integer|.</param>
    /// <param name="integers">K integers.</param>
    public void Round(ReadOnlySpan<double> weights, int bound, Span<int> integers)
    {
        var wanted = new double[size];
        for (var i = 0; i < size; i++) wanted[i] = weights[order[i]];
        for (var i = size - 1; i >= 0; i--)
        {
            var q = Math.Clamp(Math.Floor(wanted[i] + 0.5), -bound, bound);
            integers[order[i]] = (int)q;
            Vectors.AddScaled(wanted.AsSpan(0, i), lower.AsSpan(i * size, i), weights[order[i]] - q);
        }
    }

    /// <summary>H = L D L^T in place, row by row; L is unit lower triangular, its diagonal holds D.</summary>
    private void Factor()
    {
        var scaled = new double[size];
        for (var i = 0; i < size; i++)
        {
            var row = lower.AsSpan(i * size, i + 1);
            for (var j = 0; j < i; j++) scaled[j] = row[j] - Vectors.Dot(scaled.AsSpan(0, j), lower.AsSpan(j * size, j));
            for (var j = 0; j < i; j++)
            {
                row[j] = scaled[j] / lower[(j * size) + j];
                row[i] -= scaled[j] * row[j];
            }
        }
    }
}

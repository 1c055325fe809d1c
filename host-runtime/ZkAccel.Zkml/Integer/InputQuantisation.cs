namespace ZkAccel.Zkml.Integer;

/// <summary>
/// How a float input becomes integers. Transposes, affine maps and clips right behind the input are absorbed here: element e
/// (row-major in <see cref="Dims"/>, after the permutation) is clamp(floor((x - offset[e]) / scale[e] + 1/2), min[e], max[e]),
/// computed in binary64. Each of the four lists has one entry or one for each element.
/// </summary>
/// <param name="Name">Name of the ONNX input.</param>
/// <param name="SourceDims">Dimensions of the ONNX input.</param>
/// <param name="Permutation">Axis i of the integer input is axis <c>Permutation[i]</c> of the ONNX input; then reshaped to <paramref name="Dims"/>.</param>
/// <param name="Dims">Dimensions of the integer input.</param>
/// <param name="Scales">Float units of one integer step, positive.</param>
/// <param name="Offsets">The float that becomes 0.</param>
/// <param name="Min">Lowest integers.</param>
/// <param name="Max">Highest integers.</param>
/// <param name="Bits">Bits that the integers were quantised to.</param>
/// <param name="ModelClamps">Whether the float model clamps to the same range (a clip, a quantisation node), so that nothing is lost by it.</param>
public sealed record InputQuantisation(
    string Name, int[] SourceDims, int[] Permutation, int[] Dims, double[] Scales, double[] Offsets, long[] Min, long[] Max, int Bits, bool ModelClamps = false)
{
    /// <summary>Quantises one sample.</summary>
    /// <param name="x">Row-major elements of <see cref="SourceDims"/>.</param>
    /// <exception cref="IntegerModelException">Wrong length, or an element that is not a number.</exception>
    public long[] Quantise(ReadOnlySpan<float> x) => Quantise(x, out _);

    /// <summary>Quantises one sample and says what was clamped.</summary>
    /// <param name="x">Row-major elements of <see cref="SourceDims"/>.</param>
    /// <param name="clamping">How many elements lay outside the range, and how far.</param>
    /// <exception cref="IntegerModelException">Wrong length, or an element that is not a number.</exception>
    public long[] Quantise(ReadOnlySpan<float> x, out InputClamping clamping)
    {
        var n = 1;
        foreach (var d in Dims) n *= d;
        if (x.Length != n)
            throw new IntegerModelException(IntegerModelError.Input, $"input '{Name}' has {n} elements, not {x.Length}");
        var y = new long[n];
        var strides = new int[SourceDims.Length];
        for (int i = strides.Length - 1, p = 1; i >= 0; p *= SourceDims[i--]) strides[i] = p;
        var index = new int[SourceDims.Length];
        clamping = new InputClamping(Name, n, 0, 0, 0);
        for (int e = 0, at = 0; e < n; e++)
        {
            double v = x[at];
            if (double.IsNaN(v)) throw new IntegerModelException(IntegerModelError.Input, $"input '{Name}' is NaN at element {at}");
            var q = Math.Floor((v - Pick(Offsets, e)) / Pick(Scales, e) + 0.5);
            y[e] = (long)Math.Clamp(q, Pick(Min, e), Pick(Max, e));
            if (!ModelClamps && q != y[e]) clamping = clamping.With(v, Math.Abs(v - Pick(Offsets, e) - (y[e] * Pick(Scales, e))));
            for (var i = index.Length - 1; i >= 0; i--)
            {
                var axis = Permutation[i];
                at += strides[axis];
                if (++index[i] < SourceDims[axis]) break;
                at -= index[i] * strides[axis];
                index[i] = 0;
            }
        }

        return y;
    }

    private static T Pick<T>(T[] list, int e) => list.Length == 1 ? list[0] : list[e];
}

/// <summary>Elements of an input that lay outside the range which the model was calibrated for, and were moved to its end.</summary>
/// <param name="Input">Name of the ONNX input.</param>
/// <param name="Elements">All elements.</param>
/// <param name="Clamped">Those outside.</param>
/// <param name="Farthest">The one that lay farthest outside; 0 where there is none.</param>
/// <param name="Excess">How far that one was moved.</param>
public readonly record struct InputClamping(string Input, int Elements, int Clamped, double Farthest, double Excess)
{
    internal InputClamping With(double value, double excess) =>
        excess > Excess ? this with { Clamped = Clamped + 1, Farthest = value, Excess = excess } : this with { Clamped = Clamped + 1 };
}

using ILGPU;

namespace ZkAccel.Gpu;

/// <summary>The numbers of one pass, all binary logarithms.</summary>
internal readonly struct NttPass(int logN, int logRadix, int logStride, int logColumns, bool inverse)
{
    /// <summary>Points of the transform, N.</summary>
    public readonly int LogN = logN;

    /// <summary>Points of a column of the tile, R.</summary>
    public readonly int LogRadix = logRadix;

    /// <summary>Product of the radices of earlier passes, s.</summary>
    public readonly int LogStride = logStride;

    /// <summary>Columns of a tile.</summary>
    public readonly int LogColumns = logColumns;

    private readonly int _inverse = inverse ? 1 : 0;

    /// <summary>ω^exponent, or its inverse; the exponent counts modulo N.</summary>
    public FrGpu Twiddle(ArrayView<FrGpu> powers, int exponent) => powers[(_inverse == 0 ? exponent : -exponent) & ((1 << LogN) - 1)];
}

/// <summary>
/// Factors around a transform: the powers of a coset's shift before a forward one; the powers of its inverse, and 1/N, after an inverse one.
/// scale·base^i is the product of two table entries, low[i mod L]·high[i / L].
/// </summary>
internal readonly struct NttScale
{
    private const int BeforeIt = 1;
    private const int AfterIt = 2;
    private const int AfterItByFactor = 3;
    private readonly ArrayView<FrGpu> _low;
    private readonly ArrayView<FrGpu> _high;
    private readonly FrGpu _factor;
    private readonly int _logLow;
    private readonly int _kind;

    private NttScale(ArrayView<FrGpu> low, ArrayView<FrGpu> high, int logLow, FrGpu factor, int kind)
    {
        (_low, _high, _logLow) = (low, high, logLow);
        (_factor, _kind) = (factor, kind);
    }

    /// <summary>No factors; a kernel's argument needs some view all the same.</summary>
    public static NttScale None(ArrayView<FrGpu> any) => new(any, any, 0, default, 0);

    /// <summary>1/N after the transform.</summary>
    public static NttScale After(ArrayView<FrGpu> any, FrGpu factor) => new(any, any, 0, factor, AfterItByFactor);

    public static NttScale Powers(ArrayView<FrGpu> low, ArrayView<FrGpu> high, int logLow, bool after) =>
        new(low, high, logLow, default, after ? AfterIt : BeforeIt);

    public bool IsPresent => _kind != 0;

    public FrGpu Before(FrGpu value, int i) => _kind == BeforeIt ? value * Power(i) : value;

    public FrGpu After(FrGpu value, int i)
    {
        if (_kind == AfterIt) value *= Power(i);
        else if (_kind == AfterItByFactor) value *= _factor;
        return value;
    }

    private FrGpu Power(int i) => _low[i & ((1 << _logLow) - 1)] * _high[i >> _logLow];
}

/// <summary>Which factors a pass has to look at: a parameter of the kernel's type, so that a pass without them carries no code for them.</summary>
internal interface IScaling
{
    static abstract FrGpu Before(NttScale scale, FrGpu value, int i);

    static abstract FrGpu After(NttScale scale, FrGpu value, int i);
}

internal readonly struct Unscaled : IScaling
{
    public static FrGpu Before(NttScale scale, FrGpu value, int i) => value;

    public static FrGpu After(NttScale scale, FrGpu value, int i) => value;
}

internal readonly struct ScaledBefore : IScaling
{
    public static FrGpu Before(NttScale scale, FrGpu value, int i) => scale.Before(value, i);

    public static FrGpu After(NttScale scale, FrGpu value, int i) => value;
}

internal readonly struct ScaledAfter : IScaling
{
    public static FrGpu Before(NttScale scale, FrGpu value, int i) => value;

    public static FrGpu After(NttScale scale, FrGpu value, int i) => scale.After(value, i);
}

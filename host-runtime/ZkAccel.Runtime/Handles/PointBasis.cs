namespace ZkAccel.Runtime;

/// <summary>Resident points for MSMs, with whatever the device precomputed.</summary>
public abstract class PointBasis : DeviceHandle, IDisposable
{
    /// <summary>A basis of <paramref name="count"/> points on <paramref name="owner"/>.</summary>
    protected PointBasis(Accelerator owner, int count)
        : base(owner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <summary>Number of points, at least 1.</summary>
    public int Count { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }
}

/// <summary>What a basis will be used for.</summary>
/// <param name="ExpectedUses">Columns that will be committed with it, about; decides whether precomputation pays.</param>
/// <param name="AllowPrecomputation">Whether the device may spend memory on multiples of the points.</param>
public readonly record struct BasisPlan(int ExpectedUses, bool AllowPrecomputation)
{
    /// <summary>For one commitment, with no extra memory.</summary>
    public static BasisPlan Once => new(1, AllowPrecomputation: false);

    /// <summary>For many proofs over one SRS.</summary>
    public static BasisPlan Resident => new(1 << 10, AllowPrecomputation: true);
}

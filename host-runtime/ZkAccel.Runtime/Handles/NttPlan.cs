namespace ZkAccel.Runtime;

/// <summary>
/// Twiddles of one size on one device. A handle and never a global of the device, so that proofs of different sizes can run at
/// once. The device owns it.
/// </summary>
public abstract class NttPlan : DeviceHandle
{
    /// <summary>A plan for size 2^<paramref name="logN"/> on <paramref name="owner"/>.</summary>
    protected NttPlan(Accelerator owner, int logN)
        : base(owner)
    {
        LogN = logN;
    }

    /// <summary>Binary logarithm of the size.</summary>
    public int LogN { get; }

    /// <summary>Elements of a column: 2^<see cref="LogN"/>.</summary>
    public int Count => 1 << LogN;
}

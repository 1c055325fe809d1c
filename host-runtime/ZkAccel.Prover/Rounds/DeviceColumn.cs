using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>
/// A column on the device: first its n values, after <see cref="ProofSession"/> has transformed it its coefficients, with room for those
/// above X^n.
/// </summary>
internal sealed class DeviceColumn(IAccelerator device, int size, Fr[] blinding) : IDisposable
{
    /// <summary>Coefficients above X^(n-1): as many as the last piece of the quotient has.</summary>
    public const int TailLength = TopSeries.QuotientTop;

    private readonly ScalarBuffer _buffer = device.Allocate(size + TailLength);

    /// <summary>b of the summand b (X^n - 1), lowest first.</summary>
    public Fr[] Blinding => blinding;

    /// <summary>n values, or the n lowest coefficients.</summary>
    public ScalarSlice Values => _buffer.Slice(0, size);

    /// <summary>All n + 9 coefficients.</summary>
    public ScalarSlice Coefficients => _buffer.All;

    /// <summary>Coefficients 0 to 8.</summary>
    public ScalarSlice Head => _buffer.Slice(0, TailLength);

    /// <summary>Coefficients n to n + 8.</summary>
    public ScalarSlice Tail => _buffer.Slice(size, TailLength);

    /// <summary>Coefficients n - 9 to n + 3.</summary>
    public ScalarSlice Top => _buffer.Slice(size + TopSeries.MaxBlinding - TopSeries.Terms, TopSeries.Terms);

    public void Dispose() => _buffer.Dispose();
}

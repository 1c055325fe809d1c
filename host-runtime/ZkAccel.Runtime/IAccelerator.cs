using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// A device that does field and group arithmetic on resident data. Results are values: they never depend on the device,
/// on its thread count or on the schedule. Members may be called from any thread.
/// </summary>
/// <remarks>
/// Errors, here and on <see cref="IQueue"/>: a wrong size, a foreign handle or a forbidden overlap is an
/// <see cref="ArgumentException"/>; a disposed object an <see cref="ObjectDisposedException"/>; anything the device cannot do
/// or lost on the way an <see cref="AcceleratorException"/>. The first two are thrown before any work.
/// </remarks>
public interface IAccelerator : IDisposable
{
    /// <summary>Name, size limits and missing operations; constant over the life of the device.</summary>
    AcceleratorInfo Info { get; }

    /// <summary>Reserves <paramref name="count"/> resident scalars (at least 1), all zero.</summary>
    ScalarBuffer Allocate(int count);

    /// <summary>
    /// Makes affine points resident for <see cref="IQueue.Commit"/>. Precomputation lives inside the handle. Points are taken to
    /// lie on the curve: whoever read them has checked that.
    /// </summary>
    PointBasis Load(ReadOnlySpan<G1Affine> points, BasisPlan plan);

    /// <summary>
    /// Twiddles for transforms of size 2^<paramref name="logN"/>, 0 ≤ logN ≤ 28, root <c>Fr.RootOfUnity(logN)</c>. The device keeps
    /// one plan a size, frees it with itself, and returns the same handle again.
    /// </summary>
    NttPlan Plan(int logN);

    /// <summary>Compiles an expression over rows to one fused pass.</summary>
    RowProgram Compile(RowExpression expression);

    /// <summary>
    /// Opens an in-order queue. Several may run at once. <paramref name="cancellation"/> is looked at before every operation
    /// and inside long ones, which then throw <see cref="OperationCanceledException"/>.
    /// </summary>
    IQueue CreateQueue(CancellationToken cancellation = default);
}

using ZkAccel.Bn254;
using ZkAccel.Plonk;
using ZkAccel.Runtime;

namespace ZkAccel.Prover;

/// <summary>
/// Commits to columns of n values. In the Lagrange basis small values make cheap MSMs, but for an SRS from a ceremony that basis is a
/// transform over points (seconds for n = 2^16), worth it after some proofs. Without it columns are interpolated and
/// committed by their coefficients, which are full-size. A packed profile has a basis for each lane.
/// </summary>
internal sealed class ColumnCommitter : IDisposable
{
    private const int BatchSize = 8;

    private readonly IAccelerator _device;
    private readonly PointBasis[] _monomial;
    private readonly PointBasis[] _lagrange = [];
    private readonly NttPlan _plan = null!;
    private readonly RowProgram _copy = null!;

    /// <summary>Loads the bases of 2^logN rows.</summary>
    /// <param name="device">Where to commit.</param>
    /// <param name="srs">The powers.</param>
    /// <param name="logN">Base-2 logarithm of the number of rows.</param>
    /// <param name="packing">k: lanes.</param>
    /// <param name="useLagrange">Whether to use the Lagrange basis; null: if it is there, or cheap because the SRS knows its secret.</param>
    /// <param name="plan">How often the bases will be used.</param>
    /// <param name="cancellation">Stops the loading and the computation of the Lagrange basis.</param>
    public ColumnCommitter(
        IAccelerator device, Srs srs, int logN, int packing, bool? useLagrange, BasisPlan plan, CancellationToken cancellation = default)
    {
        _device = device;
        int size = 1 << logN;
        _monomial = new PointBasis[packing];
        try
        {
            for (int lane = 0; lane < packing; lane++)
            {
                cancellation.ThrowIfCancellationRequested();
                _monomial[lane] = device.Load(srs.LanePowers(size + DeviceColumn.TailLength, packing, lane).Span, plan);
            }

            if (useLagrange ?? srs.HasLagrange(logN, packing))
            {
                G1Affine[] points = LagrangeBasis.Of(srs, logN, packing, cancellation: cancellation);
                _lagrange = new PointBasis[packing];
                for (int lane = 0; lane < packing; lane++)
                {
                    cancellation.ThrowIfCancellationRequested();
                    _lagrange[lane] = device.Load(points.AsSpan(lane * size, size), plan);
                }
            }

            _plan = device.Plan(logN);
            _copy = device.Compile(RowExpression.Column(0));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Whether small values make small MSMs; if not, each commitment takes a transform too.</summary>
    public bool FromValues => _lagrange.Length > 0;

    /// <summary>Commitments of polynomials by up to n + <see cref="DeviceColumn.TailLength"/> coefficients.</summary>
    public ValueTask<G1Affine[]> CommitCoefficients(IQueue queue, int lane, ReadOnlyMemory<ScalarSlice> polynomials) =>
        queue.Commit(_monomial[lane], polynomials, ScalarHint.Full);

    /// <summary>Commitments of columns of n values, which stay as they are.</summary>
    public async ValueTask<G1Affine[]> CommitAsync(IQueue queue, int lane, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        if (FromValues) return await queue.Commit(_lagrange[lane], columns, hint).ConfigureAwait(false);
        var commitments = new List<G1Affine>(columns.Length);
        int width = Math.Min(BatchSize, columns.Length);
        using ScalarBuffer buffer = _device.Allocate(width * _plan.Count);
        for (int start = 0; start < columns.Length; start += width)
        {
            var batch = new ScalarSlice[Math.Min(width, columns.Length - start)];
            for (int i = 0; i < batch.Length; i++)
            {
                batch[i] = buffer.Slice(i * _plan.Count, _plan.Count);
                queue.Run(_copy, [columns.Span[start + i]], [], batch[i]);
            }

            queue.Ntt(_plan, batch, NttKind.Inverse, Fr.One);
            commitments.AddRange(await CommitCoefficients(queue, lane, batch).ConfigureAwait(false));
        }

        return [.. commitments];
    }

    public void Dispose()
    {
        foreach (PointBasis basis in _monomial.Concat(_lagrange)) basis?.Dispose();
        _copy?.Dispose();
    }
}

using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// Base of every device: checks arguments once, in one place, then calls the <c>*Core</c> member. A device implements only the
/// work; the handles it gets back in its queue are its own, alive, of the right size.
/// </summary>
public abstract class Accelerator : IAccelerator
{
    private const int MaxLogN = 28;
    private readonly Lock _gate = new();
    private readonly NttPlan?[] _plans = new NttPlan?[MaxLogN + 1];
    private bool _disposed;

    /// <summary>A device that is as <paramref name="info"/> says.</summary>
    protected Accelerator(AcceleratorInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Info = info;
    }

    /// <inheritdoc/>
    public AcceleratorInfo Info { get; }

    /// <summary>Whether the device was disposed.</summary>
    public bool IsDisposed => Volatile.Read(ref _disposed);

    /// <inheritdoc/>
    public ScalarBuffer Allocate(int count)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return AllocateCore(count);
    }

    /// <inheritdoc/>
    public PointBasis Load(ReadOnlySpan<G1Affine> points, BasisPlan plan)
    {
        ThrowIfDisposed();
        if (points.IsEmpty) throw new ArgumentException("a basis needs at least one point", nameof(points));
        ArgumentOutOfRangeException.ThrowIfNegative(plan.ExpectedUses, nameof(plan));
        Require(OperationKind.Commit, nameof(Load), points.Length, "points");
        return LoadCore(points, plan);
    }

    /// <inheritdoc/>
    public NttPlan Plan(int logN)
    {
        ThrowIfDisposed();
        ArgumentOutOfRangeException.ThrowIfNegative(logN);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logN, MaxLogN);
        Require(OperationKind.Ntt, nameof(Plan), 1 << logN, "elements");
        lock (_gate) return _plans[logN] ??= PlanCore(logN);
    }

    /// <inheritdoc/>
    public RowProgram Compile(RowExpression expression)
    {
        ThrowIfDisposed();
        ArgumentNullException.ThrowIfNull(expression);
        return CompileCore(expression, RowLowering.Lower(expression));
    }

    /// <inheritdoc/>
    public IQueue CreateQueue(CancellationToken cancellation = default)
    {
        ThrowIfDisposed();
        return CreateQueueCore(cancellation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_disposed) return;
            Volatile.Write(ref _disposed, true);
        }

        foreach (var plan in _plans) plan?.Free();
        Release();
        GC.SuppressFinalize(this);
    }

    /// <summary>An error of this device.</summary>
    public AcceleratorException Error(string operation, AcceleratorError code, string message, Exception? inner = null) =>
        new(Info.Name, operation, code, message, inner);

    /// <summary>Reserves zeroed elements; count ≥ 1.</summary>
    protected abstract ScalarBuffer AllocateCore(int count);

    /// <summary>Makes points resident; at least one, no more than the device's limit.</summary>
    protected abstract PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan);

    /// <summary>Makes the plan of one size; called once a size, under a lock.</summary>
    protected abstract NttPlan PlanCore(int logN);

    /// <summary>Compiles <paramref name="code"/>, the straight-line form of <paramref name="expression"/>.</summary>
    protected abstract RowProgram CompileCore(RowExpression expression, RowCode code);

    /// <summary>Opens a queue.</summary>
    protected abstract IQueue CreateQueueCore(CancellationToken cancellation);

    /// <summary>Gives the device back; called once, after the plans were released.</summary>
    protected virtual void Release()
    {
    }

    internal void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(IsDisposed, this);

    private void Require(OperationKind operation, string member, int count, string unit)
    {
        if (!Info.Supports(operation, count))
            throw Error(member, AcceleratorError.NotSupported, $"{count} {unit} for {operation} are beyond this device");
    }
}

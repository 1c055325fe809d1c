using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// Base of every queue: the checks of <see cref="IQueue"/>, then the <c>*Core</c> member. A core member gets operands that are this
/// device's own, alive, in range, of matching sizes and without forbidden overlap.
/// </summary>
public abstract partial class AcceleratorQueue : IQueue
{
    private bool _disposed;

    /// <summary>A queue on <paramref name="device"/>.</summary>
    protected AcceleratorQueue(Accelerator device, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(device);
        Device = device;
        Cancellation = cancellation;
    }

    /// <summary>The device.</summary>
    protected Accelerator Device { get; }

    /// <summary>To be looked at inside long operations.</summary>
    protected CancellationToken Cancellation { get; }

    /// <inheritdoc/>
    public void Upload(ReadOnlyMemory<Fr> source, ScalarSlice target)
    {
        Enter(OperationKind.Upload, target.Count);
        Check(target, source.Length, nameof(target));
        UploadCore(source, target);
    }

    /// <inheritdoc/>
    public void Upload(ReadOnlyMemory<int> source, ScalarSlice target)
    {
        Enter(OperationKind.Upload, target.Count);
        Check(target, source.Length, nameof(target));
        UploadCore(source, target);
    }

    /// <inheritdoc/>
    public void Ntt(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        ArgumentNullException.ThrowIfNull(plan);
        Enter(OperationKind.Ntt, plan.Count);
        Check(plan, nameof(plan));
        if (kind is not (NttKind.Forward or NttKind.Inverse)) throw new ArgumentOutOfRangeException(nameof(kind));
        if (coset == Fr.Zero) throw new ArgumentException("the coset shift is zero", nameof(coset));
        for (var i = 0; i < columns.Length; i++)
        {
            Check(columns[i], plan.Count, nameof(columns));
            for (var j = 0; j < i; j++)
                if (columns[i].Overlaps(columns[j])) throw new ArgumentException($"columns {j} and {i} overlap", nameof(columns));
        }

        if (!columns.IsEmpty) NttCore(plan, columns, kind, coset);
    }

    /// <inheritdoc/>
    public void Run(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        ArgumentNullException.ThrowIfNull(program);
        Enter(OperationKind.Run, result.Count);
        Check(program, nameof(program));
        Check(result, nameof(result));
        var code = program.Code;
        if (columns.Length < code.ColumnCount)
            throw new ArgumentException($"the program reads {code.ColumnCount} columns, {columns.Length} given", nameof(columns));
        if (constants.Length < code.ConstantCount)
            throw new ArgumentException($"the program reads {code.ConstantCount} constants, {constants.Length} given", nameof(constants));
        for (var i = 0; i < columns.Length; i++)
        {
            Check(columns[i], result.Count, nameof(columns));
            if (i < code.ColumnCount) CheckOverlap(columns[i], result, allowSame: !code.IsRotated(i), nameof(result));
        }

        RunCore(program, columns, constants, result);
    }

    /// <inheritdoc/>
    public void Invert(ScalarSlice values)
    {
        Enter(OperationKind.Invert, values.Count);
        Check(values, nameof(values));
        InvertCore(values);
    }

    /// <inheritdoc/>
    public void Scan(ScalarSlice source, ScalarSlice target, ScanKind kind)
    {
        Enter(OperationKind.Scan, source.Count);
        Check(source, nameof(source));
        Check(target, source.Count, nameof(target));
        CheckOverlap(source, target, allowSame: true, nameof(target));
        if (kind is not (ScanKind.ProductExclusive or ScanKind.SumExclusive)) throw new ArgumentOutOfRangeException(nameof(kind));
        ScanCore(source, target, kind);
    }

    /// <inheritdoc/>
    public void Recur(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target)
    {
        Enter(OperationKind.Recur, target.Count);
        Check(target, nameof(target));
        Check(multiplier, target.Count, nameof(multiplier));
        Check(addend, target.Count, nameof(addend));
        CheckOverlap(multiplier, target, allowSame: false, nameof(target));
        CheckOverlap(addend, target, allowSame: false, nameof(target));
        RecurCore(multiplier, addend, target);
    }

    /// <inheritdoc/>
    public void Divide(ScalarSlice polynomial, Fr root, ScalarSlice quotient)
    {
        Enter(OperationKind.Divide, polynomial.Count);
        Check(polynomial, nameof(polynomial));
        Check(quotient, polynomial.Count, nameof(quotient));
        CheckOverlap(polynomial, quotient, allowSame: true, nameof(quotient));
        DivideCore(polynomial, root, quotient);
    }

    /// <inheritdoc/>
    public ValueTask<G1Affine[]> Commit(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        ArgumentNullException.ThrowIfNull(basis);
        Enter(OperationKind.Commit, 1);
        Check(basis, nameof(basis));
        if (hint.Bits == 0) throw new ArgumentException("the hint is default; use ScalarHint.Full or Small", nameof(hint));
        foreach (var column in columns.Span)
        {
            Check(column, nameof(columns));
            if (column.Count > basis.Count)
                throw new ArgumentException($"a column of {column.Count} elements for a basis of {basis.Count} points", nameof(columns));
        }

        return columns.IsEmpty ? ValueTask.FromResult<G1Affine[]>([]) : CommitCore(basis, columns, hint);
    }

    /// <inheritdoc/>
    public ValueTask<Fr[]> Evaluate(ReadOnlyMemory<EvaluationQuery> queries)
    {
        Enter(OperationKind.Evaluate, 1);
        foreach (var query in queries.Span) Check(query.Polynomial, nameof(queries));
        return queries.IsEmpty ? ValueTask.FromResult<Fr[]>([]) : EvaluateCore(queries);
    }

    /// <inheritdoc/>
    public ValueTask Download(ScalarSlice source, Memory<Fr> target)
    {
        Enter(OperationKind.Download, source.Count);
        Check(source, target.Length, nameof(source));
        return DownloadCore(source, target);
    }

    /// <summary>Ends the queue; work already queued is finished or dropped. Handles stay alive.</summary>
    public void Dispose()
    {
        if (_disposed) return;
        _disposed = true;
        Release();
        GC.SuppressFinalize(this);
    }
}

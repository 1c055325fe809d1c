using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

public abstract partial class AcceleratorQueue
{
    /// <summary>Work of <see cref="Upload(ReadOnlyMemory{Fr}, ScalarSlice)"/>.</summary>
    protected abstract void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target);

    /// <summary>Work of <see cref="Upload(ReadOnlyMemory{int}, ScalarSlice)"/>.</summary>
    protected abstract void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target);

    /// <summary>Work of <see cref="Ntt"/>; at least one column.</summary>
    protected abstract void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset);

    /// <summary>Work of <see cref="Run"/>.</summary>
    protected abstract void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result);

    /// <summary>Work of <see cref="Invert"/>.</summary>
    protected abstract void InvertCore(ScalarSlice values);

    /// <summary>Work of <see cref="Scan"/>.</summary>
    protected abstract void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind);

    /// <summary>Work of <see cref="Recur"/>.</summary>
    protected abstract void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target);

    /// <summary>Work of <see cref="Divide"/>.</summary>
    protected abstract void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient);

    /// <summary>Work of <see cref="Commit"/>; at least one column.</summary>
    protected abstract ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint);

    /// <summary>Work of <see cref="Evaluate"/>; at least one query.</summary>
    protected abstract ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries);

    /// <summary>Work of <see cref="Download"/>.</summary>
    protected abstract ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target);

    /// <summary>Gives the queue's resources back; called once.</summary>
    protected virtual void Release()
    {
    }

    private void Enter(OperationKind operation, int count)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        Device.ThrowIfDisposed();
        Cancellation.ThrowIfCancellationRequested();
        if (!Device.Info.Supports(operation, count))
            throw Device.Error(operation.ToString(), AcceleratorError.NotSupported, $"not on this device at {count} elements");
    }

    private void Check(DeviceHandle handle, string name)
    {
        if (!ReferenceEquals(handle.Owner, Device))
            throw new ArgumentException($"made by {handle.Owner.Info.Name}, used on {Device.Info.Name}", name);
        ObjectDisposedException.ThrowIf(handle.IsDisposed, handle);
    }

    private void Check(ScalarSlice slice, string name)
    {
        if (slice.Buffer is null) throw new ArgumentException("the slice is default", name);
        Check(slice.Buffer, name);
    }

    private void Check(ScalarSlice slice, int count, string name)
    {
        Check(slice, name);
        if (slice.Count != count) throw new ArgumentException($"a slice of {slice.Count} elements where {count} are needed", name);
    }

    private static void CheckOverlap(ScalarSlice source, ScalarSlice target, bool allowSame, string name)
    {
        if (target.Overlaps(source) && !(allowSame && target == source))
            throw new ArgumentException($"{target} overlaps an operand at {source}", name);
    }
}

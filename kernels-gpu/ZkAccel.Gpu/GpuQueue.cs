using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>A stream of the device. Everything but <c>Commit</c>, <c>Evaluate</c> and the transfers returns before the device is done.</summary>
internal sealed partial class GpuQueue : AcceleratorQueue
{
    /// <summary>An MSM that finds no room with less scratch than this is out of memory.</summary>
    private const long LeastScratch = 1 << 16;

    private readonly GpuAccelerator _owner;
    private readonly Launcher _launcher;
    private readonly List<DevicePage> _pinned = [];

    public GpuQueue(GpuAccelerator device, CancellationToken cancellation)
        : base(device, cancellation)
    {
        _owner = device;
        _launcher = new Launcher(device.Backend);
    }

    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target) => Issue(OperationKind.Upload, () =>
    {
        View(target).CopyFromCPU(_launcher.Stream, MemoryMarshal.Cast<Fr, FrGpu>(source.Span));
        _launcher.Wait();
    });

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target) => Issue(OperationKind.Upload, () =>
    {
        var logPerWord = PackedIntegers.LogPerWord(source.Span);
        using var words = new Scratch<int>(_launcher, PackedIntegers.Words(source.Length, logPerWord));
        words.View.CopyFromCPU(_launcher.Stream, logPerWord == 0 ? source.Span : PackedIntegers.Pack(source.Span, logPerWord));
        ColumnKernels.FromIntegers.Launch(_launcher, source.Length, words.View, View(target), logPerWord);
    });

    protected override ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        Issue(OperationKind.Download, () => Read(View(source), target.Span));
        return ValueTask.CompletedTask;
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var (slices, values) = (columns.ToArray(), MemoryMarshal.Cast<Fr, FrGpu>(constants).ToArray());
        Issue(OperationKind.Run, () => ((GpuRowProgram)program).Run(_launcher, Array.ConvertAll(slices, View), values, View(result)));
    }

    protected override ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        var sums = new G1Affine[columns.Length];
        Issue(OperationKind.Commit, () =>
        {
            Commit((GpuBasis)basis, columns.Span, hint, sums, _owner.MsmScratchBytes);
            _launcher.Wait();
        });
        return ValueTask.FromResult(sums);
    }

    /// <summary>All columns at once, or where they have no room together, half of them after the other half; one that has none, with less scratch.</summary>
    private void Commit(GpuBasis basis, ReadOnlySpan<ScalarSlice> columns, ScalarHint hint, Span<G1Affine> sums, long scratchBytes)
    {
        try
        {
            _owner.Msm.Commit(_launcher, basis, Array.ConvertAll(columns.ToArray(), View), hint, scratchBytes, Cancellation).CopyTo(sums);
        }
        catch (Exception e) when ((columns.Length > 1 || scratchBytes > LeastScratch) && GpuFailure.IsOutOfMemory(e))
        {
            Unpin();
            var half = columns.Length / 2;
            if (half > 0) Commit(basis, columns[..half], hint, sums, scratchBytes);
            Unpin();
            Commit(basis, columns[half..], hint, sums[half..], half > 0 ? scratchBytes : scratchBytes / 2);
        }
    }

    protected override void Release()
    {
        // A device that was disposed has taken its streams with it.
        if (!_owner.IsDisposed) _launcher.Dispose();
    }

    /// <summary>Hands work to the stream; an error of the driver becomes one of the interface.</summary>
    private void Issue(OperationKind operation, Action work)
    {
        try
        {
            _owner.Guard(
                () =>
                {
                    work();
                    return true;
                },
                operation.ToString());
        }
        finally
        {
            Unpin();
        }
    }

    /// <summary>The elements on the device, which stay there until <see cref="Unpin"/>. Only within <see cref="Issue"/>.</summary>
    private ArrayView<FrGpu> View(ScalarSlice slice)
    {
        var page = ((GpuBuffer)slice.Buffer).Page;
        var block = _launcher.Pin(page);
        _pinned.Add(page);
        return block.View<FrGpu>(slice.Buffer.Count).SubView(slice.Offset, slice.Count);
    }

    private void Unpin()
    {
        foreach (var page in _pinned) _launcher.Unpin(page);
        _pinned.Clear();
    }

    private void Read(ArrayView<FrGpu> source, Span<Fr> target)
    {
        source.CopyToCPU(_launcher.Stream, MemoryMarshal.Cast<Fr, FrGpu>(target));
        _launcher.Wait();
    }

    private static FrGpu Element(Fr value) => MemoryMarshal.Cast<Fr, FrGpu>(new ReadOnlySpan<Fr>(in value))[0];
}

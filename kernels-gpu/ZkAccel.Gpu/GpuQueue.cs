using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>A stream of the device. Everything but <c>Commit</c>, <c>Evaluate</c> and the transfers returns before the device is done.</summary>
internal sealed partial class GpuQueue : AcceleratorQueue
{
    private readonly GpuAccelerator _owner;
    private readonly AcceleratorStream _stream;
    private readonly Launcher _launcher;
    private readonly QueueProgress _progress;
    private readonly List<DevicePage> _pinned = [];

    public GpuQueue(GpuAccelerator device, CancellationToken cancellation)
        : base(device, cancellation)
    {
        _owner = device;
        _stream = device.Backend.Accelerator.CreateStream();
        _launcher = new Launcher(device.Backend, _stream);
        _progress = device.Backend.Memory.Enter(_stream);
    }

    private DeviceMemory Memory => _owner.Backend.Memory;

    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target) => Issue(OperationKind.Upload, () =>
    {
        View(target).CopyFromCPU(_stream, MemoryMarshal.Cast<Fr, FrGpu>(source.Span));
        _progress.Wait();
    });

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target) => Issue(OperationKind.Upload, () =>
    {
        using var packed = Scratch<int>(source.Length);
        packed.View.CopyFromCPU(_stream, source.Span);
        _progress.Wait();
        ColumnKernels.FromIntegers.Launch(_launcher, source.Length, packed.View, View(target));
    });

    protected override ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        Issue(OperationKind.Download, () => Read(View(source), target.Span));
        return ValueTask.CompletedTask;
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var (slices, values) = (columns.ToArray(), MemoryMarshal.Cast<Fr, FrGpu>(constants).ToArray());
        Issue(OperationKind.Run, () => ((GpuRowProgram)program).Run(_launcher, Memory, Array.ConvertAll(slices, View), values, View(result)));
    }

    protected override ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        var sums = new G1Affine[columns.Length];
        Issue(OperationKind.Commit, () =>
        {
            Commit((GpuBasis)basis, columns.Span, hint, sums);
            _progress.Wait();
        });
        return ValueTask.FromResult(sums);
    }

    /// <summary>All columns at once, or where they have no room together, half of them after the other half.</summary>
    private void Commit(GpuBasis basis, ReadOnlySpan<ScalarSlice> columns, ScalarHint hint, Span<G1Affine> sums)
    {
        try
        {
            _owner.Msm.Commit(_launcher, basis, Array.ConvertAll(columns.ToArray(), View), hint, Cancellation).CopyTo(sums);
        }
        catch (Exception e) when (columns.Length > 1 && GpuFailure.IsOutOfMemory(e))
        {
            Unpin();
            var half = columns.Length / 2;
            Commit(basis, columns[..half], hint, sums);
            Unpin();
            Commit(basis, columns[half..], hint, sums[half..]);
        }
    }

    protected override void Release()
    {
        _progress.Wait();
        Memory.Leave(_progress);
        _stream.Dispose();
    }

    /// <summary>Device memory for the length of one call: given back at its end, reused when the stream is past it.</summary>
    private ScratchView<T> Scratch<T>(int count)
        where T : unmanaged
    {
        var block = Memory.Rent((long)count * Interop.SizeOf<T>());
        return new ScratchView<T>(Memory, block, block.View<T>(count));
    }

    /// <summary>Hands work to the stream; an error of the driver becomes one of the interface.</summary>
    private void Issue(OperationKind operation, Action work)
    {
        _progress.Issue();
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
        var block = Memory.Pin(page);
        _pinned.Add(page);
        return block.View<FrGpu>(slice.Buffer.Count).SubView(slice.Offset, slice.Count);
    }

    private void Unpin()
    {
        foreach (var page in _pinned) Memory.Unpin(page);
        _pinned.Clear();
    }

    private void Read(ArrayView<FrGpu> source, Span<Fr> target)
    {
        source.CopyToCPU(_stream, MemoryMarshal.Cast<Fr, FrGpu>(target));
        _progress.Wait();
    }

    private static FrGpu Element(Fr value) => MemoryMarshal.Cast<Fr, FrGpu>(new ReadOnlySpan<Fr>(in value))[0];

    private readonly struct ScratchView<T>(DeviceMemory memory, DeviceBlock block, ArrayView<T> view) : IDisposable
        where T : unmanaged
    {
        public ArrayView<T> View { get; } = view;

        public void Dispose() => memory.Return(block);
    }
}

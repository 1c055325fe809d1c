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
        GpuBuffer.View(target).CopyFromCPU(_stream, MemoryMarshal.Cast<Fr, FrGpu>(source.Span));
        _progress.Wait();
    });

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target) => Issue(OperationKind.Upload, () =>
    {
        using var packed = Scratch<int>(source.Length);
        packed.View.CopyFromCPU(_stream, source.Span);
        _progress.Wait();
        ColumnKernels.FromIntegers.Launch(_launcher, source.Length, packed.View, GpuBuffer.View(target));
    });

    protected override ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        Issue(OperationKind.Download, () => Read(GpuBuffer.View(source), target.Span));
        return ValueTask.CompletedTask;
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var views = new ArrayView<FrGpu>[columns.Length];
        for (var i = 0; i < views.Length; i++) views[i] = GpuBuffer.View(columns[i]);
        var values = MemoryMarshal.Cast<Fr, FrGpu>(constants).ToArray();
        Issue(OperationKind.Run, () => ((GpuRowProgram)program).Run(_launcher, Memory, views, values, GpuBuffer.View(result)));
    }

    protected override ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        var views = new ArrayView<FrGpu>[columns.Length];
        for (var i = 0; i < views.Length; i++) views[i] = GpuBuffer.View(columns.Span[i]);
        G1Affine[] sums = [];
        Issue(OperationKind.Commit, () =>
        {
            sums = _owner.Msm.Commit(_launcher, (GpuBasis)basis, views, hint, Cancellation);
            _progress.Wait();
        });
        return ValueTask.FromResult(sums);
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
        _owner.Guard(
            () =>
            {
                work();
                return true;
            },
            operation.ToString());
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

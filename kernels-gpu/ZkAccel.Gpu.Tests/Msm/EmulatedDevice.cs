using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>ILGPU's processor device with a stream, for tests of kernels beneath the queue.</summary>
internal sealed class EmulatedDevice : IDisposable
{
    private readonly List<DeviceBlock> _blocks = [];
    private readonly List<IDisposable> _owned = [];

    public EmulatedDevice(int lanes = 2)
    {
        var warp = Math.Min(lanes, 32);
        var context = GpuBackend.CreateContext(builder => builder.CPU(new CPUDevice(warp, lanes / warp, 1)));
        Backend = new GpuBackend(context, context.GetCPUDevice(0).CreateCPUAccelerator(context));
        Owner = new GpuAccelerator(new AcceleratorInfo("test", "test"), Backend);
        Launcher = new Launcher(Backend);
    }

    public GpuBackend Backend { get; }

    public GpuAccelerator Owner { get; }

    public Launcher Launcher { get; }

    public ArrayView<T> Upload<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        var block = Launcher.Rent((long)values.Length * Interop.SizeOf<T>());
        _blocks.Add(block);
        var view = block.View<T>(values.Length);
        view.CopyFromCPU(Launcher.Stream, values);
        return view;
    }

    public ArrayView<FrGpu> Column(ReadOnlySpan<Fr> values) => Upload(MemoryMarshal.Cast<Fr, FrGpu>(values));

    public T[] Download<T>(ArrayView<T> view)
        where T : unmanaged
    {
        var values = new T[view.Length];
        view.CopyToCPU(Launcher.Stream, values.AsSpan());
        Launcher.Stream.Synchronize();
        return values;
    }

    public GpuBasis Load(ReadOnlySpan<G1Affine> points, BasisMultiples multiples)
    {
        var basis = GpuBasis.Load(Owner, Backend.Memory, Launcher, points, multiples);
        _owned.Add(basis);
        return basis;
    }

    public G1Affine[] Commit(GpuBasis basis, Fr[][] columns, ScalarHint hint, long scratchBytes = 1 << 28) =>
        new MsmLauncher(DeviceModel.Emulated)
            .Commit(Launcher, basis, [.. columns.Select(column => Column(column))], hint, scratchBytes, CancellationToken.None);

    public void Dispose()
    {
        foreach (var owned in _owned) owned.Dispose();
        foreach (var block in _blocks) Launcher.Return(block);
        Launcher.Dispose();
        Owner.Dispose();
    }
}

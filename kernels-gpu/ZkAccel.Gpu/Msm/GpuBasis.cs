using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Points on the device: multiple j of point i, 2^(jS) P_i, is number j·Count + i. Each has 64 bytes, as in <see cref="G1Affine"/>.</summary>
internal sealed class GpuBasis : PointBasis
{
    private readonly DeviceMemory _memory;
    private readonly DeviceBlock _block;

    private GpuBasis(Runtime.Accelerator owner, int count, BasisMultiples multiples, DeviceMemory memory, DeviceBlock block)
        : base(owner, count)
    {
        Multiples = multiples;
        _memory = memory;
        _block = block;
    }

    public BasisMultiples Multiples { get; }

    public ArrayView<AffinePoint<FqGpu>> Points => _block.View<AffinePoint<FqGpu>>((long)Count * Multiples.Copies);

    /// <summary>Copies points to the device and computes their multiples there.</summary>
    public static GpuBasis Load(Runtime.Accelerator owner, DeviceMemory memory, Launcher on, ReadOnlySpan<G1Affine> points, BasisMultiples multiples)
    {
        var block = memory.Rent((long)points.Length * multiples.Copies * Interop.SizeOf<AffinePoint<FqGpu>>(), user: null);
        var basis = new GpuBasis(owner, points.Length, multiples, memory, block);
        try
        {
            basis.Copy(0).CopyFromCPU(on.Stream, MemoryMarshal.Cast<G1Affine, AffinePoint<FqGpu>>(points));
            if (multiples.Copies > 1) basis.Multiply(on);
            on.Wait();
            return basis;
        }
        catch
        {
            basis.Dispose();
            throw;
        }
    }

    protected override void Release() => _memory.Return(_block, user: null);

    private ArrayView<AffinePoint<FqGpu>> Copy(int multiple) => Points.SubView((long)multiple * Count, Count);

    private void Multiply(Launcher on)
    {
        var shares = (Count + MultipleKernels.PerInversion - 1) / MultipleKernels.PerInversion;
        using var shifted = new Scratch<Xyzz<FqGpu>>(on, Count);
        using var prefixes = new Scratch<FqGpu>(on, shares * MultipleKernels.PerInversion);
        for (var j = 1; j < Multiples.Copies; j++)
        {
            MultipleKernels.Shift.Launch(on, Count, Copy(j - 1), shifted.View, Multiples.Stride);
            MultipleKernels.Normalise.Launch(on, shares, shifted.View, prefixes.View, Copy(j));
        }
    }
}

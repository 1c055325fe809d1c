using System.Runtime.InteropServices;
using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;

namespace ZkAccel.Gpu;

/// <summary>Tables on the device for scale·base^i, i below 2^logN: two of about 2^(logN/2) entries, so that they stay in cache.</summary>
internal sealed class PowerTables : IDisposable
{
    private readonly DeviceMemory _memory;
    private readonly DeviceBlock _block;

    public PowerTables(GpuBackend backend, Fr root, Fr scale, int logN, bool after)
    {
        var logLow = (logN + 1) / 2;
        var (lowCount, highCount) = (1 << logLow, 1 << (logN - logLow));
        var powers = new Fr[lowCount + highCount];
        Fill(powers.AsSpan(0, lowCount), Fr.One, root);
        Fill(powers.AsSpan(lowCount), scale, root.Pow((ulong)lowCount));
        _memory = backend.Memory;
        _block = _memory.Rent((long)powers.Length * Fr.ByteLength, user: null);
        var view = _block.View<FrGpu>(powers.Length);
        view.CopyFromCPU(backend.Accelerator.DefaultStream, MemoryMarshal.Cast<Fr, FrGpu>(powers));
        backend.Accelerator.DefaultStream.Synchronize();
        Scale = NttScale.Powers(view.SubView(0, lowCount), view.SubView(lowCount, highCount), logLow, after);
    }

    public NttScale Scale { get; }

    public void Dispose() => _memory.Return(_block, user: null);

    private static void Fill(Span<Fr> powers, Fr first, Fr ratio)
    {
        foreach (ref var power in powers)
        {
            power = first;
            first *= ratio;
        }
    }
}

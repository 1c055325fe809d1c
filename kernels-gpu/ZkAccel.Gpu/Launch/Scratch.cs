using ILGPU;

namespace ZkAccel.Gpu;

/// <summary>Device memory of one stream for the length of one call; none by default.</summary>
internal readonly struct Scratch<T> : IDisposable
    where T : unmanaged
{
    private readonly Launcher? _on;
    private readonly DeviceBlock _block;

    public Scratch(Launcher on, int count)
    {
        _on = on;
        _block = on.Rent((long)count * Interop.SizeOf<T>());
        View = _block.View<T>(count);
    }

    public ArrayView<T> View { get; }

    public void Dispose() => _on?.Return(_block);
}

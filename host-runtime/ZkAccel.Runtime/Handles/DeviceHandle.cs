namespace ZkAccel.Runtime;

/// <summary>Something that lives on one device: a buffer, a basis, a plan, a program. Another device refuses it.</summary>
public abstract class DeviceHandle
{
    private int _freed;

    /// <summary>A handle on <paramref name="owner"/>.</summary>
    protected DeviceHandle(Accelerator owner)
    {
        ArgumentNullException.ThrowIfNull(owner);
        Owner = owner;
    }

    /// <summary>The device that made this handle.</summary>
    public Accelerator Owner { get; }

    /// <summary>Whether the handle was disposed.</summary>
    public bool IsDisposed => Volatile.Read(ref _freed) != 0;

    /// <summary>Gives the device's resources back; called once.</summary>
    protected virtual void Release()
    {
    }

    internal void Free()
    {
        if (Interlocked.Exchange(ref _freed, 1) == 0) Release();
    }
}

namespace ZkAccel.Runtime;

/// <summary>An expression over rows, compiled for one device.</summary>
public abstract class RowProgram : DeviceHandle, IDisposable
{
    /// <summary>A program for <paramref name="code"/> on <paramref name="owner"/>.</summary>
    protected RowProgram(Accelerator owner, RowCode code)
        : base(owner)
    {
        ArgumentNullException.ThrowIfNull(code);
        Code = code;
    }

    /// <summary>The straight-line form: what is read, and the steps.</summary>
    public RowCode Code { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }
}

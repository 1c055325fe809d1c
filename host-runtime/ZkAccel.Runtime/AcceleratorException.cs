namespace ZkAccel.Runtime;

/// <summary>Why a device failed.</summary>
public enum AcceleratorError
{
    /// <summary>No device of that name, or none is attached.</summary>
    NotFound,

    /// <summary>The device lacks the operation, or the size is beyond its limits.</summary>
    NotSupported,

    /// <summary>No room for the resident data.</summary>
    OutOfMemory,

    /// <summary>Somebody else holds the device.</summary>
    Busy,

    /// <summary>The device carries another image or version than this host speaks to.</summary>
    WrongImage,

    /// <summary>No answer in time.</summary>
    Timeout,

    /// <summary>The device went away or answers no more; open it anew.</summary>
    Lost,

    /// <summary>Scalars broke the promise of a <see cref="ScalarHint"/>.</summary>
    BrokenHint,

    /// <summary>The device returned something that cannot be right.</summary>
    BadResult,
}

/// <summary>A device could not do what was asked; says which device, in which operation, and why.</summary>
public sealed class AcceleratorException : Exception
{
    /// <summary>A failure of <paramref name="device"/> in <paramref name="operation"/>.</summary>
    public AcceleratorException(string device, string operation, AcceleratorError code, string message, Exception? inner = null)
        : base(operation == nameof(Accelerators.Open) ? $"{device}: {message}" : $"{device}: {operation}: {message}", inner)
    {
        Device = device;
        Operation = operation;
        Code = code;
    }

    /// <summary>Name of the device.</summary>
    public string Device { get; }

    /// <summary>The member that failed: <c>Open</c>, <c>Allocate</c>, <c>Commit</c>, ….</summary>
    public string Operation { get; }

    /// <summary>The reason.</summary>
    public AcceleratorError Code { get; }
}

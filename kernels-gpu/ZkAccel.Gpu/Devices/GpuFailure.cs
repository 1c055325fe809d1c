using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Errors of a driver in the words and codes of the accelerator interface.</summary>
internal static class GpuFailure
{
    private static readonly string[] NoMemory =
    [
        "CUDA_ERROR_OUT_OF_MEMORY", "CL_MEM_OBJECT_ALLOCATION_FAILURE", "CL_OUT_OF_RESOURCES", "CL_OUT_OF_HOST_MEMORY", "CL_INVALID_BUFFER_SIZE",
    ];

    /// <summary>CUDA_ERROR_DEVICE_UNAVAILABLE, which ILGPU has no name for.</summary>
    private static readonly string[] Held = ["46", "CUDA_ERROR_DEVICE_UNAVAILABLE"];

    public static bool IsOutOfMemory(Exception error) =>
        error is OutOfMemoryException or DeviceMemoryException || DriverError(error) is { } name && NoMemory.Contains(name);

    /// <summary>Code and sentence for an error of the driver; null for any other.</summary>
    public static (AcceleratorError Code, string Message)? Describe(Exception error) => error switch
    {
        _ when IsOutOfMemory(error) => (AcceleratorError.OutOfMemory, "the device's memory is full"),
        _ when DriverError(error) is { } name => Held.Contains(name)
            ? (AcceleratorError.Busy, "another process holds the device exclusively")
            : (AcceleratorError.Lost, $"the driver reports {name}: {error.Message}"),
        _ => null,
    };

    private static string? DriverError(Exception error) => error switch
    {
        CudaException cuda => cuda.Error,
        CLException cl => cl.Error.ToString(),
        _ => null,
    };
}

/// <summary>The device has no room, even after everything unused was freed.</summary>
internal sealed class DeviceMemoryException : Exception;

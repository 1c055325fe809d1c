using ILGPU;
using ILGPU.Runtime;
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

    /// <summary>The driver does not take the kernels; trying again would not help. Numbers are those that ILGPU has no name for.</summary>
    private static readonly string[] Refused =
    [
        "CUDA_ERROR_INVALID_PTX", "CUDA_ERROR_NO_BINARY_FOR_GPU", "CUDA_ERROR_INVALID_IMAGE", "CUDA_ERROR_INVALID_SOURCE", "221", "222",
        "CUDA_ERROR_JIT_COMPILER_NOT_FOUND", "CUDA_ERROR_UNSUPPORTED_PTX_VERSION", "CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES",
        "CL_BUILD_PROGRAM_FAILURE", "CL_COMPILE_PROGRAM_FAILURE", "CL_INVALID_BINARY",
    ];

    /// <summary>CUDA_ERROR_DEVICE_UNAVAILABLE, which ILGPU has no name for.</summary>
    private static readonly string[] Held = ["46", "CUDA_ERROR_DEVICE_UNAVAILABLE"];

    public static bool IsOutOfMemory(Exception error) =>
        error is OutOfMemoryException or DeviceMemoryException || DriverError(error) is { } name && NoMemory.Contains(name);

    /// <summary>Code and sentence for an error of the driver; null for any other.</summary>
    public static (AcceleratorError Code, string Message)? Describe(Exception error) => error switch
    {
        _ when IsOutOfMemory(error) => (AcceleratorError.OutOfMemory, "the device's memory is full"),
        _ when DriverError(error) is { } name => Describe(name, error.Message),
        InternalCompilerException or CapabilityNotSupportedException => (AcceleratorError.NotSupported, $"ILGPU cannot compile a kernel for it: {error.Message}"),
        _ => null,
    };

    /// <summary>An error by the driver's own name, other than one of memory.</summary>
    public static (AcceleratorError Code, string Message) Describe(string name, string message) => name switch
    {
        _ when Held.Contains(name) => (AcceleratorError.Busy, "another process holds the device exclusively"),
        _ when Refused.Contains(name) => (AcceleratorError.WrongImage, $"the driver does not take the kernels ({name}: {message}); a newer driver may"),
        _ => (AcceleratorError.Lost, $"the driver reports {name}: {message}"),
    };

    /// <summary>Gives things back, in order. What a driver that has failed says to it is of no use: the failure was reported by the call that met it.</summary>
    public static void End(params ReadOnlySpan<Action> steps)
    {
        foreach (var step in steps)
        {
            try
            {
                step();
            }
            catch (Exception e) when (Describe(e) is not null)
            {
            }
        }
    }

    private static string? DriverError(Exception error) => error switch
    {
        CudaException cuda => cuda.Error,
        CLException cl => cl.Error.ToString(),
        _ => null,
    };
}

/// <summary>The device has no room, even after everything unused was freed.</summary>
internal sealed class DeviceMemoryException : Exception;

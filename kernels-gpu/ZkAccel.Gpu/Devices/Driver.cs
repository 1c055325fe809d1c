using System.Globalization;
using System.Runtime.InteropServices;
using ILGPU;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// The drivers' libraries: whether they are there, how old, and how many GPUs. ILGPU asks for <c>libcuda.so</c> and <c>libOpenCL.so</c>, names that only
/// development packages install, and takes a missing library for a missing GPU.
/// </summary>
internal static unsafe class Driver
{
    /// <summary>CUDA 11.0: the first whose compiler knows sm_80, the newest target that ILGPU writes for.</summary>
    public const int MinCuda = 11000;

    private const int NoDevice = 100;
    private static readonly Lock Gate = new();
    private static bool _resolves;

    /// <summary>Lets ILGPU find the libraries under the names that a driver installs.</summary>
    public static void ResolveLibraries()
    {
        lock (Gate)
        {
            if (_resolves) return;
            _resolves = true;
            try
            {
                NativeLibrary.SetDllImportResolver(typeof(Context).Assembly, (name, _, _) => Load(name) is { } library ? library : 0);
            }
            catch (InvalidOperationException)
            {
                // Someone else in this process set one; then theirs must find the libraries.
            }
        }
    }

    /// <summary>Checks that there is an NVIDIA driver, that it is new enough, and that it finds a GPU; tells its version.</summary>
    public static string RequireCuda(string device)
    {
        if (Load("cuda") is not { } library)
            throw Error(device, AcceleratorError.NotFound, $"no NVIDIA driver on this machine ({FileName("cuda")} is missing)");
        var status = ((delegate* unmanaged<uint, int>)NativeLibrary.GetExport(library, "cuInit"))(0);
        if (status == NoDevice) throw Error(device, AcceleratorError.NotFound, "the NVIDIA driver finds no GPU");
        if (status != 0) throw Error(device, AcceleratorError.NotFound, $"the NVIDIA driver does not start (CUDA error {status})");
        int version;
        ((delegate* unmanaged<int*, int>)NativeLibrary.GetExport(library, "cuDriverGetVersion"))(&version);
        return RequireVersion(device, version);
    }

    /// <summary>The version in words, if it is new enough.</summary>
    internal static string RequireVersion(string device, int version) => version >= MinCuda
        ? Version(version)
        : throw Error(device, AcceleratorError.WrongImage, $"the NVIDIA driver is of CUDA {Version(version)}; {Version(MinCuda)} or newer is needed");

    /// <summary>Checks that there is an OpenCL loader.</summary>
    public static void RequireOpenCl(string device)
    {
        if (Load("OpenCL") is null) throw Error(device, AcceleratorError.NotFound, $"no OpenCL on this machine ({FileName("OpenCL")} is missing)");
    }

    public static AcceleratorException Error(string device, AcceleratorError code, string message) => new(device, "Open", code, message);

    private static string Version(int version) => string.Create(CultureInfo.InvariantCulture, $"{version / 1000}.{version % 1000 / 10}");

    private static nint? Load(string name) => name is "cuda" or "OpenCL" && NativeLibrary.TryLoad(FileName(name), out var library) ? library : null;

    private static string FileName(string name) => (name, OperatingSystem.IsWindows()) switch
    {
        ("cuda", true) => "nvcuda.dll",
        (_, true) => $"{name}.dll",
        _ => $"lib{name}.so.1",
    };
}

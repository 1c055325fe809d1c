using System.Globalization;
using ILGPU;
using ILGPU.Runtime;
using ILGPU.Runtime.CPU;
using ILGPU.Runtime.Cuda;
using ILGPU.Runtime.OpenCL;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>
/// The device kinds of this assembly: <c>cuda</c>, <c>opencl</c> and <c>ilgpu-cpu</c>, for <see cref="Accelerators.Open"/>. A program calls
/// <see cref="Register"/> once, when it starts.
/// </summary>
public static class GpuDevices
{
    private const string Cuda = "cuda";
    private const string OpenCl = "opencl";
    private const string Emulated = "ilgpu-cpu";

    /// <summary>What a device may take of its memory.</summary>
    private const string MemoryOption = "memory";

    /// <summary>Lanes of a group on the emulated device; each is a thread of the system, so two show that lanes work together and more only cost.</summary>
    private const int DefaultLanes = 2;

    /// <summary>Makes the kinds known. No driver is touched before a device is opened or probed.</summary>
    public static void Register()
    {
        Accelerators.Register(new DeviceKind(Cuda, "NVIDIA GPU; the argument is its number; memory=MiB is the most to take", OpenCuda) { Probe = () => Names(Cuda, CountCuda) });
        Accelerators.Register(new DeviceKind(OpenCl, "OpenCL 2.0 device; the argument is its number; memory=MiB is the most to take", OpenOpenCl) { Probe = () => Names(OpenCl, CountOpenCl) });
        Accelerators.Register(new DeviceKind(Emulated, "the GPU's kernels on the processor, slowly, to test them; lanes=N a group, memory=MiB", OpenEmulated)
        {
            Probe = () => [Emulated],
        });
    }

    private static GpuAccelerator OpenCuda(DeviceName name)
    {
        RequireNoOtherOptions(name);
        var number = name.Number(0);
        Driver.ResolveLibraries();
        var version = Driver.RequireCuda(name.ToString());
        return Open(name, builder => builder.Cuda(), context =>
        {
            var device = At<CudaDevice>(name, [.. context.GetCudaDevices()], number);
            var info = Describe(name, number, device) with { Notes = $"{device.Name}, {device.Architecture}, CUDA {version}" };
            return (info, device.CreateCudaAccelerator(context));
        });
    }

    private static GpuAccelerator OpenOpenCl(DeviceName name)
    {
        RequireNoOtherOptions(name);
        var number = name.Number(0);
        Driver.ResolveLibraries();
        Driver.RequireOpenCl(name.ToString());
        return Open(name, builder => builder.OpenCL(_ => true), context =>
        {
            var device = At<CLDevice>(name, [.. context.GetCLDevices()], number);
            if (!device.Capabilities.GenericAddressSpace)
                throw Driver.Error(
                    name.ToString(),
                    AcceleratorError.NotSupported,
                    $"{device.Name} ({device.PlatformName}, {device.PlatformVersion}) has no generic address space, which ILGPU needs; PoCL has it in version 6");
            var info = Describe(name, number, device) with { Notes = $"{device.Name}, {device.PlatformVersion}" };
            return (info, device.CreateCLAccelerator(context));
        });
    }

    private static GpuAccelerator OpenEmulated(DeviceName name)
    {
        if (name.Argument.Length > 0) throw new FormatException($"device '{name}': '{Emulated}' takes no argument");
        var lanes = DefaultLanes;
        foreach (var (key, value) in name.Options)
        {
            if (key == MemoryOption) continue;
            if (key != "lanes" || !int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out lanes) || lanes is not (2 or 4 or 8 or 16))
                throw new FormatException($"device '{name}': the options are lanes=2, 4, 8 or 16 and {MemoryOption}=MiB");
        }

        return Open(name, builder => builder.CPU(new CPUDevice(lanes, 1, 1)), context =>
        {
            var info = new AcceleratorInfo(name.ToString(), Emulated)
            {
                Threads = lanes,
                MemoryBytes = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
                Notes = "ILGPU's processor device",
            };
            return (info, context.GetCPUDevice(0).CreateCPUAccelerator(context));
        });
    }

    private static AcceleratorInfo Describe(DeviceName name, int number, Device device) =>
        new($"{name.Kind}:{number}", name.Kind) { Threads = device.NumMultiprocessors * device.MaxNumThreadsPerMultiprocessor, MemoryBytes = device.MemorySize };

    private static GpuAccelerator Open(
        DeviceName name, Action<Context.Builder> devices, Func<Context, (AcceleratorInfo Info, ILGPU.Runtime.Accelerator Accelerator)> create)
    {
        var limit = MemoryLimit(name);
        Context? context = null;
        try
        {
            context = GpuBackend.CreateContext(devices);
            var (info, accelerator) = create(context);
            return new GpuAccelerator(info with { MemoryBytes = Math.Min(info.MemoryBytes, limit) }, new GpuBackend(context, accelerator, limit));
        }
        catch (Exception e)
        {
            context?.Dispose();
            if (GpuFailure.Describe(e) is var (code, message)) throw new Runtime.AcceleratorException(name.ToString(), nameof(Open), code, message, e);
            throw;
        }
    }

    private static TDevice At<TDevice>(DeviceName name, TDevice[] devices, int number) => number < devices.Length
        ? devices[number]
        : throw Driver.Error(
            name.ToString(),
            AcceleratorError.NotFound,
            devices.Length == 0 ? $"no {name.Kind} device attached" : $"there is no device {number}: {devices.Length} attached, counted from 0");

    private static void RequireNoOtherOptions(DeviceName name)
    {
        if (name.Options.Keys.Any(key => key != MemoryOption)) throw new FormatException($"device '{name}': the only option is {MemoryOption}=MiB");
        _ = MemoryLimit(name);
    }

    private static long MemoryLimit(DeviceName name)
    {
        if (!name.Options.TryGetValue(MemoryOption, out var text)) return long.MaxValue;
        return int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var count) && count > 0
            ? (long)count << 20
            : throw new FormatException($"device '{name}': {MemoryOption} takes a number of MiB, not '{text}'");
    }

    /// <summary>What is attached; where that cannot be told, the kind itself, so that whoever opens it hears why.</summary>
    private static string[] Names(string kind, Func<int> count)
    {
        try
        {
            Driver.ResolveLibraries();
            return [.. Enumerable.Range(0, count()).Select(number => $"{kind}:{number}")];
        }
        catch (Runtime.AcceleratorException)
        {
            return [kind];
        }
    }

    private static int CountCuda()
    {
        Driver.RequireCuda(Cuda);
        using var context = Context.Create(builder => builder.Cuda());
        return context.GetCudaDevices().Count;
    }

    private static int CountOpenCl()
    {
        Driver.RequireOpenCl(OpenCl);
        using var context = Context.Create(builder => builder.OpenCL(_ => true));
        return context.GetCLDevices().Count;
    }
}

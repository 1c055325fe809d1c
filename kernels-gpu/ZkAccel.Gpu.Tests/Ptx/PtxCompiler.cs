using System.Reflection;
using ILGPU;
using ILGPU.Backends;
using ILGPU.Backends.EntryPoints;
using ILGPU.Backends.PTX;
using ILGPU.Runtime;
using ILGPU.Runtime.Cuda;

namespace ZkAccel.Gpu.Tests;

/// <summary>Compiles kernels to PTX as a CUDA device would, without one.</summary>
internal sealed class PtxCompiler : IDisposable
{
    private readonly Context _context;
    private readonly PTXBackend _backend;

    /// <param name="keepsOrder">As devices do; otherwise as ILGPU does by itself.</param>
    public PtxCompiler(bool keepsOrder = true)
    {
        _context = GpuBackend.CreateContext(_ => { });
        _backend = new PTXBackend(_context, CudaArchitecture.SM_80, CudaInstructionSet.ISA_70, null!);
        if (keepsOrder) MemoryOrder.Keep(_backend);
    }

    public string Compile(MethodInfo kernel, KernelSpecialization bounds = default)
    {
        var grouped = kernel.GetParameters()[0].ParameterType != typeof(Index1D);
        var entry = grouped ? EntryPointDescription.FromExplicitlyGroupedKernel(kernel) : EntryPointDescription.FromImplicitlyGroupedKernel(kernel);
        return ((PTXCompiledKernel)_backend.Compile(entry, bounds)).PTXAssembly;
    }

    public void Dispose()
    {
        _backend.Dispose();
        _context.Dispose();
    }
}

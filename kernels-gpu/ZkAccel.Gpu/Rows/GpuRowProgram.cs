using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using ILGPU;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>A row program as kernels, usually one: see README.md beside this file.</summary>
internal sealed class GpuRowProgram(Runtime.Accelerator owner, RowCode code, RowKernel[] kernels) : RowProgram(owner, code)
{
    public IReadOnlyList<RowKernel> Kernels => kernels;

    public void Run(Launcher on, ReadOnlySpan<ArrayView<FrGpu>> columns, FrGpu[] constants, ArrayView<FrGpu> result)
    {
        var intermediate = new Dictionary<int, DeviceBlock>();
        try
        {
            for (var k = 0; k < kernels.Length; k++)
            {
                var arguments = kernels[k].Arguments;
                foreach (var value in arguments.Writes) intermediate.Add(value, on.Rent((long)result.Length * Fr.ByteLength));
                var views = new List<ArrayView<FrGpu>>(arguments.ViewCount);
                foreach (var column in arguments.Columns) views.Add(columns[column]);
                foreach (var value in arguments.Reads) views.Add(intermediate[value].View<FrGpu>(result.Length));
                foreach (var value in arguments.Writes) views.Add(intermediate[value].View<FrGpu>(result.Length));
                if (arguments.WritesResult) views.Add(result);
                kernels[k].Launch(on, result.IntLength, [.. views], constants);
            }
        }
        finally
        {
            foreach (var block in intermediate.Values) on.Return(block);
        }
    }
}

/// <summary>Row code to kernels. A process emits each program once; a device compiles it once, when it is first compiled there.</summary>
internal static class RowKernelCompiler
{
    private static readonly ConcurrentDictionary<string, Lazy<RowKernel[]>> Emitted = new(StringComparer.Ordinal);

    public static GpuRowProgram Compile(Runtime.Accelerator owner, GpuBackend backend, RowCode code, int budget = RowPartition.DefaultBudget)
    {
        var kernels = Emitted.GetOrAdd(Key(code, budget), _ => new Lazy<RowKernel[]>(() =>
        {
            var stream = RowStream.From(code);
            return RowEmitter.Emit(stream, RowPartition.Cut(stream, budget));
        })).Value;
        foreach (var kernel in kernels) backend.Prepare(kernel);
        return new GpuRowProgram(owner, code, kernels);
    }

    private static string Key(RowCode code, int budget)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(MemoryMarshal.AsBytes<int>([budget, code.Steps.Length]));
        foreach (var step in code.Steps) hash.AppendData(MemoryMarshal.AsBytes<int>([(int)step.Operation, step.Left, step.Right]));
        hash.AppendData(MemoryMarshal.AsBytes(code.Literals));
        return Convert.ToHexString(hash.GetHashAndReset());
    }
}

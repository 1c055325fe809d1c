using System.Runtime.ConstrainedExecution;
using System.Runtime.InteropServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>A piece of native memory, aligned to cache lines (large ones to huge pages); freed on dispose or by its finalizer.</summary>
internal sealed unsafe partial class NativeBlock : CriticalFinalizerObject, IDisposable
{
    private const nuint HugePage = 1 << 21;
    private const int AdviseHugePages = 14;

    private nint pointer;

    internal NativeBlock(long bytes, bool clear)
    {
        Bytes = Math.Max(bytes, 64);
        nuint size = (nuint)Bytes;
        bool large = size >= 2 * HugePage;
        try
        {
            pointer = (nint)NativeMemory.AlignedAlloc(size, large ? HugePage : 64);
        }
        catch (OutOfMemoryException)
        {
            GC.SuppressFinalize(this);
            throw;
        }

        // Only advice: without huge pages the memory is as good, transforms and gathers are a little slower.
        if (large && OperatingSystem.IsLinux()) _ = Advise((void*)pointer, size, AdviseHugePages);
        if (clear) NativeMemory.Clear((void*)pointer, size);
        GC.AddMemoryPressure(Bytes);
    }

    ~NativeBlock() => Free();

    internal long Bytes { get; }

    internal long* Words => (long*)pointer;

    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        nint old = Interlocked.Exchange(ref pointer, 0);
        if (old == 0) return;
        NativeMemory.AlignedFree((void*)old);
        GC.RemoveMemoryPressure(Bytes);
    }

    [LibraryImport("libc", EntryPoint = "madvise")]
    private static partial int Advise(void* address, nuint length, int advice);
}

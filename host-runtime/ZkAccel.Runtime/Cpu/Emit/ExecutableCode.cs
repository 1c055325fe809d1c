using System.Runtime.InteropServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Machine code in memory of its own: written, then made executable and read-only. It stays as long as the process.</summary>
internal static unsafe partial class ExecutableCode
{
    private const int Read = 1, Write = 2, Execute = 4, PrivateAnonymous = 0x22;
    private const int Page = 4096;

    /// <summary>The entry point; 0 when the system does not allow such memory.</summary>
    internal static nint Install(byte[] code)
    {
        nuint length = (nuint)((code.Length + Page - 1) / Page * Page);
        nint memory = Map(0, length, Read | Write, PrivateAnonymous, -1, 0);
        if (memory is 0 or -1) return 0;
        code.CopyTo(new Span<byte>((void*)memory, code.Length));
        if (Protect(memory, length, Read | Execute) == 0) return memory;
        _ = Unmap(memory, length);
        return 0;
    }

    [LibraryImport("libc", EntryPoint = "mmap")]
    private static partial nint Map(nint address, nuint length, int protection, int flags, int file, nint offset);

    [LibraryImport("libc", EntryPoint = "mprotect")]
    private static partial int Protect(nint address, nuint length, int protection);

    [LibraryImport("libc", EntryPoint = "munmap")]
    private static partial int Unmap(nint address, nuint length);
}

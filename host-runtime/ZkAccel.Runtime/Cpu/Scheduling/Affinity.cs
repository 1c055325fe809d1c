using System.Runtime.InteropServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>Which processors this process may use, and tying a thread to one. Linux only; elsewhere nothing is known and nothing is tied.</summary>
internal static unsafe partial class Affinity
{
    private const int Words = 128;

    /// <summary>Numbers of the processors of the process's mask; empty when unknown.</summary>
    internal static int[] Allowed()
    {
        if (!OperatingSystem.IsLinux()) return [];
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        if (GetAffinity(0, Words * sizeof(ulong), mask) != 0) return [];
        var processors = new List<int>();
        for (int i = 0; i < Words * 64; i++)
            if ((mask[i / 64] >> (i % 64) & 1) != 0) processors.Add(i);
        return [.. processors];
    }

    /// <summary>Ties the calling thread to one processor; a refusal leaves it free.</summary>
    internal static void Pin(int processor)
    {
        if (!OperatingSystem.IsLinux() || processor >= Words * 64) return;
        ulong* mask = stackalloc ulong[Words];
        new Span<ulong>(mask, Words).Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        _ = SetAffinity(0, Words * sizeof(ulong), mask);
    }

    // Thread 0 is the calling one.
    [LibraryImport("libc", EntryPoint = "sched_getaffinity")]
    private static partial int GetAffinity(int thread, nuint bytes, ulong* mask);

    [LibraryImport("libc", EntryPoint = "sched_setaffinity")]
    private static partial int SetAffinity(int thread, nuint bytes, ulong* mask);
}

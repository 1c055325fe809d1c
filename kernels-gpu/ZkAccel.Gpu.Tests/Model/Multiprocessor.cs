namespace ZkAccel.Gpu.Tests;

/// <summary>What groups share on a multiprocessor of Hopper, from the vendor's tables.</summary>
internal static class Multiprocessor
{
    public const int Registers = 65536, SharedBytes = 227 * 1024, Threads = 2048, MaxGroups = 32;

    /// <summary>Groups that it holds at once.</summary>
    public static int Groups(int groupSize, int registers, int sharedBytes)
    {
        // Registers are dealt out in units of eight a thread; a group takes 1 KB of shared memory for itself.
        var byRegisters = Registers / ((registers + 7) / 8 * 8 * groupSize);
        return Math.Min(Math.Min(byRegisters, SharedBytes / (sharedBytes + 1024)), Math.Min(Threads / groupSize, MaxGroups));
    }
}

using System.Numerics;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// The memory of one device's scalars and scratch, used again and again: fresh pages cost more than the passes over them. Sizes are
/// rounded up to an eighth of a power of two, so that nearby ones share blocks. What lies idle is kept until the device is disposed or
/// memory runs out.
/// </summary>
internal sealed class ScratchPool : IDisposable
{
    private const int ClassesLog = 3, LeastLog = 12, KeptLog = 30;
    private readonly Lock gate = new();
    private readonly Stack<NativeBlock>[] free = new Stack<NativeBlock>[((KeptLog - LeastLog) << ClassesLog) + 1];
    private bool disposed;

    /// <summary>At least that many bytes, their contents undefined. Dispose the lease to give them back.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory left, even with all that lies idle given back.</exception>
    internal Lease Rent(long bytes)
    {
        var (number, size) = ClassOf(bytes);
        lock (gate)
        {
            if (number < free.Length && free[number] is { Count: > 0 } stack) return new Lease(this, stack.Pop(), number);
        }

        try
        {
            return new Lease(this, new NativeBlock(size, clear: false), number);
        }
        catch (OutOfMemoryException)
        {
            Trim();
            return new Lease(this, new NativeBlock(size, clear: false), number);
        }
    }

    /// <summary>Number and bytes of the smallest class that holds so many bytes.</summary>
    internal static (int Number, long Bytes) ClassOf(long bytes)
    {
        ulong last = (ulong)Math.Max(bytes, 1 << LeastLog) - 1;
        int log = BitOperations.Log2(last), step = log - ClassesLog;
        ulong eighths = (last >> step) + 1;
        return (((log - LeastLog + 1) << ClassesLog) + (int)eighths - (2 << ClassesLog), (long)(eighths << step));
    }

    /// <summary>Frees what lies idle.</summary>
    internal void Trim()
    {
        lock (gate)
        {
            foreach (var stack in free)
                while (stack is { Count: > 0 }) stack.Pop().Dispose();
        }
    }

    public void Dispose()
    {
        lock (gate) disposed = true;
        Trim();
    }

    private void Return(NativeBlock block, int number)
    {
        lock (gate)
        {
            if (!disposed && number < free.Length)
            {
                (free[number] ??= new Stack<NativeBlock>()).Push(block);
                return;
            }
        }

        block.Dispose();
    }

    /// <summary>Memory on loan.</summary>
    internal readonly unsafe struct Lease(ScratchPool pool, NativeBlock block, int number) : IDisposable
    {
        internal long* Words => block.Words;

        public void Dispose() => pool.Return(block, number);
    }
}

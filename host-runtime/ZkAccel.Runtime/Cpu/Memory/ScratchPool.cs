namespace ZkAccel.Runtime.Cpu;

/// <summary>Reusable scratch memory of one device. Blocks of a power of two of bytes, so that nearby sizes share them.</summary>
internal sealed class ScratchPool : IDisposable
{
    private const int KeptBytesLog = 30;
    private readonly Lock gate = new();
    private readonly Stack<NativeBlock>[] free = new Stack<NativeBlock>[64];
    private bool disposed;

    /// <summary>Scratch of at least that many bytes, its contents undefined. Dispose the lease to give it back.</summary>
    internal Lease Rent(long bytes)
    {
        int log = 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)Math.Max(bytes, 4096) - 1);
        lock (gate)
        {
            if (free[log] is { Count: > 0 } stack) return new Lease(this, stack.Pop(), log);
        }

        return new Lease(this, new NativeBlock(log >= KeptBytesLog ? bytes : 1L << log, clear: false), log);
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

    private void Return(NativeBlock block, int log)
    {
        lock (gate)
        {
            if (!disposed && log < KeptBytesLog)
            {
                (free[log] ??= new Stack<NativeBlock>()).Push(block);
                return;
            }
        }

        block.Dispose();
    }

    /// <summary>Scratch on loan.</summary>
    internal readonly unsafe struct Lease(ScratchPool pool, NativeBlock block, int log) : IDisposable
    {
        internal long* Words => block.Words;

        public void Dispose() => pool.Return(block, log);
    }
}

using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;

namespace ZkAccel.Gpu;

/// <summary>
/// Memory of a device. A block that is given back may still be in use by work that was queued earlier: the stream that used it may have it again at
/// once, since its work is done in order, anyone else when the stream has passed that point. Blocks are kept for others of their size, because allocating on
/// a GPU stops the device. Where no room is left, pages that nobody uses at the moment go to the host, those first that were used longest ago.
/// </summary>
/// <param name="accelerator">The device.</param>
/// <param name="limit">Bytes to take at most.</param>
internal sealed class DeviceMemory(ILGPU.Runtime.Accelerator accelerator, long limit) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, List<Returned>> _returned = [];
    private readonly List<QueueProgress> _queues = [];
    private readonly HashSet<DevicePage> _pages = [];
    private long _uses;
    private long _taken;
    private bool _disposed;

    /// <summary>Bytes that all blocks together may take.</summary>
    public long Limit { get; } = Math.Min(limit, accelerator.MemorySize);

    /// <summary>Bytes that no block has taken.</summary>
    public long Untaken
    {
        get
        {
            lock (_gate) return Limit - _taken;
        }
    }

    /// <summary>Pages that went to the host so far.</summary>
    public int Evictions { get; private set; }

    /// <summary>A block of at least <paramref name="bytes"/>, its contents undefined.</summary>
    /// <param name="bytes">Its size.</param>
    /// <param name="user">The stream that alone will use it; null if others will.</param>
    /// <exception cref="DeviceMemoryException">No room, even after everything unused was freed and every page that is not pinned went to the host.</exception>
    public DeviceBlock Rent(long bytes, QueueProgress? user)
    {
        var size = RoundUp(bytes);
        lock (_gate)
        {
            if (Reuse(size, user) is { } block) return block;
            if (TryAllocate(size) is { } fresh) return fresh;
            foreach (var queue in _queues) queue.Wait();
            Trim();
            while (true)
            {
                if (TryAllocate(size) is { } found) return found;
                if (!Evict()) throw new DeviceMemoryException();
            }
        }
    }

    /// <summary>A page of zeros.</summary>
    public DevicePage AddPage(int count)
    {
        lock (_gate)
        {
            var block = Rent((long)count * Fr.ByteLength, user: null);
            block.Buffer.MemSetToZero(accelerator.DefaultStream);
            accelerator.DefaultStream.Synchronize();
            var page = new DevicePage(block, count);
            _pages.Add(page);
            return page;
        }
    }

    /// <summary>Brings a page to the device, where it stays until <see cref="Unpin"/>.</summary>
    public DeviceBlock Pin(DevicePage page)
    {
        lock (_gate)
        {
            if (page.Block is null) page.Enter(Rent(page.Bytes, user: null), accelerator.DefaultStream);
            page.Pins++;
            page.LastUse = ++_uses;
            return page.Block!;
        }
    }

    /// <summary>The page may go again, after everything that was handed to the stream.</summary>
    public void Unpin(DevicePage page, QueueProgress user)
    {
        lock (_gate)
        {
            page.Pins--;
            page.Use(user);
        }
    }

    public void Remove(DevicePage page)
    {
        lock (_gate)
        {
            _pages.Remove(page);
            if (page.Block is { } block) Keep(block, [.. page.Users.Select(use => (use.Key, use.Value))]);
        }
    }

    /// <summary>Gives a block back.</summary>
    /// <param name="block">The block; queued work may still use it.</param>
    /// <param name="user">The stream that alone used it; null if any may have.</param>
    public void Return(DeviceBlock block, QueueProgress? user)
    {
        lock (_gate) Keep(block, user is null ? [.. _queues.Select(queue => (queue, queue.Mark()))] : [(user, user.Mark())]);
    }

    public QueueProgress Enter(Action synchronize)
    {
        var queue = new QueueProgress(synchronize);
        lock (_gate) _queues.Add(queue);
        return queue;
    }

    /// <summary>Waits for a stream for the last time.</summary>
    public void Leave(QueueProgress queue)
    {
        try
        {
            queue.Wait();
        }
        finally
        {
            queue.Close();
            lock (_gate) _queues.Remove(queue);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            Trim();
        }
    }

    /// <summary>Sizes with five significant bits: a sixteenth is wasted at most, and columns of nearly equal length share blocks.</summary>
    private static long RoundUp(long bytes)
    {
        var step = 1L << Math.Max(8, BitOperations.Log2((ulong)bytes) - 4);
        return (bytes + step - 1) / step * step;
    }

    private void Keep(DeviceBlock block, (QueueProgress Queue, long Mark)[] pending)
    {
        if (_disposed) return;
        if (!_returned.TryGetValue(block.Size, out var blocks)) _returned.Add(block.Size, blocks = []);
        blocks.Add(new Returned(block, pending));
    }

    /// <summary>A block of this size that was given back. One that streams may still use is waited for rather than another allocated, if others will use it.</summary>
    private DeviceBlock? Reuse(long size, QueueProgress? user)
    {
        if (!_returned.TryGetValue(size, out var blocks) || blocks.Count == 0) return null;
        var at = blocks.FindIndex(returned => returned.IsFreeFor(user));
        if (at < 0)
        {
            if (user is not null) return null;
            at = 0;
            foreach (var (queue, mark) in blocks[at].Pending)
                if (!queue.HasPassed(mark)) queue.Wait();
        }

        var block = blocks[at].Block;
        blocks.RemoveAt(at);
        return block;
    }

    private DeviceBlock? TryAllocate(long size)
    {
        if (_taken + size > Limit) return null;
        try
        {
            var block = new DeviceBlock(accelerator.Allocate1D<byte>(size), size);
            _taken += size;
            return block;
        }
        catch (Exception e) when (GpuFailure.IsOutOfMemory(e))
        {
            return null;
        }
    }

    private void Free(DeviceBlock block)
    {
        block.Buffer.Dispose();
        _taken -= block.Size;
    }

    /// <summary>Sends a page to the host. Nothing queued uses it: it is not pinned, and the queues were waited for after it last was.</summary>
    private bool Evict()
    {
        if (_pages.Where(page => page.Pins == 0 && page.Block is not null).MinBy(page => page.LastUse) is not { } oldest) return false;
        Free(oldest.Leave(accelerator.DefaultStream));
        Evictions++;
        return true;
    }

    /// <summary>Frees what was given back, after all queues were waited for or the device is at its end.</summary>
    private void Trim()
    {
        foreach (var blocks in _returned.Values)
        {
            foreach (var returned in blocks) Free(returned.Block);
            blocks.Clear();
        }
    }

    private sealed record Returned(DeviceBlock Block, (QueueProgress Queue, long Mark)[] Pending)
    {
        public bool IsFreeFor(QueueProgress? user) => Array.TrueForAll(Pending, use => use.Queue == user || use.Queue.HasPassed(use.Mark));
    }
}

/// <summary>A piece of device memory.</summary>
internal sealed record DeviceBlock(MemoryBuffer1D<byte, Stride1D.Dense> Buffer, long Size)
{
    /// <summary>The first <paramref name="count"/> elements of type <typeparamref name="T"/>.</summary>
    public ArrayView<T> View<T>(long count)
        where T : unmanaged => Buffer.View.BaseView.SubView(0, count * Interop.SizeOf<T>()).Cast<T>();
}

using System.Numerics;
using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;

namespace ZkAccel.Gpu;

/// <summary>
/// Memory of a device. A block that is given back may still be in use by work that was queued earlier, so it waits until every queue
/// has passed the point where it stood then; and it is kept for the next block of its size, because allocating on a GPU stops the device. Where no room
/// is left, pages that nobody uses at the moment go to the host, those first that were used longest ago.
/// </summary>
/// <param name="accelerator">The device.</param>
/// <param name="limit">Bytes to take at most.</param>
internal sealed class DeviceMemory(ILGPU.Runtime.Accelerator accelerator, long limit) : IDisposable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<long, Stack<DeviceBlock>> _free = [];
    private readonly List<Retired> _retired = [];
    private readonly List<QueueProgress> _queues = [];
    private readonly HashSet<DevicePage> _pages = [];
    private long _uses;
    private long _taken;
    private bool _disposed;

    /// <summary>Bytes that all blocks together may take.</summary>
    public long Limit { get; } = Math.Min(limit, accelerator.MemorySize);

    /// <summary>Pages that went to the host so far.</summary>
    public int Evictions { get; private set; }

    /// <summary>A block of at least <paramref name="bytes"/>, its contents undefined.</summary>
    /// <exception cref="DeviceMemoryException">No room, even after everything unused was freed and every page that is not pinned went to the host.</exception>
    public DeviceBlock Rent(long bytes)
    {
        var size = RoundUp(bytes);
        lock (_gate)
        {
            Sweep();
            if (_free.TryGetValue(size, out var blocks) && blocks.TryPop(out var block)) return block;
            if (TryAllocate(size) is { } fresh) return fresh;
            foreach (var queue in _queues) queue.Wait();
            Sweep();
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
            var block = Rent((long)count * Fr.ByteLength);
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
            if (page.Block is null) page.Enter(Rent(page.Bytes), accelerator.DefaultStream);
            page.Pins++;
            page.LastUse = ++_uses;
            return page.Block!;
        }
    }

    /// <summary>The page may go again, after everything that was issued with it.</summary>
    public void Unpin(DevicePage page)
    {
        lock (_gate) page.Pins--;
    }

    public void Remove(DevicePage page)
    {
        lock (_gate)
        {
            _pages.Remove(page);
            if (page.Block is { } block) Return(block);
        }
    }

    /// <summary>Gives a block back; queued work may still use it.</summary>
    public void Return(DeviceBlock block)
    {
        lock (_gate)
        {
            if (_disposed) return;
            var pending = _queues.Where(queue => !queue.IsDone).Select(queue => (queue, queue.Issued)).ToArray();
            _retired.Add(new Retired(block, pending));
            Sweep();
        }
    }

    public QueueProgress Enter(AcceleratorStream stream)
    {
        var queue = new QueueProgress(stream);
        lock (_gate) _queues.Add(queue);
        return queue;
    }

    /// <summary>Forgets a queue whose work is done.</summary>
    public void Leave(QueueProgress queue)
    {
        lock (_gate) _queues.Remove(queue);
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _disposed = true;
            foreach (var retired in _retired) Free(retired.Block);
            _retired.Clear();
            Trim();
        }
    }

    /// <summary>Sizes with three significant bits: at most a quarter is wasted, and columns of nearly equal length share blocks.</summary>
    private static long RoundUp(long bytes)
    {
        var step = 1L << Math.Max(8, BitOperations.Log2((ulong)bytes) - 2);
        return (bytes + step - 1) / step * step;
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

    private void Sweep()
    {
        for (var i = _retired.Count - 1; i >= 0; i--)
        {
            var retired = _retired[i];
            if (!Array.TrueForAll(retired.Pending, point => point.Queue.Completed >= point.Issued)) continue;
            _retired.RemoveAt(i);
            if (!_free.TryGetValue(retired.Block.Size, out var blocks)) _free.Add(retired.Block.Size, blocks = new Stack<DeviceBlock>());
            blocks.Push(retired.Block);
        }
    }

    private void Trim()
    {
        foreach (var blocks in _free.Values)
            while (blocks.TryPop(out var block)) Free(block);
    }

    private sealed record Retired(DeviceBlock Block, (QueueProgress Queue, long Issued)[] Pending);
}

/// <summary>A piece of device memory.</summary>
internal sealed record DeviceBlock(MemoryBuffer1D<byte, Stride1D.Dense> Buffer, long Size)
{
    /// <summary>The first <paramref name="count"/> elements of type <typeparamref name="T"/>.</summary>
    public ArrayView<T> View<T>(long count)
        where T : unmanaged => Buffer.View.BaseView.SubView(0, count * Interop.SizeOf<T>()).Cast<T>();
}

/// <summary>How far a queue has come: calls issued, and those known to be done.</summary>
internal sealed class QueueProgress(AcceleratorStream stream)
{
    private long _issued;
    private long _completed;

    public long Issued => Volatile.Read(ref _issued);

    public long Completed => Volatile.Read(ref _completed);

    public bool IsDone => Completed >= Issued;

    /// <summary>To be called before work is handed to the stream.</summary>
    public void Issue() => Interlocked.Increment(ref _issued);

    /// <summary>Waits for the stream; whatever was issued before is done then.</summary>
    public void Wait()
    {
        var issued = Issued;
        stream.Synchronize();
        var completed = Completed;
        while (completed < issued)
        {
            var seen = Interlocked.CompareExchange(ref _completed, issued, completed);
            if (seen == completed) break;
            completed = seen;
        }
    }
}

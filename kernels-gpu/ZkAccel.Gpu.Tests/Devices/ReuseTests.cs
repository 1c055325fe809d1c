using ILGPU;
using ILGPU.Runtime.CPU;
using Xunit;

namespace ZkAccel.Gpu.Tests;

/// <summary>Memory that was given back is not handed to anyone while a stream may still use it. Streams are feigned, since those of the emulation are never late.</summary>
public sealed class ReuseTests : IDisposable
{
    private const int Bytes = 4096;
    private readonly Context _context = GpuBackend.CreateContext(builder => builder.CPU(new CPUDevice(2, 1, 1)));
    private readonly ILGPU.Runtime.Accelerator _accelerator;
    private readonly DeviceMemory _memory;

    public ReuseTests()
    {
        _accelerator = _context.GetCPUDevice(0).CreateCPUAccelerator(_context);
        _memory = new DeviceMemory(_accelerator, 1 << 20);
    }

    public void Dispose()
    {
        _memory.Dispose();
        _accelerator.Dispose();
        _context.Dispose();
    }

    [Fact]
    public void A_stream_has_its_own_scratch_back_at_once()
    {
        var (stream, waits) = Stream();
        var block = _memory.Rent(Bytes, stream);
        _memory.Return(block, stream);
        Assert.Same(block, _memory.Rent(Bytes, stream));
        Assert.Equal(0, waits());
    }

    [Fact]
    public void Another_stream_has_it_after_a_wait_that_began_later()
    {
        var (stream, _) = Stream();
        var (other, _) = Stream();
        var block = _memory.Rent(Bytes, stream);
        stream.Wait();
        _memory.Return(block, stream);
        var second = _memory.Rent(Bytes, other);
        Assert.NotSame(block, second);
        stream.Wait();
        Assert.Same(block, _memory.Rent(Bytes, other));
    }

    /// <summary>A wait within a call, by itself or by another thread that needs room, covers nothing that the call hands over afterwards.</summary>
    [Fact]
    public void A_wait_in_the_middle_of_a_call_frees_nothing_that_the_call_gives_back()
    {
        QueueProgress stream = null!;
        DeviceBlock given = null!;
        var late = false;
        stream = _memory.Enter(() =>
        {
            if (!late) return;
            late = false;
            _memory.Return(given, stream);
        });
        var (other, _) = Stream();
        given = _memory.Rent(Bytes, stream);
        late = true;
        stream.Wait();
        Assert.NotSame(given, _memory.Rent(Bytes, other));
    }

    [Fact]
    public void A_column_waits_for_the_stream_whose_scratch_it_takes()
    {
        var (stream, waits) = Stream();
        var block = _memory.Rent(Bytes, stream);
        _memory.Return(block, stream);
        Assert.Same(block, _memory.AddPage(Bytes / 32).Block);
        Assert.Equal(1, waits());
    }

    [Fact]
    public void A_freed_column_waits_for_those_that_used_it_and_for_no_other()
    {
        var (stream, waits) = Stream();
        var (idle, idleWaits) = Stream();
        var page = _memory.AddPage(Bytes / 32);
        var block = _memory.Pin(page);
        _memory.Unpin(page, stream);
        _memory.Remove(page);
        Assert.NotSame(block, _memory.Rent(Bytes, idle));
        Assert.Same(block, _memory.Rent(Bytes, user: null));
        Assert.Equal((1, 0), (waits(), idleWaits()));
    }

    [Fact]
    public void A_column_remembers_only_streams_that_may_still_use_it()
    {
        var page = _memory.AddPage(Bytes / 32);
        for (var i = 0; i < 10; i++)
        {
            var (stream, _) = Stream();
            _memory.Pin(page);
            _memory.Unpin(page, stream);
            _memory.Leave(stream);
        }

        var (late, _) = Stream();
        var (second, _) = Stream();
        foreach (var user in (QueueProgress[])[late, second, late])
        {
            _memory.Pin(page);
            _memory.Unpin(page, user);
        }

        Assert.True(page.Users.Keys.ToHashSet().SetEquals([late, second]));
    }

    [Fact]
    public void What_any_stream_may_have_used_waits_for_all()
    {
        var (_, waits) = Stream();
        var (_, otherWaits) = Stream();
        var block = _memory.Rent(Bytes, user: null);
        _memory.Return(block, user: null);
        Assert.Same(block, _memory.Rent(Bytes, user: null));
        Assert.Equal((1, 1), (waits(), otherWaits()));
    }

    [Fact]
    public void A_stream_that_failed_does_not_keep_its_memory()
    {
        var failing = _memory.Enter(() => throw new InvalidOperationException());
        var block = _memory.Rent(Bytes, failing);
        _memory.Return(block, failing);
        Assert.Throws<InvalidOperationException>(() => _memory.Leave(failing));
        Assert.Same(block, _memory.Rent(Bytes, user: null));
    }

    private (QueueProgress Stream, Func<int> Waits) Stream()
    {
        var waits = 0;
        return (_memory.Enter(() => waits++), () => waits);
    }
}

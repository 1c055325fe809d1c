namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// A slice as whole blocks. A slice on block borders is seen in place; any other is copied to scratch, and back when it was
/// opened for writing. Lanes past the end read as zero and are zeroed after writing.
/// </summary>
internal readonly unsafe struct BlockView : IDisposable
{
    private const int Block = Modulus.Block;
    private readonly CpuScalarBuffer buffer;
    private readonly ScratchPool.Lease staging;
    private readonly int offset;
    private readonly bool staged, write;

    private BlockView(ScratchPool pool, ScalarSlice slice, bool read, bool write)
    {
        buffer = (CpuScalarBuffer)slice.Buffer;
        offset = slice.Offset;
        Count = slice.Count;
        this.write = write;
        staged = offset % 8 != 0 || (Count % 8 != 0 && offset + Count != buffer.Count);
        if (!staged)
        {
            Data = buffer.Words + offset / 8 * (long)Block;
            return;
        }

        staging = pool.Rent(Blocks * Block * sizeof(long));
        Data = staging.Words;
        if (read) Columns.Gather(Data, buffer.Words, offset, offset + Count, Blocks);
        if (read) Columns.ClearTail(Data, Count);
    }

    internal long* Data { get; }

    /// <summary>Elements.</summary>
    internal int Count { get; }

    /// <summary>Blocks, the last perhaps partly filled.</summary>
    internal long Blocks => (Count + 7L) / 8;

    internal static BlockView Read(ScratchPool pool, ScalarSlice slice) => new(pool, slice, read: true, write: false);

    internal static BlockView Write(ScratchPool pool, ScalarSlice slice) => new(pool, slice, read: false, write: true);

    internal static BlockView ReadWrite(ScratchPool pool, ScalarSlice slice) => new(pool, slice, read: true, write: true);

    public void Dispose()
    {
        if (!staged)
        {
            if (write) Columns.ClearTail(Data, Count);
        }
        else
        {
            if (write) Columns.Scatter(buffer.Words, offset, Data, Count);
            staging.Dispose();
        }

        GC.KeepAlive(buffer);
    }
}

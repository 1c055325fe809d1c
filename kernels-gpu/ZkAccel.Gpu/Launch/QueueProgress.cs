namespace ZkAccel.Gpu;

/// <summary>
/// How far a stream has come. A mark is drawn after work was handed to the stream, and passed when a wait that began after it has ended: a wait in the
/// middle of a call says nothing of what the call hands over afterwards.
/// </summary>
/// <param name="synchronize">Waits for everything that the stream has.</param>
internal sealed class QueueProgress(Action synchronize)
{
    private long _drawn;
    private long _passed;

    public long Mark() => Interlocked.Increment(ref _drawn);

    public bool HasPassed(long mark) => Volatile.Read(ref _passed) >= mark;

    public void Wait()
    {
        var drawn = Volatile.Read(ref _drawn);
        synchronize();
        Pass(drawn);
    }

    /// <summary>Nothing will come any more, and what came is done or lost.</summary>
    public void Close() => Pass(long.MaxValue);

    private void Pass(long mark)
    {
        var passed = Volatile.Read(ref _passed);
        while (passed < mark)
        {
            var seen = Interlocked.CompareExchange(ref _passed, mark, passed);
            if (seen == passed) return;
            passed = seen;
        }
    }
}

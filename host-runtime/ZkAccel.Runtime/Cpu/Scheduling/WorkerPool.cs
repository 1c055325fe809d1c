namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// The threads of one device. Each is tied to its own processor where the system allows it: some schedulers keep runnable threads
/// together on one. A pool of one thread has no thread of its own: work runs on the caller's.
/// </summary>
internal sealed class WorkerPool : IDisposable
{
    [ThreadStatic]
    private static bool isWorker;

    private readonly Thread[] workers;
    private readonly SemaphoreSlim wake = new(0), done = new(0);
    private readonly Lock gate = new();
    private Action<int>? job;
    private int parts, next, running;
    private Exception? failure;
    private bool stopping;

    internal WorkerPool(int threads, bool pin)
    {
        Threads = threads;
        workers = new Thread[threads > 1 ? threads : 0];
        int[] processors = pin ? Affinity.Allowed() : [];
        for (int i = 0; i < workers.Length; i++)
        {
            int processor = processors.Length == 0 ? -1 : processors[i % processors.Length];
            workers[i] = new Thread(() => Work(processor)) { IsBackground = true, Name = $"zkaccel cpu {i}" };
            workers[i].Start();
        }
    }

    /// <summary>Parts of one job that can run at once.</summary>
    internal int Threads { get; }

    /// <summary>
    /// Runs <paramref name="body"/> for 0..count-1 in any order and returns when all are done. The first failure stops the handing
    /// out of parts and is thrown here. Called inside a part, it runs in place.
    /// </summary>
    internal void Run(int count, Action<int> body)
    {
        if (workers.Length == 0 || count <= 1 || isWorker)
        {
            for (int i = 0; i < count; i++) body(i);
            return;
        }

        lock (gate)
        {
            ObjectDisposedException.ThrowIf(stopping, this);
            job = body;
            parts = count;
            next = 0;
            failure = null;
            int helpers = Math.Min(count, workers.Length);
            running = helpers;
            wake.Release(helpers);
            done.Wait();
            job = null;
            if (failure is { } error) System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(error);
        }
    }

    public void Dispose()
    {
        lock (gate)
        {
            if (stopping) return;
            stopping = true;
        }

        if (workers.Length > 0) wake.Release(workers.Length);
        foreach (var worker in workers) worker.Join();
        wake.Dispose();
        done.Dispose();
    }

    private void Work(int processor)
    {
        isWorker = true;
        if (processor >= 0) Affinity.Pin(processor);
        while (true)
        {
            wake.Wait();
            if (stopping) return;
            try
            {
                for (int part; (part = Interlocked.Increment(ref next) - 1) < parts && failure is null;) job!(part);
            }
#pragma warning disable CA1031 // carried to the thread that waits in Run
            catch (Exception error)
#pragma warning restore CA1031
            {
                Interlocked.CompareExchange(ref failure, error, null);
            }

            if (Interlocked.Decrement(ref running) == 0) done.Release();
        }
    }
}

using System.Globalization;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Conformance;

/// <summary>The device under test, its twin, sample values and comparisons; what a case allocates is freed with it.</summary>
internal sealed class Bench : IDisposable
{
    private readonly IAccelerator _reference = Accelerators.Open("reference");
    private readonly List<IDisposable> _owned = [];

    public Bench(IAccelerator device, ConformanceLimits limits)
    {
        Device = device;
        Limits = limits;
        Samples = new Samples(limits.Seed);
    }

    public IAccelerator Device { get; }

    public ConformanceLimits Limits { get; }

    public Samples Samples { get; }

    /// <summary>Another device: what it makes is foreign to the one under test.</summary>
    public IAccelerator Foreign => _reference;

    public T Own<T>(T owned)
        where T : IDisposable
    {
        _owned.Add(owned);
        return owned;
    }

    public IQueue Queue() => Own(Device.CreateQueue());

    public ScalarBuffer Buffer(int count) => Own(Device.Allocate(count));

    /// <summary>A new buffer that holds <paramref name="values"/>.</summary>
    public ScalarSlice Resident(IQueue queue, Fr[] values) => Resident(Device, queue, values);

    public ScalarSlice Resident(IAccelerator device, IQueue queue, Fr[] values)
    {
        var buffer = Own(device.Allocate(values.Length));
        queue.Upload(values, buffer.All);
        return buffer.All;
    }

    /// <summary>Runs one script on the twin and on the device and compares the scalars it returns.</summary>
    public async Task Twin(string what, Func<IAccelerator, IQueue, Task<Fr[]>> script)
    {
        using var expectedQueue = _reference.CreateQueue();
        using var actualQueue = Device.CreateQueue();
        Same(what, await script(_reference, expectedQueue).ConfigureAwait(false), await script(Device, actualQueue).ConfigureAwait(false));
    }

    public static async Task<Fr[]> Read(IQueue queue, ScalarSlice slice)
    {
        var values = new Fr[slice.Count];
        await queue.Download(slice, values).ConfigureAwait(false);
        return values;
    }

    public static void Same<T>(string what, ReadOnlySpan<T> expected, ReadOnlySpan<T> actual)
        where T : IEquatable<T>
    {
        Require(expected.Length == actual.Length, $"{what}: {actual.Length} values instead of {expected.Length}");
        for (var i = 0; i < expected.Length; i++)
            if (!expected[i].Equals(actual[i]))
                throw new ConformanceException(
                    string.Create(CultureInfo.InvariantCulture, $"{what}: at {i} of {expected.Length}: expected {expected[i]}, got {actual[i]}"));
    }

    public static void Same<T>(string what, T[] expected, T[] actual)
        where T : IEquatable<T> => Same<T>(what, expected.AsSpan(), actual.AsSpan());

    public static void Require(bool condition, string what)
    {
        if (!condition) throw new ConformanceException(what);
    }

    /// <summary>Checks that <paramref name="action"/> fails with <typeparamref name="TException"/> (or a kind of it).</summary>
    public static async Task<TException> Throws<TException>(string what, Func<Task> action)
        where TException : Exception
    {
        try
        {
            await action().ConfigureAwait(false);
        }
        catch (TException exception)
        {
            return exception;
        }
        catch (Exception exception) when (exception is not ConformanceException)
        {
            throw new ConformanceException($"{what}: {exception.GetType().Name} instead of {typeof(TException).Name}", exception);
        }

        throw new ConformanceException($"{what}: accepted, {typeof(TException).Name} expected");
    }

    public static Task<TException> Throws<TException>(string what, Action action)
        where TException : Exception => Throws<TException>(what, () =>
        {
            action();
            return Task.CompletedTask;
        });

    public void Dispose()
    {
        for (var i = _owned.Count - 1; i >= 0; i--) _owned[i].Dispose();
        _reference.Dispose();
        Device.Dispose();
    }
}

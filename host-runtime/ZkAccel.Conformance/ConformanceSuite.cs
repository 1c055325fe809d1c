using ZkAccel.Runtime;

namespace ZkAccel.Conformance;

/// <summary>
/// The laws of the accelerator interface, as named cases that any device runs. Small sizes are compared with
/// the device <c>reference</c>, large ones with identities. Knows no test framework: a test project turns names into rows.
/// </summary>
public static class ConformanceSuite
{
    /// <summary>The names of the cases for <paramref name="limits"/>, in a stable order.</summary>
    public static IReadOnlyList<string> Names(ConformanceLimits limits) => [.. Cases(limits).Select(law => law.Name)];

    /// <summary>
    /// Runs one case on a device that <paramref name="open"/> makes; the case disposes it. A case about an operation that the device declares
    /// missing checks that it is refused.
    /// </summary>
    /// <exception cref="ConformanceException">The device breaks the law.</exception>
    /// <exception cref="ArgumentException">No case of that name.</exception>
    public static async Task RunAsync(string name, Func<IAccelerator> open, ConformanceLimits limits)
    {
        ArgumentNullException.ThrowIfNull(open);
        var law = Cases(limits).FirstOrDefault(law => law.Name == name) ?? throw new ArgumentException($"no case '{name}'", nameof(name));
        using var bench = new Bench(open(), limits);
        var missing = law.Needs.Where(operation => bench.Device.Info.Missing.Contains(operation)).ToList();
        try
        {
            if (missing.Count == 0) await law.Run(bench).ConfigureAwait(false);
            else foreach (var operation in missing) await RefusalCases.Missing(bench, operation).ConfigureAwait(false);
        }
        catch (ConformanceException exception)
        {
            throw new ConformanceException($"{bench.Device.Info.Name}: {name}: {exception.Message}", exception);
        }
        catch (Exception exception)
        {
            throw new ConformanceException(
                $"{bench.Device.Info.Name}: {name}: unexpected {exception.GetType().Name}: {exception.Message}", exception);
        }
    }

    private static IEnumerable<Law> Cases(ConformanceLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        ArgumentOutOfRangeException.ThrowIfNegative(limits.MaxLogN, nameof(limits));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limits.MaxLogN, 24, nameof(limits));
        return
        [
            .. TransferCases.All(),
            .. NttCases.All(limits),
            .. RowCases.All(),
            .. VectorCases.All(),
            .. CommitCases.All(limits),
            .. RefusalCases.All(),
            .. QueueCases.All(),
        ];
    }
}

/// <summary>One named law and the operations it needs beside Upload and Download.</summary>
internal sealed record Law(string Name, Func<Bench, Task> Run, params OperationKind[] Needs);

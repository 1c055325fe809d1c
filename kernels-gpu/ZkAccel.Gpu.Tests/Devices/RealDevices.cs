using System.Collections.Concurrent;
using Xunit;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>The first device of each kind of GPU that opens on this machine. Where there is none, the test that wants it is skipped with what the kind says.</summary>
internal static class RealDevices
{
    private static readonly Lazy<(string Kind, string? Name, string Reason)[]> Found = new(() => [.. new[] { "cuda", "opencl" }.Select(Find)]);

    private static readonly ConcurrentDictionary<string, IAccelerator> Opened = new();

    /// <summary>A row for each kind and item; a single skipped row for a kind without a device.</summary>
    public static IEnumerable<TheoryDataRow<string, string>> Rows(IEnumerable<string> items) => Found.Value.SelectMany(device => device.Name is { } name
        ? items.Select(item => new TheoryDataRow<string, string>(name, item))
        : [new TheoryDataRow<string, string>(device.Kind, "") { Skip = device.Reason }]);

    /// <summary>The device, opened once for all tests that take it so.</summary>
    public static IAccelerator Lend(string name) => new Borrowed(Opened.GetOrAdd(name, Accelerators.Open));

    private static (string Kind, string? Name, string Reason) Find(string kind)
    {
        GpuDevices.Register();
        var reason = "";
        foreach (var name in Accelerators.Kinds.Single(known => known.Name == kind).Probe())
        {
            try
            {
                Accelerators.Open(name).Dispose();
                return (kind, name, "");
            }
            catch (AcceleratorException error)
            {
                reason = error.Message;
            }
        }

        return (kind, null, reason);
    }
}

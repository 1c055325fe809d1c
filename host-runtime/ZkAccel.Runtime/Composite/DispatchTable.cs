using System.Globalization;
using System.Numerics;
using System.Text;

namespace ZkAccel.Runtime;

/// <summary>Where one operation goes, for a range of sizes.</summary>
/// <param name="Operation">The operation. Upload is where fresh data is put; Download reads whatever replica is valid.</param>
/// <param name="MinLogN">Smallest size class: columns of at most 2^MinLogN elements.</param>
/// <param name="MaxLogN">Largest size class.</param>
/// <param name="Device">Name of the device.</param>
public readonly record struct DispatchRow(OperationKind Operation, int MinLogN, int MaxLogN, string Device);

/// <summary>
/// For each operation and size class the devices in order of merit, fixed at construction. An operation goes to the first one that
/// supports its exact size.
/// </summary>
internal sealed class DispatchTable
{
    public const int MaxLogN = 28;

    /// <summary>What a device can be chosen for.</summary>
    public static ReadOnlySpan<OperationKind> Computing =>
    [
        OperationKind.Ntt, OperationKind.Run, OperationKind.Invert, OperationKind.Scan,
        OperationKind.Recur, OperationKind.Divide, OperationKind.Commit, OperationKind.Evaluate,
    ];

    private readonly IReadOnlyList<IAccelerator> _devices;
    private readonly Dictionary<(OperationKind, int), int[]> _ranking = [];

    /// <summary>A table from <paramref name="cost"/>: lower is better, equal costs keep the order of the devices.</summary>
    public DispatchTable(IReadOnlyList<IAccelerator> devices, Func<OperationKind, int, int, double> cost)
    {
        _devices = devices;
        for (var logN = 0; logN <= MaxLogN; logN++)
        {
            foreach (var operation in Computing)
            {
                var size = logN;
                var costs = Enumerable.Range(0, devices.Count).Select(device => cost(operation, size, device)).ToArray();
                _ranking[(operation, logN)] = [.. Enumerable.Range(0, devices.Count).OrderBy(device => costs[device])];
            }

            // Fresh columns are transformed or combined first: put them where that happens.
            _ranking[(OperationKind.Upload, logN)] = _ranking[(OperationKind.Ntt, logN)];
        }
    }

    /// <summary>The device for columns of <paramref name="count"/> elements, or -1.</summary>
    public int Choose(OperationKind operation, int count)
    {
        foreach (var device in _ranking[(operation, SizeClass(count))])
            if (_devices[device].Info.Supports(operation, count)) return device;
        return -1;
    }

    /// <summary>Every device that some size of <paramref name="operation"/> can go to.</summary>
    public IEnumerable<int> Choices(OperationKind operation) =>
        Enumerable.Range(0, MaxLogN + 1).Select(logN => Choose(operation, 1 << logN)).Where(device => device >= 0).Distinct();

    public IReadOnlyList<DispatchRow> Rows()
    {
        var rows = new List<DispatchRow>();
        foreach (var operation in (ReadOnlySpan<OperationKind>)[OperationKind.Upload, .. Computing])
            for (var logN = 0; logN <= MaxLogN; logN++)
            {
                var device = Choose(operation, 1 << logN);
                if (device < 0) continue;
                var name = _devices[device].Info.Name;
                if (rows.Count > 0 && rows[^1].Operation == operation && rows[^1].Device == name && rows[^1].MaxLogN == logN - 1)
                    rows[^1] = rows[^1] with { MaxLogN = logN };
                else
                    rows.Add(new DispatchRow(operation, logN, logN, name));
            }

        return rows;
    }

    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var row in Rows())
            text.AppendLine(CultureInfo.InvariantCulture, $"{row.Operation,-10} 2^{row.MinLogN} to 2^{row.MaxLogN}: {row.Device}");
        return text.ToString();
    }

    private static int SizeClass(int count) => count <= 1 ? 0 : Math.Min(MaxLogN, BitOperations.Log2((uint)(count - 1)) + 1);
}

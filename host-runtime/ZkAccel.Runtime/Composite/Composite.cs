using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// Several devices as one. Each operation and size goes to a device that is fixed at construction (<see cref="Table"/>); a buffer has a
/// replica on every device that touched it, and a replica is refreshed only when it is read there. Nothing falls back: an error of a
/// device is the error of the operation. Owns the devices.
/// </summary>
/// <remarks>
/// A basis lives on one device, chosen by its length. Moving data from device to device goes through the host and is waited for.
/// </remarks>
public sealed class Composite : Accelerator
{
    private readonly IAccelerator[] _devices;
    private readonly DispatchTable _table;
    private long _migrated;

    private Composite(IAccelerator[] devices, DispatchTable table)
        : base(Describe(devices, table))
    {
        _devices = devices;
        _table = table;
    }

    /// <summary>Where everything goes: one row for each operation and range of sizes.</summary>
    public IReadOnlyList<DispatchRow> Table => _table.Rows();

    /// <summary>Elements that moved from one device to another so far.</summary>
    public long MigratedElements => Interlocked.Read(ref _migrated);

    internal IReadOnlyList<IAccelerator> Devices => _devices;

    /// <summary>The first device, in the order given, that supports an operation at a size does it.</summary>
    /// <exception cref="ArgumentException">No device, or more than 32, or one given twice.</exception>
    public static Composite Over(params IAccelerator[] devices)
    {
        var own = Checked(devices);
        return new Composite(own, new DispatchTable(own, (_, _, device) => device));
    }

    /// <summary>
    /// Times every operation on every device up to 2^<paramref name="maxLogN"/> elements (0 to 24); the fastest that supports an operation
    /// at a size does it. Beyond that, times are grown as between the last two sizes. Takes seconds; results do not depend on it.
    /// </summary>
    /// <exception cref="ArgumentException">No device, or more than 32, or one given twice.</exception>
    public static Composite Measured(int maxLogN, params IAccelerator[] devices)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(maxLogN);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(maxLogN, 24);
        var own = Checked(devices);
        return new Composite(own, new DispatchTable(own, new Calibration(own, maxLogN).Cost));
    }

    /// <inheritdoc/>
    protected override ScalarBuffer AllocateCore(int count) => new CompositeBuffer(this, count);

    /// <inheritdoc/>
    protected override PointBasis LoadCore(ReadOnlySpan<G1Affine> points, BasisPlan plan)
    {
        var device = Choose(OperationKind.Commit, points.Length);
        return new CompositeBasis(this, device, _devices[device].Load(points, plan));
    }

    /// <inheritdoc/>
    protected override NttPlan PlanCore(int logN)
    {
        var device = Choose(OperationKind.Ntt, 1 << logN);
        return new CompositePlan(this, device, _devices[device].Plan(logN));
    }

    /// <inheritdoc/>
    protected override RowProgram CompileCore(RowExpression expression, RowCode code)
    {
        var programs = new RowProgram?[_devices.Length];
        foreach (var device in _table.Choices(OperationKind.Run)) programs[device] = _devices[device].Compile(expression);
        return new CompositeProgram(this, code, programs);
    }

    /// <inheritdoc/>
    protected override IQueue CreateQueueCore(CancellationToken cancellation) => new CompositeQueue(this, cancellation);

    /// <inheritdoc/>
    protected override void Release()
    {
        foreach (var device in _devices) device.Dispose();
    }

    internal int Choose(OperationKind operation, int count)
    {
        var device = _table.Choose(operation, count);
        return device >= 0
            ? device
            : throw Error(operation.ToString(), AcceleratorError.NotSupported, $"no device takes {count} elements");
    }

    internal void Migrated(int count) => Interlocked.Add(ref _migrated, count);

    private static IAccelerator[] Checked(IAccelerator[] devices)
    {
        ArgumentNullException.ThrowIfNull(devices);
        if (devices.Length is < 1 or > 32) throw new ArgumentException($"{devices.Length} devices; 1 to 32 can be joined", nameof(devices));
        for (var i = 0; i < devices.Length; i++)
        {
            ArgumentNullException.ThrowIfNull(devices[i], nameof(devices));
            if (Array.IndexOf(devices, devices[i]) != i) throw new ArgumentException($"device {i} is given twice", nameof(devices));
        }

        return [.. devices];
    }

    private static AcceleratorInfo Describe(IAccelerator[] devices, DispatchTable table)
    {
        var infos = devices.Select(device => device.Info).ToArray();
        var missing = new List<OperationKind>();
        foreach (var operation in DispatchTable.Computing)
            if (Array.TrueForAll(infos, info => info.Missing.Contains(operation))) missing.Add(operation);
        return new AcceleratorInfo(string.Join('+', infos.Select(info => info.Name)), "composite")
        {
            Threads = infos.Max(info => info.Threads),
            MemoryBytes = Array.Exists(infos, info => info.MemoryBytes == 0) ? 0 : infos.Sum(info => info.MemoryBytes),
            MaxLogNtt = Best(OperationKind.Ntt, info => info.MaxLogNtt),
            MaxPoints = Best(OperationKind.Commit, info => info.MaxPoints),
            Missing = missing,
            Notes = table.ToString(),
        };

        int Best(OperationKind operation, Func<AcceleratorInfo, int> limit) =>
            infos.Where(info => !info.Missing.Contains(operation)).Select(limit).DefaultIfEmpty().Max();
    }
}

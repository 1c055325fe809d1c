namespace ZkAccel.Runtime;

/// <summary>Replicas on the devices, made when first needed, and which parts of them are current.</summary>
internal sealed class CompositeBuffer : ScalarBuffer
{
    private readonly Composite _owner;
    private readonly ScalarBuffer?[] _replicas;

    public CompositeBuffer(Composite owner, int count)
        : base(owner, count)
    {
        _owner = owner;
        _replicas = new ScalarBuffer?[owner.Devices.Count];
        Map = new ReplicaMap(count, _replicas.Length);
    }

    /// <summary>Held while replicas are made, refreshed or marked.</summary>
    public Lock Gate { get; } = new();

    public ReplicaMap Map { get; }

    /// <summary>The replica on <paramref name="device"/>, zeroed when new; under <see cref="Gate"/>.</summary>
    public ScalarBuffer Replica(int device) => _replicas[device] ??= _owner.Devices[device].Allocate(Count);

    protected override void Release()
    {
        lock (Gate)
            foreach (var replica in _replicas) replica?.Dispose();
    }
}

internal sealed class CompositeBasis(Composite owner, int device, PointBasis inner) : PointBasis(owner, inner.Count)
{
    public int Device => device;

    public PointBasis Inner => inner;

    protected override void Release() => inner.Dispose();
}

internal sealed class CompositePlan(Composite owner, int device, NttPlan inner) : NttPlan(owner, inner.LogN)
{
    public int Device => device;

    public NttPlan Inner => inner;
}

internal sealed class CompositeProgram(Composite owner, RowCode code, RowProgram?[] programs) : RowProgram(owner, code)
{
    /// <summary>The program of a device that the table sends some size of Run to.</summary>
    public RowProgram On(int device) => programs[device]!;

    protected override void Release()
    {
        foreach (var program in programs) program?.Dispose();
    }
}

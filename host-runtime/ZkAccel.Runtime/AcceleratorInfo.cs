namespace ZkAccel.Runtime;

/// <summary>What a device is and can do.</summary>
/// <param name="Name">Unique name for logs, such as <c>cpu:8</c>.</param>
/// <param name="Kind">Family: the word that <see cref="Accelerators.Open"/> takes, such as <c>cpu</c>.</param>
public sealed record AcceleratorInfo(string Name, string Kind)
{
    /// <summary>Parallel workers, as far as the device tells; at least 1.</summary>
    public int Threads { get; init; } = 1;

    /// <summary>Bytes for resident data; 0 when unknown.</summary>
    public long MemoryBytes { get; init; }

    /// <summary>Largest transform, as a power of two.</summary>
    public int MaxLogNtt { get; init; } = 28;

    /// <summary>Largest point basis.</summary>
    public int MaxPoints { get; init; } = int.MaxValue;

    /// <summary>Operations that the device lacks: they fail with <see cref="AcceleratorError.NotSupported"/>.</summary>
    public IReadOnlyList<OperationKind> Missing { get; init; } = [];

    /// <summary>Free text: kernels chosen, image version, limits.</summary>
    public string Notes { get; init; } = "";

    /// <summary>Whether the device can do <paramref name="operation"/> on columns of <paramref name="count"/> elements.</summary>
    public bool Supports(OperationKind operation, int count)
    {
        for (var i = 0; i < Missing.Count; i++)
            if (Missing[i] == operation) return false;
        return operation switch
        {
            OperationKind.Ntt => count <= 1L << MaxLogNtt,
            OperationKind.Commit => count <= MaxPoints,
            _ => true,
        };
    }
}

/// <summary>The operations of <see cref="IQueue"/>, as names for errors, tables and records.</summary>
public enum OperationKind
{
    /// <summary><see cref="IQueue.Upload(ReadOnlyMemory{ZkAccel.Bn254.Fr}, ScalarSlice)"/>.</summary>
    Upload,

    /// <summary><see cref="IQueue.Ntt"/>.</summary>
    Ntt,

    /// <summary><see cref="IQueue.Run"/>.</summary>
    Run,

    /// <summary><see cref="IQueue.Invert"/>.</summary>
    Invert,

    /// <summary><see cref="IQueue.Scan"/>.</summary>
    Scan,

    /// <summary><see cref="IQueue.Recur"/>.</summary>
    Recur,

    /// <summary><see cref="IQueue.Divide"/>.</summary>
    Divide,

    /// <summary><see cref="IQueue.Commit"/>.</summary>
    Commit,

    /// <summary><see cref="IQueue.Evaluate"/>.</summary>
    Evaluate,

    /// <summary><see cref="IQueue.Download"/>.</summary>
    Download,
}

using System.Globalization;

namespace ZkAccel.Runtime;

/// <summary>One operation that a <see cref="RecordingAccelerator"/> passed on.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Queue">Number of the queue, from 0.</param>
/// <param name="Elements">Elements touched: column length × columns.</param>
/// <param name="Columns">Columns, polynomials or 1.</param>
/// <param name="BytesToDevice">Bytes of the arguments that the host handed over (32 a scalar, 4 a small integer).</param>
/// <param name="BytesToHost">Bytes of the results (32 a scalar, 64 a point).</param>
/// <param name="Elapsed">Time until the call returned or its result came; zero while it is under way.</param>
public readonly record struct OperationRecord(
    OperationKind Kind, int Queue, long Elements, int Columns, long BytesToDevice, long BytesToHost, TimeSpan Elapsed)
{
    /// <summary>Whether columns crossed between host and device.</summary>
    public bool IsTransfer => Kind is OperationKind.Upload or OperationKind.Download;

    /// <inheritdoc/>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Kind} of {Elements} elements in {Columns} columns on queue {Queue}");
}

/// <summary>All operations of one kind together.</summary>
/// <param name="Kind">The operation.</param>
/// <param name="Calls">Number of calls.</param>
/// <param name="Elements">Elements touched.</param>
/// <param name="BytesToDevice">Bytes handed over.</param>
/// <param name="BytesToHost">Bytes that came back.</param>
/// <param name="Elapsed">Sum of the times.</param>
public readonly record struct OperationTotal(
    OperationKind Kind, int Calls, long Elements, long BytesToDevice, long BytesToHost, TimeSpan Elapsed);

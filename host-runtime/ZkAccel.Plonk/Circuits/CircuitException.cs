namespace ZkAccel.Plonk;

/// <summary>A circuit or a witness that is malformed or does not hold; says where.</summary>
public sealed class CircuitException : Exception
{
    /// <summary>An error without a place.</summary>
    public CircuitException()
    {
    }

    /// <summary>An error of the circuit as a whole.</summary>
    public CircuitException(string message)
        : base(message)
    {
    }

    /// <summary>An error caused by another.</summary>
    public CircuitException(string message, Exception inner)
        : base(message, inner)
    {
    }

    /// <summary>An error at a row.</summary>
    public CircuitException(string message, int row, string? place)
        : base(place is null ? $"Row {row}: {message}" : $"Row {row} ({place}): {message}") => (Row, Place) = (row, place);

    /// <summary>The row, or -1.</summary>
    public int Row { get; } = -1;

    /// <summary>What the circuit says of the row, or null.</summary>
    public string? Place { get; }
}

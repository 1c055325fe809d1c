namespace ZkAccel.Runtime;

/// <summary>
/// Resident field elements. How an element is laid out is the device's own affair; only Upload and Download show values.
/// </summary>
public abstract class ScalarBuffer : DeviceHandle, IDisposable
{
    /// <summary>A buffer of <paramref name="count"/> elements on <paramref name="owner"/>.</summary>
    protected ScalarBuffer(Accelerator owner, int count)
        : base(owner)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        Count = count;
    }

    /// <summary>Number of elements, at least 1.</summary>
    public int Count { get; }

    /// <summary>The whole buffer as a slice.</summary>
    public ScalarSlice All => new(this, 0, Count);

    /// <summary>The slice of a range; see <see cref="Slice"/>.</summary>
    public ScalarSlice this[Range range]
    {
        get
        {
            var (offset, length) = range.GetOffsetAndLength(Count);
            return Slice(offset, length);
        }
    }

    /// <summary>A view of <paramref name="count"/> ≥ 1 elements from <paramref name="offset"/>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The view leaves the buffer or is empty.</exception>
    public ScalarSlice Slice(int offset, int count) => All.Slice(offset, count);

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }
}

/// <summary>
/// A non-empty view of a <see cref="ScalarBuffer"/>. Any offset is allowed; a device may be faster at multiples of 8.
/// </summary>
public readonly struct ScalarSlice : IEquatable<ScalarSlice>
{
    internal ScalarSlice(ScalarBuffer buffer, int offset, int count)
    {
        Buffer = buffer;
        Offset = offset;
        Count = count;
    }

    /// <summary>The buffer; null only in <c>default</c>, which every operation refuses.</summary>
    public ScalarBuffer Buffer { get; }

    /// <summary>Index of the first element in the buffer.</summary>
    public int Offset { get; }

    /// <summary>Number of elements.</summary>
    public int Count { get; }

    /// <summary>Same buffer, offset and count.</summary>
    public static bool operator ==(ScalarSlice left, ScalarSlice right) => left.Equals(right);

    /// <summary>Not the same buffer, offset and count.</summary>
    public static bool operator !=(ScalarSlice left, ScalarSlice right) => !left.Equals(right);

    /// <summary>A view of <paramref name="count"/> ≥ 1 elements from <paramref name="offset"/> within this one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The view leaves this slice or is empty.</exception>
    public ScalarSlice Slice(int offset, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(offset);
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - offset);
        return new ScalarSlice(Buffer, Offset + offset, count);
    }

    /// <summary>Whether the two share an element.</summary>
    public bool Overlaps(ScalarSlice other) =>
        ReferenceEquals(Buffer, other.Buffer) && Offset < other.Offset + other.Count && other.Offset < Offset + Count;

    /// <inheritdoc/>
    public bool Equals(ScalarSlice other) =>
        ReferenceEquals(Buffer, other.Buffer) && Offset == other.Offset && Count == other.Count;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ScalarSlice other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Buffer, Offset, Count);

    /// <inheritdoc/>
    public override string ToString() => $"[{Offset}..{Offset + Count})";
}

using System.Globalization;

namespace ZkAccel.Zkml.Graphs;

/// <summary>
/// A static shape: positive dimensions, outermost first, row-major elements. Rank 0 is a scalar. The element count fits
/// an <see cref="int"/>; the importer's limits are lower still.
/// </summary>
public readonly struct Shape : IEquatable<Shape>
{
    private readonly int[]? dims;
    private readonly int count;

    /// <summary>A shape of the given dimensions.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A dimension is below 1 or the product exceeds 2^31-1.</exception>
    public Shape(params ReadOnlySpan<int> dimensions)
    {
        var product = 1L;
        foreach (var d in dimensions)
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(d, 1, nameof(dimensions));
            product *= d;
            ArgumentOutOfRangeException.ThrowIfGreaterThan(product, int.MaxValue, nameof(dimensions));
        }

        dims = dimensions.ToArray();
        count = (int)product;
    }

    /// <summary>Number of dimensions.</summary>
    public int Rank => dims?.Length ?? 0;

    /// <summary>Number of elements.</summary>
    public int Count => dims is null ? 1 : count;

    /// <summary>All dimensions, outermost first.</summary>
    public ReadOnlySpan<int> Dimensions => dims;

    /// <summary>Dimension <paramref name="axis"/>, 0 is the outermost.</summary>
    public int this[int axis] => dims![axis];

    /// <summary>Dimension <paramref name="axis"/>, <c>^1</c> is the innermost.</summary>
    public int this[Index axis] => dims![axis];

    /// <summary>Compares dimensions.</summary>
    public static bool operator ==(Shape left, Shape right) => left.Equals(right);

    /// <summary>Compares dimensions.</summary>
    public static bool operator !=(Shape left, Shape right) => !left.Equals(right);

    /// <summary>Product of the dimensions <paramref name="from"/> (inclusive) to <paramref name="to"/> (exclusive).</summary>
    public int Product(int from, int to)
    {
        var p = 1;
        for (var i = from; i < to; i++) p *= dims![i];
        return p;
    }

    /// <summary>Row-major strides in elements.</summary>
    internal int[] Strides()
    {
        var s = new int[Rank];
        var p = 1;
        for (var i = Rank - 1; i >= 0; i--)
        {
            s[i] = p;
            p *= dims![i];
        }

        return s;
    }

    /// <summary>Coordinates of a row-major element index, as <c>[i,j]</c>.</summary>
    internal string Coordinates(int index)
    {
        var parts = new string[Rank];
        for (var i = Rank - 1; i >= 0; i--)
        {
            (index, var r) = Math.DivRem(index, dims![i]);
            parts[i] = r.ToString(CultureInfo.InvariantCulture);
        }

        return "[" + string.Join(',', parts) + "]";
    }

    /// <inheritdoc/>
    public bool Equals(Shape other) => Dimensions.SequenceEqual(other.Dimensions);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Shape s && Equals(s);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var h = default(HashCode);
        foreach (var d in Dimensions) h.Add(d);
        return h.ToHashCode();
    }

    /// <summary>For example <c>[1,3,32,32]</c>.</summary>
    public override string ToString() => "[" + string.Join(',', dims ?? []) + "]";
}

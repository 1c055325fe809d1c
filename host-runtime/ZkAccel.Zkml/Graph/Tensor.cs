namespace ZkAccel.Zkml.Graphs;

/// <summary>
/// An immutable dense tensor, row-major. All float types are held as binary32 (<see cref="Floats"/>), all integer types and
/// truth values as 64-bit integers (<see cref="Integers"/>); <see cref="Type"/> says what they are in the model.
/// </summary>
public sealed class Tensor
{
    private readonly float[]? floats;
    private readonly long[]? integers;
    private float largest = -1;
    private int? firstZero;

    /// <summary>A float tensor. The array is taken over, not copied.</summary>
    /// <exception cref="ArgumentException">The array's length is not the shape's count, or the type is an integer type.</exception>
    public Tensor(Shape shape, float[] values, ElementType type = ElementType.Float32)
    {
        if (values.Length != shape.Count) throw new ArgumentException($"{values.Length} values for shape {shape}", nameof(values));
        if (!type.IsFloat()) throw new ArgumentException($"{type} is not a float type", nameof(type));
        (Shape, Type, floats) = (shape, type, values);
    }

    /// <summary>An integer tensor. The array is taken over, not copied.</summary>
    /// <exception cref="ArgumentException">The array's length is not the shape's count, or the type is a float type.</exception>
    public Tensor(Shape shape, long[] values, ElementType type = ElementType.Int64)
    {
        if (values.Length != shape.Count) throw new ArgumentException($"{values.Length} values for shape {shape}", nameof(values));
        if (type.IsFloat() || type == ElementType.None) throw new ArgumentException($"{type} is not an integer type", nameof(type));
        (Shape, Type, integers) = (shape, type, values);
    }

    /// <summary>Dimensions.</summary>
    public Shape Shape { get; }

    /// <summary>Element type in the model.</summary>
    public ElementType Type { get; }

    /// <summary>True where <see cref="Floats"/> holds the elements.</summary>
    public bool IsFloat => floats is not null;

    /// <summary>Elements of a float tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds integers.</exception>
    public ReadOnlySpan<float> Floats => FloatArray;

    /// <summary>Elements of an integer tensor.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds floats.</exception>
    public ReadOnlySpan<long> Integers => IntegerArray;

    /// <summary>The float elements as the array that holds them: to be read only.</summary>
    internal float[] FloatArray => floats ?? throw new InvalidOperationException($"a tensor of {Type} holds no floats");

    /// <summary>The integer elements as the array that holds them: to be read only.</summary>
    internal long[] IntegerArray => integers ?? throw new InvalidOperationException($"a tensor of {Type} holds no integers");

    /// <summary>The same elements under another shape of the same count.</summary>
    public Tensor Reshape(Shape shape) =>
        floats is not null ? new Tensor(shape, floats, Type) : new Tensor(shape, integers!, Type);

    /// <summary>The same elements under another type of the same kind (float or integer).</summary>
    internal Tensor As(ElementType type) =>
        type == Type ? this : floats is not null ? new Tensor(Shape, floats, type) : new Tensor(Shape, integers!, type);

    /// <summary>Largest magnitude of a float tensor; computed once.</summary>
    internal float Largest
    {
        get
        {
            if (largest < 0)
            {
                var max = 0f;
                foreach (var v in FloatArray) max = Math.Max(max, Math.Abs(v));
                largest = max;
            }

            return largest;
        }
    }

    /// <summary>Index of the first zero, or -1; computed once.</summary>
    internal int FirstZero => firstZero ??= floats is not null ? Array.IndexOf(floats, 0f) : Array.IndexOf(integers!, 0L);

    /// <summary>Index of the first NaN or infinity, or -1.</summary>
    internal int FirstNonFinite()
    {
        if (floats is null) return -1;
        for (var i = 0; i < floats.Length; i++)
        {
            if (!float.IsFinite(floats[i])) return i;
        }

        return -1;
    }
}

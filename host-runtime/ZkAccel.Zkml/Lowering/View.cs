using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>One term of a form: what is read is ρ^Offset times its share of the digest.</summary>
internal readonly record struct FormTerm(Fr Coefficient, Reading Reading, int Offset)
{
    public Cell Cell => Reading.Cell;
}

/// <summary>A digest as a linear form over cells: Σ coefficient · cell · ρ^(-offset).</summary>
internal sealed record Form(params FormTerm[] Terms)
{
    public static Form Zero { get; } = new();

    public static Form Of(Cell cell, int offset = 0) => new(new FormTerm(Fr.One, new Reading(cell), offset));

    public static Form Of(Trace trace, Digest digest, SegmentEnd at, int offset = 0) =>
        new(new FormTerm(Fr.One, new Reading(trace.Scalars, digest, at), offset));

    public static Form operator +(Form a, Form b) => new([.. a.Terms, .. b.Terms]);

    public Form Scale(Fr factor) => new(Array.ConvertAll(Terms, t => t with { Coefficient = t.Coefficient * factor }));

    /// <summary>The digest of the line with <paramref name="cells"/> zeros in front.</summary>
    public Form Pad(int cells) => new(Array.ConvertAll(Terms, t => t with { Offset = t.Offset - cells }));
}

/// <summary>
/// An integer tensor that the circuit can read: by lines (digests Σ_x ρ^x v_x along the last axis) or element by element. No cell
/// of its own: forms point at digests of cells that are committed elsewhere.
/// </summary>
/// <param name="Dims">Shape, ONNX order.</param>
/// <param name="Elements">Whether each element has a form; otherwise each line has one.</param>
/// <param name="Forms">In row-major order of the elements, or of all axes but the last.</param>
/// <param name="Min">A bound of every value.</param>
/// <param name="Max">A bound of every value.</param>
/// <param name="Values">The integers, for a given input.</param>
internal sealed record View(int[] Dims, bool Elements, Form[] Forms, long Min, long Max, ValueSource Values)
{
    public int Width => Dims.Length == 0 ? 1 : Dims[^1];

    public int Count => Shapes.Count(Dims);

    /// <summary>Lines that make one plane: the second-last axis of [N, C, H, W], else one.</summary>
    public int Height => Dims.Length >= 4 ? Dims[^2] : 1;

    public int Planes => Count / (Width * Height);

    public Form Line(int plane, int y) => Forms[(plane * Height) + y];
}

/// <summary>Integers that are computed once for each evaluation.</summary>
internal sealed class ValueSource(Func<Evaluation, long[]> compute)
{
    public long[] In(Evaluation evaluation) => evaluation.Get(this, compute);

    public static ValueSource OfModel(int value) => new(e => e.Model(value));
}

/// <summary>One input's integers: those of the model's values by the executor, and what gadgets derive from them.</summary>
internal sealed class Evaluation(Func<int, long[]> model)
{
    private readonly Dictionary<ValueSource, long[]> _cache = new(ReferenceEqualityComparer.Instance);

    public long[] Model(int value) => model(value);

    public long[] Get(ValueSource source, Func<Evaluation, long[]> compute)
    {
        if (_cache.TryGetValue(source, out long[]? values)) return values;
        return _cache[source] = compute(this);
    }
}

/// <summary>Index arithmetic of row-major shapes.</summary>
internal static class Shapes
{
    public static int Count(ReadOnlySpan<int> dims)
    {
        int count = 1;
        foreach (int d in dims) count = checked(count * d);
        return count;
    }

    public static int[] Strides(ReadOnlySpan<int> dims)
    {
        var strides = new int[dims.Length];
        for (int i = dims.Length - 1, s = 1; i >= 0; s *= dims[i], i--) strides[i] = s;
        return strides;
    }

    public static int DivideUp(int a, int b) => (a + b - 1) / b;
}

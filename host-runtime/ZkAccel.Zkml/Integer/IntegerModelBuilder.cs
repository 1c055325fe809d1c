namespace ZkAccel.Zkml.Integer;

/// <summary>
/// Builds an <see cref="IntegerModel"/> node by node, in topological order. Every addition checks references, shapes and
/// parameters, and proves the range of the new value from the ranges of its inputs and the actual weights
/// (<see cref="Interval"/>). Tables are given as functions; their domain grows to the hull of what their users need.
/// </summary>
internal sealed partial class IntegerModelBuilder
{
    private readonly string name;
    private readonly int shift, weightBits, activationBits;
    private readonly List<InputQuantisation> inputs = [];
    private readonly List<IntValue> values = [];
    private readonly List<Interval[]> ranges = [];
    private readonly List<IntNode> nodes = [];
    private readonly List<WeightTensor> weights = [];
    private readonly List<BiasTensor> biases = [];
    private readonly List<TableFunction> tables = [];

    /// <summary>An empty model.</summary>
    /// <param name="name">Name of the model.</param>
    /// <param name="shift">T of every requantisation, 8 to 16.</param>
    /// <param name="weightBits">Bits of a signed weight, 2 to 16.</param>
    /// <param name="activationBits">Bits of an activation, 2 to 16.</param>
    /// <exception cref="IntegerModelException">A parameter is out of range.</exception>
    public IntegerModelBuilder(string name, int shift, int weightBits, int activationBits)
    {
        if (shift is not (>= 8 and <= 16)) throw Fail(IntegerModelError.Parameter, $"shift {shift} is not in 8..16");
        if (weightBits is not (>= 2 and <= 16)) throw Fail(IntegerModelError.Parameter, $"{weightBits} weight bits are not in 2..16");
        if (activationBits is not (>= 2 and <= 16)) throw Fail(IntegerModelError.Parameter, $"{activationBits} activation bits are not in 2..16");
        (this.name, this.shift, this.weightBits, this.activationBits) = (name, shift, weightBits, activationBits);
    }

    /// <summary>Largest |weight|.</summary>
    public int MaxWeight => (1 << (weightBits - 1)) - 1;

    /// <summary>The value with an id.</summary>
    public IntValue this[int value] => values[Value(value, null)];

    /// <summary>Proven ranges of a value: one for each index of axis 1.</summary>
    internal ReadOnlySpan<Interval> Ranges(int value) => ranges[value];

    /// <summary>Adds a model input; all inputs come before all nodes.</summary>
    /// <param name="quantisation">How floats become integers.</param>
    /// <param name="scale">Float units of one integer step after what was absorbed.</param>
    /// <returns>Its value id.</returns>
    public int Input(InputQuantisation quantisation, double scale = 1)
    {
        ArgumentNullException.ThrowIfNull(quantisation);
        var q = quantisation;
        if (nodes.Count > 0) throw Fail(IntegerModelError.Reference, $"input '{q.Name}' comes after a node");
        var count = Elements(q.Dims, q.Name);
        if (count != Elements(q.SourceDims, q.Name)) throw Fail(IntegerModelError.Shape, $"input '{q.Name}': dimensions before and after do not fit");
        if (!IsPermutation(q.Permutation, q.SourceDims.Length)) throw Fail(IntegerModelError.Shape, $"input '{q.Name}': not a permutation");
        foreach (var n in new[] { q.Scales.Length, q.Offsets.Length, q.Min.Length, q.Max.Length })
            if (n != 1 && n != count) throw Fail(IntegerModelError.Shape, $"input '{q.Name}': lists have 1 or {count} entries, not {n}");
        foreach (var s in q.Scales)
            if (!(double.IsFinite(s) && s > 0)) throw Fail(IntegerModelError.Parameter, $"input '{q.Name}': scale {s} is not positive");
        foreach (var o in q.Offsets)
            if (!double.IsFinite(o)) throw Fail(IntegerModelError.Parameter, $"input '{q.Name}': offset {o} is not finite");
        if (q.Bits is not (>= 2 and <= 17)) throw Fail(IntegerModelError.Parameter, $"input '{q.Name}': {q.Bits} bits are not in 2..17");
        var limit = 1L << q.Bits;
        var classes = q.Dims.Length > 1 ? q.Dims[1] : 1;
        var inner = count / classes;
        var range = new Interval[classes];
        for (var e = 0; e < count; e++)
        {
            var r = new Interval(q.Min[q.Min.Length == 1 ? 0 : e], q.Max[q.Max.Length == 1 ? 0 : e]);
            if (!(r.Min <= r.Max && r.Min > -limit && r.Max < limit)) throw Fail(IntegerModelError.Parameter, $"input '{q.Name}': range {r.Min}..{r.Max} is not one of {q.Bits} bits");
            range[e / inner] = e % inner == 0 ? r : range[e / inner].Hull(r);
        }

        inputs.Add(q);
        return Define(q.Name, q.Dims, range, [scale], narrow: true, producer: -1);
    }

    /// <summary>Adds weights.</summary>
    /// <returns>Their id.</returns>
    public int Weights(string tensor, int[] dims, int[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (Elements(dims, tensor) != data.Length) throw Fail(IntegerModelError.Shape, $"weights '{tensor}': {data.Length} elements for [{string.Join(',', dims)}]");
        var magnitude = 0L;
        foreach (var w in data) magnitude = Math.Max(magnitude, Math.Abs((long)w));
        if (magnitude > MaxWeight) throw Fail(IntegerModelError.Parameter, $"weights '{tensor}': {magnitude} is above {MaxWeight}");
        weights.Add(new WeightTensor(weights.Count, tensor, dims, data, weightBits));
        return weights.Count - 1;
    }

    /// <summary>Adds constant terms.</summary>
    /// <returns>Their id.</returns>
    public int Bias(string tensor, long[] data)
    {
        ArgumentNullException.ThrowIfNull(data);
        foreach (var b in data)
            if (b is not (< IntegerModel.MaxBias and > -IntegerModel.MaxBias)) throw Fail(IntegerModelError.Parameter, $"bias '{tensor}': {b} is not below 2^30; fewer activation or weight bits make it smaller");
        biases.Add(new BiasTensor(biases.Count, tensor, data));
        return biases.Count - 1;
    }

    /// <summary>Adds a table, or finds the one of that name.</summary>
    /// <param name="table">Says what the function is: equal names must be equal functions.</param>
    /// <param name="function">The function on all integers of the domain that its users will need.</param>
    /// <returns>Its id.</returns>
    public int Table(string table, Func<int, int> function)
    {
        for (var i = 0; i < tables.Count; i++)
        {
            if (tables[i].Name == table) return i;
        }

        tables.Add(new TableFunction(table, function));
        return tables.Count - 1;
    }

    /// <summary>Finishes the model.</summary>
    /// <exception cref="IntegerModelException">No output, or one that does not exist.</exception>
    public IntegerModel Build(params int[] outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        if (outputs.Length == 0) throw Fail(IntegerModelError.Reference, "a model without outputs proves nothing");
        foreach (var o in outputs) Value(o, null);
        return new IntegerModel(
            name, shift, weightBits, activationBits, [.. values], [.. nodes], [.. weights], [.. biases],
            [.. tables.Select((t, id) => t.Materialise(id))], [.. inputs], outputs);
    }

    private int Define(string valueName, int[] dims, Interval[] range, double[] scales, bool narrow, int producer)
    {
        var hull = Interval.Hull(range);
        ranges.Add(range);
        values.Add(new IntValue(values.Count, valueName, dims, (long)hull.Min, (long)hull.Max, scales, narrow, producer));
        return values.Count - 1;
    }

    private int Value(int id, string? node)
    {
        if (id < 0 || id >= values.Count) throw Fail(IntegerModelError.Reference, $"value {id} does not exist (yet)", node);
        return id;
    }

    private static int Elements(int[] dims, string? node)
    {
        long n = 1;
        foreach (var d in dims)
        {
            if (d < 1 || (n *= d) > int.MaxValue) throw Fail(IntegerModelError.Shape, $"dimensions [{string.Join(',', dims)}] are not positive or too large", node);
        }

        return (int)n;
    }

    private static bool IsPermutation(ReadOnlySpan<int> p, int rank)
    {
        var seen = 0UL;
        foreach (var i in p)
        {
            if (i < 0 || i >= rank || i >= 64) return false;
            seen |= 1UL << i;
        }

        return p.Length == rank && System.Numerics.BitOperations.PopCount(seen) == rank;
    }

    private static IntegerModelException Fail(IntegerModelError error, string problem, string? node = null) => new(error, problem, node);
}

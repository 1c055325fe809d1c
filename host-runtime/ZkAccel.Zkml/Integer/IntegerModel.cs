namespace ZkAccel.Zkml.Integer;

/// <summary>
/// A model in exact integer arithmetic: what the executor computes, what the circuit proves. The semantics of every node is
/// written once, in doc/quantisation.md. The batch is always 1; dimensions keep ONNX's order including the leading 1.
/// Instances come from the quantiser or from a file, so shapes fit and every bound in it is proven.
/// </summary>
public sealed class IntegerModel
{
    /// <summary>Largest number of entries of a lookup table.</summary>
    public const int MaxTableEntries = 1 << 17;

    /// <summary>Every weight accumulator stays within plus or minus this.</summary>
    public const long MaxAccumulator = 1L << 62;

    /// <summary>Biases stay strictly below this in absolute value.</summary>
    public const long MaxBias = 1L << 30;

    internal IntegerModel(
        string name, int shift, int weightBits, int activationBits, IntValue[] values, IntNode[] nodes, WeightTensor[] weights,
        BiasTensor[] biases, LookupTable[] tables, InputQuantisation[] inputs, int[] outputs) =>
        (Name, Shift, WeightBits, ActivationBits, Values, Nodes, Weights, Biases, Tables, Inputs, Outputs) =
        (name, shift, weightBits, activationBits, values, nodes, weights, biases, tables, inputs, outputs);

    /// <summary>Name of the model.</summary>
    public string Name { get; }

    /// <summary>T: every requantisation divides by 2^T. From 8 to 16.</summary>
    public int Shift { get; }

    /// <summary>Bits of a signed weight: |w| is at most 2^(WeightBits-1)-1.</summary>
    public int WeightBits { get; }

    /// <summary>Bits of an activation: signed ones lie in plus or minus 2^(bits-1)-1, unsigned ones in 0..2^bits-1.</summary>
    public int ActivationBits { get; }

    /// <summary>All values by <see cref="IntValue.Id"/>: the inputs, then one for each node in order.</summary>
    public IReadOnlyList<IntValue> Values { get; }

    /// <summary>Nodes, producers first.</summary>
    internal IReadOnlyList<IntNode> Nodes { get; }

    /// <summary>Weight tensors by id.</summary>
    internal IReadOnlyList<WeightTensor> Weights { get; }

    /// <summary>Bias tensors by id.</summary>
    internal IReadOnlyList<BiasTensor> Biases { get; }

    /// <summary>Lookup tables by id.</summary>
    internal IReadOnlyList<LookupTable> Tables { get; }

    /// <summary>How float inputs become integers: one for each model input, whose value ids are 0, 1, ....</summary>
    public IReadOnlyList<InputQuantisation> Inputs { get; }

    /// <summary>Value ids of the model's outputs.</summary>
    public IReadOnlyList<int> Outputs { get; }

    /// <summary>Weights and constant terms.</summary>
    public long ParameterCount => Weights.Sum(w => (long)w.Data.Length) + Biases.Sum(b => (long)b.Data.Length);

    /// <summary>The layer that a value comes from: ONNX name of its node or nodes, or of the input.</summary>
    public string LayerOf(IntValue value)
    {
        ArgumentNullException.ThrowIfNull(value);
        return value.Producer < 0 ? value.Name : Nodes[value.Producer].Name;
    }
}

/// <summary>An integer tensor that a node (or the input) defines.</summary>
/// <param name="Id">Index in <see cref="IntegerModel.Values"/>.</param>
/// <param name="Name">Name of the ONNX tensor that it stands for.</param>
/// <param name="Dims">Dimensions, outermost first, with the leading batch of 1.</param>
/// <param name="Min">Proven lower bound of every element, inclusive.</param>
/// <param name="Max">Proven upper bound of every element, inclusive.</param>
/// <param name="Scales">float = integer * scale: one scale, or one for each index of axis 1.</param>
/// <param name="IsNarrow">True for inputs, outputs of tables, softmax, max pools, and wiring of those.</param>
/// <param name="Producer">Index of the node, -1 for an input; see <see cref="IntegerModel.LayerOf"/>.</param>
public sealed record IntValue(int Id, string Name, int[] Dims, long Min, long Max, double[] Scales, bool IsNarrow, int Producer)
{
    /// <summary>The scale where there is one for the whole tensor.</summary>
    /// <exception cref="InvalidOperationException">The scale differs from channel to channel.</exception>
    public double Scale => Scales.Length == 1 ? Scales[0] : throw new InvalidOperationException($"value '{Name}' has a scale for each channel");

    /// <summary>Number of elements.</summary>
    public int Count
    {
        get
        {
            var n = 1;
            foreach (var d in Dims) n *= d;
            return n;
        }
    }
}

/// <summary>Signed weights.</summary>
/// <param name="Id">Index in <see cref="IntegerModel.Weights"/>.</param>
/// <param name="Name">ONNX name.</param>
/// <param name="Dims">[outputs, inputs/groups, height, width] of a convolution, [k, m] of a matrix.</param>
/// <param name="Data">Row-major; |w| is at most 2^(Bits-1)-1.</param>
/// <param name="Bits">Bits of a signed weight, <see cref="IntegerModel.WeightBits"/>.</param>
internal sealed record WeightTensor(int Id, string Name, int[] Dims, int[] Data, int Bits);

/// <summary>Constant terms, each below <see cref="IntegerModel.MaxBias"/> in absolute value.</summary>
/// <param name="Id">Index in <see cref="IntegerModel.Biases"/>.</param>
/// <param name="Name">ONNX name.</param>
/// <param name="Data">One for each output channel (convolution, matrix: each column), or as <see cref="IntLinear"/> says.</param>
internal sealed record BiasTensor(int Id, string Name, long[] Data);

/// <summary>A function of one integer as a table: entry i is the output at <c>DomainMin + i</c>.</summary>
/// <param name="Id">Index in <see cref="IntegerModel.Tables"/>.</param>
/// <param name="Name">What it computes, for example <c>clamp[0,255]</c>.</param>
/// <param name="DomainMin">First argument.</param>
/// <param name="Outputs">Outputs; at most <see cref="IntegerModel.MaxTableEntries"/> of them.</param>
internal sealed record LookupTable(int Id, string Name, int DomainMin, int[] Outputs)
{
    /// <summary>Last argument.</summary>
    public int DomainMax => DomainMin + Outputs.Length - 1;

    /// <summary>The output at an argument of the domain.</summary>
    public int this[long argument] => Outputs[argument - DomainMin];
}

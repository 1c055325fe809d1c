using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>What lowering collects before rows are given out: slots, weights, the scalar program, tables and public tensors.</summary>
internal sealed class Trace(int slots, int lanes, int shift, int stride)
{
    private readonly List<SlotBlock> _blocks = [];
    private readonly List<WeightSegment> _weights = [];
    private readonly List<(Plonk.PublicTensor Tensor, ValueSource Values)> _public = [];
    private readonly Dictionary<string, LayerCost> _costs = [];

    /// <summary>S.</summary>
    public int Slots { get; } = slots;

    /// <summary>M.</summary>
    public int Lanes { get; } = lanes;

    /// <summary>T.</summary>
    public int Shift { get; } = shift;

    /// <summary>κ.</summary>
    public int Stride { get; } = stride;

    public ScalarProgram Scalars { get; } = new();

    public Powers Rho => field ??= new Powers(Scalars, Scalars.Rho);

    public Powers R => field ??= new Powers(Scalars, Scalars.R);

    public TableSet Tables { get; } = new();

    /// <summary>Phases that were copied, by the lines they were copied from.</summary>
    public Dictionary<Form[], View[]> Phases { get; } = new(ReferenceEqualityComparer.Instance);

    /// <summary>Sums of lines that were made.</summary>
    public Dictionary<PlaneKey, Side> Planes { get; } = [];

    public IReadOnlyList<SlotBlock> Blocks => _blocks;

    public IReadOnlyList<WeightSegment> Weights => _weights;

    public IReadOnlyList<(Plonk.PublicTensor Tensor, ValueSource Values)> PublicTensors => _public;

    public IReadOnlyCollection<LayerCost> Costs => _costs.Values;

    /// <summary>2^T as a field element: what hi is worth in a raw value.</summary>
    public Fr HiUnit => Fr.FromInt64(1L << Shift);

    public void Add(SlotBlock block)
    {
        _blocks.Add(block);
        Cost(block.Layer).SlotRows += block.Rows;
    }

    /// <summary>Weights whose digest is Σ_i r^i byExponent[i].</summary>
    public WeightSegment Add(string layer, int[] byExponent)
    {
        var segment = new WeightSegment(layer, byExponent, Shapes.DivideUp(byExponent.Length, Lanes));
        _weights.Add(segment);
        Cost(layer).WeightRows += segment.Rows;
        return segment;
    }

    /// <summary>Declares a public tensor; the cell holds the digest that the verifier takes of it.</summary>
    public Cell Add(Plonk.PublicTensor tensor, ValueSource values)
    {
        _public.Add((tensor, values));
        return Scalars.Public(Plonk.Circuit.FirstTensorInput + _public.Count - 1);
    }

    public LayerCost Cost(string layer)
    {
        if (!_costs.TryGetValue(layer, out LayerCost? cost)) _costs[layer] = cost = new LayerCost(layer);
        return cost;
    }

    /// <summary>hi and rem of an exact value: value = 2^T hi + rem, rem in [-2^(T-1), 2^(T-1)).</summary>
    public (int Hi, int Rem) Split(long value)
    {
        long hi = (value + (1L << (Shift - 1))) >> Shift;
        return (checked((int)hi), (int)(value - (hi << Shift)));
    }
}

/// <summary>Rows of one layer by kind.</summary>
internal sealed class LayerCost(string layer)
{
    public string Layer { get; } = layer;

    public int SlotRows { get; set; }

    public int WeightRows { get; set; }

    public int ScalarRows { get; set; }
}

using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>A model as a circuit, with the map from a run's integers to a witness.</summary>
public sealed class CompiledModel
{
    private readonly Trace _trace;

    internal CompiledModel(IntegerModel model, Trace trace, Circuit circuit, Visibility visibility)
    {
        Model = model;
        _trace = trace;
        Circuit = circuit;
        Visibility = visibility;
        int lookups = 2 * circuit.Profile.Slots;
        Layers = [.. trace.Costs.Select(c => new LayerRows(c.Layer, c.SlotRows, c.WeightRows, c.ScalarRows, (long)c.SlotRows * lookups))];
    }

    /// <summary>The integer model.</summary>
    public IntegerModel Model { get; }

    /// <summary>The circuit.</summary>
    public Circuit Circuit { get; }

    /// <summary>What is public.</summary>
    public Visibility Visibility { get; }

    /// <summary>Rows by layer, in the model's order.</summary>
    public IReadOnlyList<LayerRows> Layers { get; }

    /// <summary>Layers whose additive constants are coefficients of the key, and so public whatever the weights are: constants that no product takes as its bias.</summary>
    public IReadOnlyList<string> PublicConstants => [.. Model.Nodes.OfType<IntLinear>().Where(n => n.Bias is not null).Select(n => n.Name).Distinct()];

    /// <summary>
    /// Predicted proving time on two threads, within a factor of two, in a process that has proved before and on a processor with AVX-512; the
    /// first proof of a process takes its start and the loading of the key besides.
    /// </summary>
    public double EstimatedSeconds => CostModel.Estimate(Circuit.Profile, Circuit.LogN);

    /// <summary>What profiles are compared by.</summary>
    internal double Cost => CostModel.Cost(Circuit.Profile, Circuit.LogN);

    /// <summary>The witness of a run.</summary>
    /// <param name="values">Every value of the model by id, as the integer executor computed it.</param>
    /// <exception cref="LoweringException">A value is outside its table; names layer and element.</exception>
    public Witness BuildWitness(IReadOnlyList<long[]> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        Witness witness = Witness.Empty(Circuit);
        var evaluation = new Evaluation(v => values[v]);
        foreach (SlotBlock block in _trace.Blocks)
        {
            Pad(witness, block);
            block.Fill(new SlotWriter(witness, block.Start), evaluation);
        }

        foreach (WeightSegment segment in _trace.Weights) segment.Write(witness.Weights);
        for (int i = 0; i < _trace.PublicTensors.Count; i++) _trace.PublicTensors[i].Values.In(evaluation).CopyTo(witness.PublicValues[i], 0);
        return witness;
    }

    /// <summary>The weight columns alone: what a model commitment is made of.</summary>
    public int[][] WeightColumns()
    {
        int[][] columns = Witness.Empty(Circuit).Weights;
        foreach (WeightSegment segment in _trace.Weights) segment.Write(columns);
        return columns;
    }

    /// <summary>The circuit that registers the weights once: nothing but the range of every weight cell, of this circuit's length and lanes.</summary>
    public Circuit RegistrationCircuit() => Registration.Circuit(this);

    /// <summary>The witness of a registration: the weight columns.</summary>
    public static Witness RegistrationWitness(Circuit registration, int[][] weights) => Registration.Witness(registration, weights);

    // Every cell of every slot is looked up: cells that hold nothing are (0, 0, f(0)).
    private void Pad(Witness witness, SlotBlock block)
    {
        int padding = block.Product ? 0 : _trace.Tables.AtZero(block.Key);
        if (padding == 0) return;
        for (int row = 0; row < block.Rows; row++)
        {
            if (block.Idle[row]) continue;
            foreach (int[] column in witness.Out) column[block.Start + row] = padding;
        }
    }
}

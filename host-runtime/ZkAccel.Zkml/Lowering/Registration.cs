using ZkAccel.Plonk;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// The circuit that registers committed weights: of the same length and lanes as the model's, ranged, with nothing in it but the range
/// lookups of every weight cell. Its one proof shows that all cells are integers of the declared width and that the owner knows them.
/// </summary>
internal static class Registration
{
    /// <summary>The circuit, which depends on n, the lanes, the weight bits and the packing alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The table of weights does not fit n rows.</exception>
    public static Circuit Circuit(int logN, int lanes, int weightBits, int packing = 1)
    {
        var trace = new Trace(slots: 1, lanes, shift: 1, stride: 2);
        List<(int Key, int First, int Second)> table = trace.Tables.Rows(trace.Shift, weightBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(table.Count, 1 << logN, nameof(weightBits));
        Placement placement = Placement.TryPlace(trace, logN)!;
        return CircuitAssembler.Assemble(trace, placement, new Profile(1, lanes, WeightMode.Committed, ranged: true, packing), logN, table);
    }

    /// <summary>The circuit for a compiled model's weights.</summary>
    public static Circuit Circuit(CompiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Circuit(model.Circuit.LogN, model.Circuit.Profile.Lanes, model.Model.WeightBits, model.Circuit.Profile.Packing);
    }

    /// <summary>The least rows that it takes: those of the table.</summary>
    internal static int Rows(int weightBits) => new TableSet().Rows(1, weightBits).Count;

    /// <summary>The witness: the weight columns, and slots that hold nothing.</summary>
    public static Witness Witness(Circuit circuit, int[][] weights)
    {
        Witness witness = Plonk.Witness.Empty(circuit);
        for (int i = 0; i < weights.Length; i++) weights[i].CopyTo(witness.Weights[i], 0);
        return witness;
    }
}

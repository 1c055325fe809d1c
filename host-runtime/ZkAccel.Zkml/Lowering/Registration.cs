using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// The circuit that registers committed weights: of the same length and lanes as the model's, ranged, with nothing in it but the range
/// lookups of every weight cell. Its one proof shows that all cells are integers of the declared width and that the owner knows them.
/// </summary>
public static class Registration
{
    /// <summary>The circuit, which depends on n, the lanes and the weight bits alone.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The table of weights does not fit n rows.</exception>
    public static Circuit Circuit(int logN, int lanes, int weightBits)
    {
        int n = 1 << logN;
        List<(int Key, int First, int Second)> table = new TableSet().Rows(1, weightBits);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(table.Count, n, nameof(weightBits));
        var circuit = new Circuit
        {
            Profile = new Profile(1, lanes, WeightMode.Committed, ranged: true),
            LogN = logN,
            Shift = 1,
            Stride = 2,
            RangeKey = TableSet.RangeKey,
            WeightKey = TableSet.WeightKey,
            QO = new Fr[n],
            QM = new Fr[n],
            QL = new Fr[n],
            QW = new Fr[n],
            QA = new Fr[n],
            QB = new Fr[n],
            KW = new byte[n],
            KA = new byte[n],
            KB = new byte[n],
            QR = new byte[n],
            Q2 = new byte[n],
            QP = new byte[n],
            G = [new byte[n]],
            Key = new int[n],
            T0 = new int[n],
            T1 = new int[n],
            T2 = new int[n],
            SourceA = new int[n],
            SourceB = new int[n],
            EvaluationOrder = [],
            EqualC = [],
            PublicTensors = [],
            DescribeRow = row => $"row {row} of the weights",
        };
        Array.Fill(circuit.SourceA, -1);
        Array.Fill(circuit.SourceB, -1);
        for (int i = 0; i < table.Count; i++) (circuit.T0[i], circuit.T1[i], circuit.T2[i]) = table[i];
        return circuit;
    }

    /// <summary>The circuit for a compiled model's weights.</summary>
    public static Circuit Circuit(CompiledModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Circuit(model.Circuit.LogN, model.Circuit.Profile.Lanes, model.Model.WeightBits);
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

using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Zkml.Lowering;

/// <summary>Writes a placed trace into the columns of a <see cref="Circuit"/>.</summary>
internal static class CircuitAssembler
{
    public static Circuit Assemble(Trace trace, Placement placement, Profile profile, int logN, List<(int Key, int First, int Second)> table)
    {
        int n = 1 << logN;
        var circuit = new Circuit
        {
            Profile = profile,
            LogN = logN,
            Shift = trace.Shift,
            Stride = trace.Stride,
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
            G = Enumerable.Range(0, trace.Slots).Select(_ => new byte[n]).ToArray(),
            Key = new int[n],
            T0 = new int[n],
            T1 = new int[n],
            T2 = new int[n],
            SourceA = new int[n],
            SourceB = new int[n],
            EvaluationOrder = placement.Gates.Select(g => g.Row).ToArray(),
            EqualC = trace.Scalars.Equalities.Select(e => (placement.ResultRow(e.A), placement.ResultRow(e.B))).ToArray(),
            PublicTensors = trace.PublicTensors.Select(p => p.Tensor).ToArray(),
            DescribeRow = new RowNames(trace, placement).Describe,
        };
        for (int i = 0; i < table.Count; i++) (circuit.T0[i], circuit.T1[i], circuit.T2[i]) = table[i];
        WriteGates(circuit, placement);
        foreach (SlotBlock block in trace.Blocks) WriteSlots(circuit, block);
        foreach (WeightSegment segment in trace.Weights)
        {
            for (int i = 1; i < segment.Rows; i++) circuit.KW[segment.Start + i] = 1;
        }

        circuit.Validate();
        return circuit;
    }

    private static void WriteGates(Circuit circuit, Placement placement)
    {
        Array.Fill(circuit.SourceA, -1);
        Array.Fill(circuit.SourceB, -1);
        foreach (Placement.Gate gate in placement.Gates)
        {
            int x = gate.Row;
            if (gate.Continues) circuit.QO[x] = Fr.One;
            if (gate.Load is { } digest) (digest switch { Digest.Weights => circuit.QW, Digest.Raw => circuit.QA, _ => circuit.QB })[x] = Fr.One;
            if (gate.SourceA < 0) continue;
            circuit.SourceA[x] = gate.SourceA;
            if (gate.SourceB >= 0)
            {
                circuit.SourceB[x] = gate.SourceB;
                circuit.QM[x] = gate.Coefficient;
            }
            else
            {
                circuit.QL[x] = gate.Coefficient;
            }
        }
    }

    private static void WriteSlots(Circuit circuit, SlotBlock block)
    {
        for (int i = 0; i < block.Rows; i++)
        {
            int x = block.Start + i;
            circuit.KA[x] = block.KeepRaw[i] ? (byte)1 : (byte)0;
            circuit.KB[x] = block.KeepOut[i] ? (byte)1 : (byte)0;
            circuit.QR[x] = block.Raw == RawClass.Vector ? (byte)1 : (byte)0;
            circuit.Q2[x] = block.Raw == RawClass.Stride ? (byte)1 : (byte)0;
            if (block.Idle[i]) continue;
            circuit.QP[x] = block.Product ? (byte)1 : (byte)0;
            circuit.Key[x] = block.Product ? 0 : block.Key;
            for (int s = 0; s < circuit.G.Length; s++) circuit.G[s][x] = block.Mask(i, s);
        }
    }

    /// <summary>Names parts of rows for error messages.</summary>
    private sealed class RowNames(Trace trace, Placement placement)
    {
        private Dictionary<int, string>? _gates;
        private Dictionary<int, string>? _equalities;

        public string? Describe(int row, RowPart part)
        {
            switch (part)
            {
                case RowPart.Gate:
                    _gates ??= placement.Gates.ToDictionary(g => g.Row, g => $"{trace.Scalars.OperationLayers[g.Operation]}, gate");
                    return _gates.GetValueOrDefault(row);
                case RowPart.Equality:
                    return (_equalities ??= Equalities()).GetValueOrDefault(row);
                case RowPart.Weights:
                    foreach (WeightSegment segment in trace.Weights)
                    {
                        if (row >= segment.Start && row < segment.Start + segment.Rows) return $"{segment.Layer}, weight row {row - segment.Start} of {segment.Rows}";
                    }

                    return null;
                default:
                    foreach (SlotBlock block in trace.Blocks)
                    {
                        if (row >= block.Start && row < block.Start + block.Rows) return $"{block.Layer}, slot row {row - block.Start} of {block.Rows}";
                    }

                    return null;
            }
        }

        private Dictionary<int, string> Equalities()
        {
            var names = new Dictionary<int, string>();
            for (int i = 0; i < trace.Scalars.Equalities.Count; i++) names.TryAdd(placement.ResultRow(trace.Scalars.Equalities[i].A), trace.Scalars.EqualityLayers[i]);
            return names;
        }
    }
}

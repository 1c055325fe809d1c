namespace ZkAccel.Plonk;

public sealed partial class Circuit
{
    /// <summary>Throws unless shapes, ranges and the protocol's rules on first, last and idle rows hold. O(n·S).</summary>
    /// <exception cref="CircuitException">Names the column and the row.</exception>
    public void Validate()
    {
        if (LogN is < MinLogN or > MaxLogN) throw new CircuitException($"LogN {LogN} is outside {MinLogN}..{MaxLogN}.");
        if (Shift is < 1 or > MaxShift) throw new CircuitException($"Shift {Shift} is outside 1..{MaxShift}.");
        if (Stride is < 1 or > ushort.MaxValue) throw new CircuitException($"Stride {Stride} is outside 1..{ushort.MaxValue}.");
        if (RangeKey == 0) throw new CircuitException("The range key is 0, the key of idle rows.");
        if (Profile.Ranged && (WeightKey == 0 || WeightKey == RangeKey))
            throw new CircuitException("The weight key is 0 or the range key: weights would be checked against another table.");
        RequireLengths();
        RequireFlags();
        RequireTable();
        RequireCopies();
        RequirePublicRows();
        RequireLastRow();
    }

    /// <summary>The place of a part of a row in words, or null.</summary>
    internal string? Describe(int row, RowPart part) => DescribeRow?.Invoke(row, part);

    private void RequireLengths()
    {
        foreach ((string name, Array column) in new (string, Array)[]
        {
            ("q_O", QO), ("q_M", QM), ("q_L", QL), ("q_W", QW), ("q_A", QA), ("q_B", QB), ("k_W", KW), ("k_A", KA), ("k_B", KB),
            ("q_r", QR), ("q_2", Q2), ("q_P", QP), ("p", Key), ("t_0", T0), ("t_1", T1), ("t_2", T2), ("source a", SourceA), ("source b", SourceB),
        })
        {
            if (column.Length != Size) throw new CircuitException($"Column {name} has {column.Length} rows, not {Size}.");
        }

        if (G.Length != Profile.Slots) throw new CircuitException($"There are {G.Length} columns g, not {Profile.Slots}.");
        for (int s = 0; s < G.Length; s++)
        {
            if (G[s].Length != Size) throw new CircuitException($"Column g_{s} has {G[s].Length} rows, not {Size}.");
        }
    }

    private void RequireFlags()
    {
        foreach ((string name, byte[] column) in new[] { ("k_W", KW), ("k_A", KA), ("k_B", KB), ("q_r", QR), ("q_2", Q2), ("q_P", QP) })
            RequireFlag(name, column);
        for (int s = 0; s < G.Length; s++) RequireFlag($"g_{s}", G[s]);
        for (int x = 0; x < Size; x++)
        {
            if (QR[x] + Q2[x] > 1) throw new CircuitException("q_r and q_2 exclude each other.", x, Describe(x, RowPart.Slots));
        }
    }

    private void RequireFlag(string name, byte[] column)
    {
        int x = column.AsSpan().IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (x >= 0) throw new CircuitException($"{name} is {column[x]}, neither 0 nor 1.", x, Describe(x, name == "k_W" ? RowPart.Weights : RowPart.Slots));
    }

    private void RequireTable()
    {
        bool idle = false;
        for (int x = 0; x < Size; x++)
        {
            idle |= (T0[x] | T1[x] | T2[x]) == 0;
            long half = 1L << (Shift - 1);
            if (T0[x] == RangeKey && (T1[x] < -half || T1[x] >= half || T2[x] != 0))
                throw new CircuitException($"The range table has ({T1[x]}, {T2[x]}), outside [-2^{Shift - 1}, 2^{Shift - 1}) and second value 0.", x, Describe(x, RowPart.Slots));
            if (T0[x] == 0 && (T1[x] | T2[x]) != 0)
                throw new CircuitException($"Key 0 is for idle rows; its one entry is (0, 0), not ({T1[x]}, {T2[x]}).", x, Describe(x, RowPart.Slots));
            if (Key[x] == RangeKey || (Profile.Ranged && Key[x] == WeightKey))
                throw new CircuitException("The range and weight tables cannot serve pairs.", x, Describe(x, RowPart.Slots));
        }

        if (!idle) throw new CircuitException("The table lacks (0, 0, 0), which idle rows look up.");
    }

    private void RequireCopies()
    {
        for (int x = 0; x < Size; x++)
        {
            if (SourceA[x] < -1 || SourceA[x] >= Size || SourceB[x] < -1 || SourceB[x] >= Size)
                throw new CircuitException("A wire's source is no row.", x, Describe(x, RowPart.Gate));
            if ((SourceA[x] < 0 && !(QM[x].IsZero && QL[x].IsZero)) || (SourceB[x] < 0 && !QM[x].IsZero))
                throw new CircuitException("The gate reads a wire that copies nothing: the prover could put anything there.", x, Describe(x, RowPart.Gate));
        }

        foreach ((int a, int b) in EqualC)
        {
            if ((uint)a >= (uint)Size || (uint)b >= (uint)Size) throw new CircuitException($"Equality of rows {a} and {b}, one of which is none.");
        }

        var computed = new bool[Size];
        foreach (int x in EvaluationOrder)
        {
            if ((uint)x >= (uint)Size) throw new CircuitException($"The evaluation order names row {x}, which is none.");
            if (computed[x]) throw new CircuitException("The evaluation order names this row twice.", x, Describe(x, RowPart.Gate));
            computed[x] = true;
        }

        for (int x = 0; x < Size; x++)
        {
            if (!computed[x] && !GateIsIdle(x)) throw new CircuitException("The gate has selectors but is not in the evaluation order.", x, Describe(x, RowPart.Gate));
        }
    }

    private void RequirePublicRows()
    {
        if (PublicInputs >= Size) throw new CircuitException($"{PublicInputs} public inputs do not fit {Size} rows.");
        foreach (PublicTensor tensor in PublicTensors)
        {
            if (tensor.Fault() is { } fault) throw new CircuitException($"Public tensor {tensor.Name}: {fault}.");
        }

        for (int x = 0; x < PublicInputs; x++)
        {
            if (!GateIsIdle(x)) throw new CircuitException("A row that brings a public input has another gate.", x, Describe(x, RowPart.Gate));
        }
    }

    private void RequireLastRow()
    {
        int x = Size - 1;
        if (!GateIsIdle(x)) throw new CircuitException("The last row's gate would write c of row 0.", x, Describe(x, RowPart.Gate));
        if ((KW[x] | KA[x] | KB[x]) != 0) throw new CircuitException("The last row must reset every digest: they are cyclic.", x, Describe(x, RowPart.Slots));
    }

    private bool GateIsIdle(int x) =>
        QO[x].IsZero && QM[x].IsZero && QL[x].IsZero && QW[x].IsZero && QA[x].IsZero && QB[x].IsZero;
}

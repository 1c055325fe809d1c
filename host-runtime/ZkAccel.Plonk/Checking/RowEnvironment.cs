using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>Everything that constraints without helpers read, by row.</summary>
internal sealed class CheckedRows(Circuit circuit, Witness witness, PhaseOne phaseOne, Challenges challenges)
{
    public Circuit Circuit => circuit;

    public Witness Witness => witness;

    public PhaseOne PhaseOne => phaseOne;

    public Fr[] PublicInputs { get; } = Plonk.PhaseOne.PublicInputs(circuit.PublicTensors, witness.PublicValues, challenges);

    public ConstantPool Constants { get; } = new(circuit.Constants, challenges);

    /// <summary>The constraints at a row.</summary>
    public ConstraintSystem<RowEnvironment, Fr> At(int row) => new(circuit.Profile, new RowEnvironment(this, row));

    /// <summary>Fills the digests by their recurrences and then the wires.</summary>
    public void FillPhaseOne()
    {
        int n = circuit.Size;

        // The last row resets all digests, so it gives those of row 0 without knowing its own.
        for (int x = n - 1, step = 0; step < n; step++, x = (x + 1) % n)
        {
            int next = (x + 1) % n;
            ConstraintSystem<RowEnvironment, Fr> row = At(x);
            phaseOne.DW[next] = (row.WeightMultiplier.Value * phaseOne.DW[x]) + row.WeightForm.Value;
            phaseOne.DA[next] = (row.RawMultiplier.Value * phaseOne.DA[x]) + row.RawForm.Value;
            phaseOne.DB[next] = (row.OutMultiplier.Value * phaseOne.DB[x]) + row.OutForm.Value;
        }

        FillWires();
    }

    /// <summary>Evaluates the wires in the circuit's order, given the digests.</summary>
    public void FillWires()
    {
        int n = circuit.Size;
        PublicInputs.CopyTo(phaseOne.C.AsSpan(1));
        foreach (int x in circuit.EvaluationOrder)
        {
            CopyOperands(x);
            phaseOne.C[(x + 1) % n] = At(x).GateValue.Value;
        }

        for (int x = 0; x < n; x++) CopyOperands(x);
    }

    private void CopyOperands(int x)
    {
        if (circuit.SourceA[x] >= 0) phaseOne.A[x] = phaseOne.C[circuit.SourceA[x]];
        if (circuit.SourceB[x] >= 0) phaseOne.B[x] = phaseOne.C[circuit.SourceB[x]];
    }
}

/// <summary>The constraints over numbers: a column is its value in one row or, for <see cref="Next"/>, in the row after it.</summary>
internal readonly struct RowEnvironment(CheckedRows trace, int row) : IEnvironment<Fr>
{
    public static Fr Add(Fr a, Fr b) => a + b;

    public static Fr Subtract(Fr a, Fr b) => a - b;

    public static Fr Multiply(Fr a, Fr b) => a.IsZero || b.IsZero ? Fr.Zero : a * b;

    public Fr Constant(ConstantKind kind, int index) => trace.Constants[kind, index];

    public Fr Next(Column column) => new RowEnvironment(trace, (row + 1) & (trace.Circuit.Size - 1)).Here(column);

    public Fr Here(Column column)
    {
        Circuit circuit = trace.Circuit;
        return column.Kind switch
        {
            ColumnKind.QO => circuit.QO[row],
            ColumnKind.QM => circuit.QM[row],
            ColumnKind.QL => circuit.QL[row],
            ColumnKind.QW => circuit.QW[row],
            ColumnKind.QA => circuit.QA[row],
            ColumnKind.QB => circuit.QB[row],
            ColumnKind.KW => Flag(circuit.KW[row]),
            ColumnKind.KA => Flag(circuit.KA[row]),
            ColumnKind.KB => Flag(circuit.KB[row]),
            ColumnKind.QR => Flag(circuit.QR[row]),
            ColumnKind.Q2 => Flag(circuit.Q2[row]),
            ColumnKind.QP => Flag(circuit.QP[row]),
            ColumnKind.G => Flag(circuit.G[column.Index][row]),
            ColumnKind.Hi => Small(trace.Witness.Hi[column.Index][row]),
            ColumnKind.Rem => Small(trace.Witness.Rem[column.Index][row]),
            ColumnKind.Out => Small(trace.Witness.Out[column.Index][row]),
            ColumnKind.Weight => Small(trace.Witness.Weights[column.Index][row]),
            ColumnKind.WeightSum => WeightSum(),
            ColumnKind.DW => trace.PhaseOne.DW[row],
            ColumnKind.DA => trace.PhaseOne.DA[row],
            ColumnKind.DB => trace.PhaseOne.DB[row],
            ColumnKind.A => trace.PhaseOne.A[row],
            ColumnKind.B => trace.PhaseOne.B[row],
            ColumnKind.C => trace.PhaseOne.C[row],
            ColumnKind.PublicInput => row < trace.PublicInputs.Length ? trace.PublicInputs[row] : Fr.Zero,
            _ => throw new ArgumentOutOfRangeException(nameof(column), column, "Not a column of a row."),
        };
    }

    private static Fr Flag(byte value) => value == 0 ? Fr.Zero : Fr.One;

    private static Fr Small(int value) => value == 0 ? Fr.Zero : Fr.FromInt64(value);

    private Fr WeightSum()
    {
        Fr sum = Fr.Zero;
        int last = trace.Circuit.Profile.Lanes - 1;
        for (int i = 0; i <= last; i++)
        {
            int weight = trace.Witness.Weights[i][row];
            if (weight != 0) sum += trace.Constants[ConstantKind.RPower, last - i] * Small(weight);
        }

        return sum;
    }
}

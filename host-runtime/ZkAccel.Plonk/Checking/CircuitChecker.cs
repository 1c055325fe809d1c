using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>What a check found first, or that it found nothing.</summary>
/// <param name="Satisfied">Whether everything holds.</param>
/// <param name="Constraint">The name of what fails: a constraint, "lookup", "multiplicities", "copy a", "copy b", "equality" or "public tensor".</param>
/// <param name="Row">The row, or -1.</param>
/// <param name="Message">Everything known of the failure: values, place in words.</param>
public sealed record CheckReport(bool Satisfied, string? Constraint, int Row, string? Message)
{
    /// <summary>What the circuit says of the part of the row that fails, or null.</summary>
    internal string? Place { get; init; }

    /// <summary>The report of a witness that holds.</summary>
    internal static CheckReport Fine { get; } = new(true, null, -1, null);

    /// <inheritdoc/>
    public override string ToString() => Satisfied ? "satisfied" : Message!;
}

/// <summary>
/// A prover without a proof: draws challenges, computes the digests and wires, and checks every constraint of every row, every
/// lookup, copy and public tensor. Sound but for the choice of challenges, error about 2^-220 for one seed unknown to the witness.
/// </summary>
public static class CircuitChecker
{
    /// <summary>Checks a witness.</summary>
    /// <param name="circuit">The circuit; it is validated first.</param>
    /// <param name="witness">The witness, which may be wrong but must have the right shape.</param>
    /// <param name="seed">Chooses the challenges.</param>
    /// <exception cref="CircuitException">The circuit is malformed, or the witness has another shape.</exception>
    public static CheckReport Check(Circuit circuit, Witness witness, int seed = 1)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(witness);
        return Check(circuit, witness, Challenges.FromSeed(seed), tamper: null, multiplicities: null);
    }

    /// <summary>Checks a witness with given challenges.</summary>
    /// <param name="circuit">The circuit; it is validated first.</param>
    /// <param name="witness">The witness, which may be wrong but must have the right shape.</param>
    /// <param name="challenges">ρ, r and τ_c are used.</param>
    /// <param name="tamper">Changes digests and wires after they are computed.</param>
    /// <param name="multiplicities">m; counted when null.</param>
    internal static CheckReport Check(
        Circuit circuit, Witness witness, Challenges challenges, Action<PhaseOne>? tamper, int[]? multiplicities)
    {
        circuit.Validate();
        witness.RequireShape(circuit);
        return PublicTensors(circuit, witness)
            ?? Lookups(circuit, witness, multiplicities)
            ?? Rows(circuit, witness, challenges, tamper)
            ?? CheckReport.Fine;
    }

    private static CheckReport? PublicTensors(Circuit circuit, Witness witness)
    {
        for (int j = 0; j < circuit.PublicTensors.Length; j++)
        {
            PublicTensor tensor = circuit.PublicTensors[j];
            int bad = witness.PublicValues[j].AsSpan().IndexOfAnyExceptInRange(tensor.Min, tensor.Max);
            if (bad >= 0)
            {
                return new CheckReport(false, "public tensor", -1,
                    $"Public tensor {tensor.Name}: element {bad} is {witness.PublicValues[j][bad]}, outside {tensor.Min}..{tensor.Max}.");
            }
        }

        return null;
    }

    private static CheckReport? Lookups(Circuit circuit, Witness witness, int[]? multiplicities)
    {
        var table = new LookupTable(circuit);
        var counts = new int[circuit.Size];
        if (table.FirstMiss(witness, counts) is { } miss) return new CheckReport(false, "lookup", miss.Row, miss.Message) { Place = miss.Place };
        if (multiplicities is null) return null;

        // Rows of equal content share their count in any way.
        for (int x = 0; x < circuit.Size; x++) counts[table.RowOf(circuit.T0[x], circuit.T1[x], circuit.T2[x])] -= multiplicities[x];
        int wrong = counts.AsSpan().IndexOfAnyExcept(0);
        return wrong < 0 ? null : Failure(circuit, "multiplicities", null, wrong,
            $"table entry ({circuit.T0[wrong]}, {circuit.T1[wrong]}, {circuit.T2[wrong]}) is looked up {counts[wrong]} times more than m says");
    }

    private static CheckReport? Rows(Circuit circuit, Witness witness, Challenges challenges, Action<PhaseOne>? tamper)
    {
        PhaseOne columns = PhaseOne.Empty(circuit.Size);
        var trace = new CheckedRows(circuit, witness, columns, challenges);
        trace.FillPhaseOne();
        tamper?.Invoke(columns);
        for (int x = 0; x < circuit.Size; x++)
        {
            ConstraintSystem<RowEnvironment, Fr> row = trace.At(x);
            for (int j = 0; j < ConstraintList.FirstHelper; j++)
            {
                if (!row[j].IsZero) return Violation(trace, j, x, row[j]);
            }

            if (Copy(circuit, columns, x) is { } broken) return broken;
        }

        foreach ((int a, int b) in circuit.EqualC)
        {
            if (columns.C[a] != columns.C[b])
            {
                return Failure(circuit, "equality", RowPart.Equality, a,
                    $"c = {columns.C[a]} is asserted equal to c = {columns.C[b]} of row {b}{(circuit.Describe((b - 1) & (circuit.Size - 1), RowPart.Gate) is { } place ? $" ({place})" : "")}");
            }
        }

        return null;
    }

    private static CheckReport? Copy(Circuit circuit, PhaseOne columns, int x)
    {
        if (circuit.SourceA[x] >= 0 && columns.A[x] != columns.C[circuit.SourceA[x]])
            return Failure(circuit, "copy a", RowPart.Gate, x, $"a = {columns.A[x]} is not c = {columns.C[circuit.SourceA[x]]} of row {circuit.SourceA[x]}");
        if (circuit.SourceB[x] >= 0 && columns.B[x] != columns.C[circuit.SourceB[x]])
            return Failure(circuit, "copy b", RowPart.Gate, x, $"b = {columns.B[x]} is not c = {columns.C[circuit.SourceB[x]]} of row {circuit.SourceB[x]}");
        return null;
    }

    private static CheckReport Violation(CheckedRows trace, int constraint, int x, in Fr residue)
    {
        int next = (x + 1) & (trace.Circuit.Size - 1);
        PhaseOne p = trace.PhaseOne;
        string values = constraint switch
        {
            ConstraintList.Gate => $"a = {p.A[x]}, b = {p.B[x]}, c = {p.C[x]}, c' = {p.C[next]}",
            ConstraintList.Weights => $"d_W = {p.DW[x]}, d_W' = {p.DW[next]}",
            ConstraintList.Raw => $"d_A = {p.DA[x]}, d_A' = {p.DA[next]}",
            _ => $"d_B = {p.DB[x]}, d_B' = {p.DB[next]}",
        };
        RowPart part = constraint switch { ConstraintList.Gate => RowPart.Gate, ConstraintList.Weights => RowPart.Weights, _ => RowPart.Slots };
        return Failure(trace.Circuit, ConstraintList.Name(trace.Circuit.Profile, constraint), part, x, $"left minus right is {residue}; {values}");
    }

    private static CheckReport Failure(Circuit circuit, string constraint, RowPart? part, int row, string what)
    {
        var error = new CircuitException($"{constraint}: {what}.", row, part is { } known ? circuit.Describe(row, known) : null);
        return new CheckReport(false, constraint, row, error.Message) { Place = error.Place };
    }
}

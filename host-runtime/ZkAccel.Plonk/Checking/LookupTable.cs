namespace ZkAccel.Plonk;

/// <summary>The lookup table by content. Equal rows count as one, the first.</summary>
internal sealed class LookupTable
{
    private readonly Circuit _circuit;
    private readonly Dictionary<(int Key, int First, int Second), int> _rows;

    public LookupTable(Circuit circuit)
    {
        _circuit = circuit;
        _rows = new(circuit.Size);
        for (int x = 0; x < circuit.Size; x++) _rows.TryAdd((circuit.T0[x], circuit.T1[x], circuit.T2[x]), x);
    }

    /// <summary>The first row with this content, or -1.</summary>
    public int RowOf(int key, int first, int second) => _rows.TryGetValue((key, first, second), out int row) ? row : -1;

    /// <summary>m: how often each row of the table is looked up.</summary>
    /// <exception cref="CircuitException">A lookup misses; names row, slot or lane, key and values.</exception>
    public int[] Count(Witness witness)
    {
        var counts = new int[_circuit.Size];
        if (FirstMiss(witness, counts) is { } miss) throw miss;
        return counts;
    }

    /// <summary>Counts lookups into <paramref name="counts"/> until one misses; the error it makes, or null.</summary>
    public CircuitException? FirstMiss(Witness witness, Span<int> counts)
    {
        Profile profile = _circuit.Profile;
        for (int x = 0; x < _circuit.Size; x++)
        {
            for (int s = 0; s < profile.Slots; s++)
            {
                int hi = witness.Hi[s][x], second = witness.Out[s][x], rem = witness.Rem[s][x];
                if (_circuit.QP[x] == 0 && !Hit(_circuit.Key[x], hi, second, counts))
                    return Miss(x, RowPart.Slots, $"slot {s} looks up (hi, out) = ({hi}, {second}) under key {_circuit.Key[x]}");
                if (!Hit(_circuit.RangeKey, rem, 0, counts)) return Miss(x, RowPart.Slots, $"slot {s} looks up rem = {rem} in the range table, key {_circuit.RangeKey}");
            }

            if (!profile.Ranged) continue;
            for (int i = 0; i < profile.Lanes; i++)
            {
                int weight = witness.Weights[i][x];
                if (!Hit(_circuit.WeightKey, weight, 0, counts)) return Miss(x, RowPart.Weights, $"lane {i} looks up w = {weight} in the weight table, key {_circuit.WeightKey}");
            }
        }

        return null;
    }

    private bool Hit(int key, int first, int second, Span<int> counts)
    {
        int row = RowOf(key, first, second);
        if (row < 0) return false;
        counts[row]++;
        return true;
    }

    private CircuitException Miss(int row, RowPart part, string what) => new($"{what}, which is not in the table.", row, _circuit.Describe(row, part));
}

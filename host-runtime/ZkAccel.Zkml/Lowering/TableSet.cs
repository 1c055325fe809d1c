namespace ZkAccel.Zkml.Lowering;

/// <summary>The pair tables of a circuit. Key 0 is for idle rows, 1 ranges remainders, 2 weights; pair tables follow.</summary>
internal sealed class TableSet
{
    public const int RangeKey = 1;
    public const int WeightKey = 2;

    private const int CopyKey = 3;
    private const int MaxKey = 4;
    private const int FirstFunctionKey = 5;

    private readonly List<(int DomainMin, int[] Outputs)> _functions = [];
    private (int Min, int Max)? _copy;
    private (int Min, int Max)? _max;

    /// <summary>Key of the identity on at least [min, max]: for cells that repeat, in another order, values held elsewhere.</summary>
    public int Copy(long min, long max) => Widen(ref _copy, min, max, CopyKey);

    /// <summary>Key of d -> max(d, 0) on at least [min, max]: exact, without clamp.</summary>
    public int Max(long min, long max) => Widen(ref _max, min, max, MaxKey);

    /// <summary>Key of a function given by its outputs from <paramref name="domainMin"/> on; equal functions share one.</summary>
    public int Function(int domainMin, int[] outputs)
    {
        for (int i = 0; i < _functions.Count; i++)
        {
            if (_functions[i].DomainMin == domainMin && _functions[i].Outputs.AsSpan().SequenceEqual(outputs)) return FirstFunctionKey + i;
        }

        _functions.Add((domainMin, outputs));
        return FirstFunctionKey + _functions.Count - 1;
    }

    /// <summary>The second value beside 0: what cells that hold nothing put into out.</summary>
    public int AtZero(int key)
    {
        if (key < FirstFunctionKey) return 0;
        (int min, int[] outputs) = _functions[key - FirstFunctionKey];
        if (min > 0 || min + outputs.Length <= 0) throw new LoweringException($"A table from {min} on lacks 0, which padding looks up.");
        return outputs[-min];
    }

    /// <summary>All rows: the idle entry, remainders of T bits, weights of <paramref name="weightBits"/> bits unless that is 0, then the pairs.</summary>
    public List<(int Key, int First, int Second)> Rows(int shift, int weightBits)
    {
        var rows = new List<(int, int, int)> { (0, 0, 0) };
        for (int v = -(1 << (shift - 1)); v < 1 << (shift - 1); v++) rows.Add((RangeKey, v, 0));
        if (weightBits > 0)
        {
            for (int v = -(1 << (weightBits - 1)); v < 1 << (weightBits - 1); v++) rows.Add((WeightKey, v, 0));
        }

        for (int v = _copy?.Min ?? 1; v <= (_copy?.Max ?? 0); v++) rows.Add((CopyKey, v, v));
        for (int v = _max?.Min ?? 1; v <= (_max?.Max ?? 0); v++) rows.Add((MaxKey, v, Math.Max(v, 0)));
        for (int i = 0; i < _functions.Count; i++)
        {
            (int min, int[] outputs) = _functions[i];
            for (int j = 0; j < outputs.Length; j++) rows.Add((FirstFunctionKey + i, min + j, outputs[j]));
        }

        return rows;
    }

    private static int Widen(ref (int Min, int Max)? hull, long min, long max, int key)
    {
        if (min < int.MinValue / 2 || max > int.MaxValue / 2) throw new LoweringException($"A table over {min}..{max} is out of reach.");
        hull = (Math.Min(hull?.Min ?? 0, (int)min), Math.Max(hull?.Max ?? 0, (int)max));
        return key;
    }
}

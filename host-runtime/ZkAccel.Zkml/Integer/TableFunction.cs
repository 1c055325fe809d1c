namespace ZkAccel.Zkml.Integer;

/// <summary>A table while its users are being collected: a function and the hull of the arguments that they need.</summary>
internal sealed class TableFunction(string name, Func<int, int> function)
{
    /// <summary>Largest |output|.</summary>
    public const int MaxOutput = 1 << 20;

    private int[] outputs = [];
    private int first;

    /// <summary>Name of the table.</summary>
    public string Name => name;

    /// <summary>The function at an argument that is already in the domain.</summary>
    public int At(int argument) => outputs[argument - first];

    /// <summary>Takes the ranges of a user's arguments into the domain; returns the ranges of its outputs.</summary>
    public Interval[] Map(Interval[] arguments, string node)
    {
        Grow(Interval.Hull(arguments), node);
        var range = new Interval[arguments.Length];
        for (var i = 0; i < range.Length; i++)
        {
            var (low, high) = (int.MaxValue, int.MinValue);
            foreach (var y in outputs.AsSpan((int)arguments[i].Min - first, (int)(arguments[i].Max - arguments[i].Min) + 1))
                (low, high) = (Math.Min(low, y), Math.Max(high, y));
            range[i] = new(low, high);
        }

        return range;
    }

    /// <summary>The table over the hull of all users.</summary>
    public LookupTable Materialise(int id) => new(id, name, first, outputs);

    private void Grow(Interval hull, string node)
    {
        // 0 is what padding looks up.
        var (low, high) = hull.Published();
        if (outputs.Length > 0) (low, high) = (Int128.Min(low, first), Int128.Max(high, first + outputs.Length - 1L));
        if (high - low + 1 > IntegerModel.MaxTableEntries)
            throw new IntegerModelException(
                IntegerModelError.TableDomain,
                $"arguments {hull.Min}..{hull.Max} of table '{name}' need more than 2^17 entries; use fewer activation bits (each bit less halves the table) or a smaller margin", node);
        if (high - low + 1 == outputs.Length) return;
        var grown = new int[(int)(high - low + 1)];
        for (var i = 0; i < grown.Length; i++)
        {
            grown[i] = function((int)low + i);
            if (grown[i] is > MaxOutput or < -MaxOutput)
                throw new IntegerModelException(IntegerModelError.Parameter, $"table '{name}' is {grown[i]} at {low + i}, outside plus or minus 2^20", node);
        }

        (first, outputs) = ((int)low, grown);
    }
}

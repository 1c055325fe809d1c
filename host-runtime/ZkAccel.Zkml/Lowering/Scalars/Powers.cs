namespace ZkAccel.Zkml.Lowering;

/// <summary>Powers of one challenge as cells, each made once: a multiplication by a power that is there, else by halving.</summary>
internal sealed class Powers
{
    private readonly ScalarProgram _program;
    private readonly Dictionary<long, Cell> _cells = [];
    private readonly Dictionary<long, Cell> _ones = [];

    public Powers(ScalarProgram program, Cell challenge)
    {
        _program = program;
        _cells[0] = program.One;
        _cells[1] = challenge;
    }

    /// <summary>The challenge to the power of <paramref name="exponent"/>, which is not negative.</summary>
    public Cell this[long exponent] => Get(exponent, 0);

    /// <summary>The power next in a ladder of step <paramref name="step"/>: one row where the one before is there.</summary>
    public Cell Get(long exponent, long step)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(exponent);
        if (_cells.TryGetValue(exponent, out Cell known)) return known;
        Cell made;
        if (step > 0 && exponent > step && _cells.ContainsKey(exponent - step)) made = _program.Product(_cells[exponent - step], this[step]);
        else if (_cells.TryGetValue(exponent - 1, out Cell before)) made = _program.Product(before, _cells[1]);
        else if (exponent % 2 == 1) made = _program.Product(this[exponent - 1], _cells[1]);
        else
        {
            Cell half = this[exponent / 2];
            made = _program.Product(half, half);
        }

        return _cells[exponent] = made;
    }

    /// <summary>1 + x + ... + x^(count - 1), by doubling: (1 + x^h) times the sum of h.</summary>
    public Cell Ones(long count)
    {
        if (count == 1) return _program.One;
        if (_ones.TryGetValue(count, out Cell known)) return known;
        Cell made;
        if (count % 2 == 0)
        {
            Cell half = Ones(count / 2);
            made = _program.Sum(new Term(Bn254.Fr.One, half), new Term(Bn254.Fr.One, half, this[count / 2]));
        }
        else
        {
            made = _program.Sum(new Term(Bn254.Fr.One, Ones(count - 1)), new Term(Bn254.Fr.One, this[count - 1]));
        }

        return _ones[count] = made;
    }

    /// <summary>1 + x^step + ... + x^(step·(count - 1)).</summary>
    public Cell Ones(long count, long step)
    {
        if (count == 1) return _program.One;
        var terms = new Term[count];
        for (int i = 0; i < count; i++) terms[i] = new Term(Bn254.Fr.One, Get(i * step, step));
        return _program.Sum(terms);
    }
}

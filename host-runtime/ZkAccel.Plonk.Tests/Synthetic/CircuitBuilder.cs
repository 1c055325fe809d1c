using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

/// <summary>A circuit and a witness under construction, row by row: just enough of a compiler to test the protocol with.</summary>
internal sealed class CircuitBuilder
{
    public const int Shift = 3, Stride = 2, RangeKey = 7, WeightKey = 8, ReluKey = 1, InputKey = 2;

    private readonly List<int> _order = [];
    private readonly List<(int, int)> _equal = [];
    private readonly List<PublicTensor> _tensors = [];
    private readonly List<long[]> _values = [];
    private readonly bool[] _gates;
    private readonly Fr[][] _selectors = new Fr[6][];
    private readonly byte[][] _flags = new byte[6][];
    private readonly int[] _sourceA, _sourceB;

    public CircuitBuilder(Profile profile, int logN, params PublicTensor[] tensors)
    {
        (Profile, LogN, Size) = (profile, logN, 1 << logN);
        for (int i = 0; i < 6; i++) (_selectors[i], _flags[i]) = (new Fr[Size], new byte[Size]);
        _gates = new bool[Size];
        _sourceA = new int[Size];
        _sourceB = new int[Size];
        _sourceA.AsSpan().Fill(-1);
        _sourceB.AsSpan().Fill(-1);
        Key = new int[Size];
        G = Columns<byte>(profile.Slots);
        (Hi, Rem, Out, Weights) = (Columns<int>(profile.Slots), Columns<int>(profile.Slots), Columns<int>(profile.Slots), Columns<int>(profile.Lanes));
        _tensors.AddRange(tensors);
        NextRow = Circuit.FirstTensorInput + tensors.Length;
        for (int x = 0; x < NextRow; x++) _gates[x] = true;
        _gates[Size - 1] = true;
    }

    public Profile Profile { get; }

    public int LogN { get; }

    public int Size { get; }

    public int NextRow { get; set; }

    public int[] Key { get; }

    public byte[][] G { get; }

    public int[][] Hi { get; }

    public int[][] Rem { get; }

    public int[][] Out { get; }

    public int[][] Weights { get; }

    /// <summary>Cells that nothing binds but their table: column name, index, row.</summary>
    public HashSet<(string Column, int Index, int Row)> Free { get; } = [];

    public const int Rho = 2, R = 3, TauC = 4;

    /// <summary>The row of c that holds the digest of tensor j.</summary>
    public static int TensorInput(int j) => Circuit.FirstTensorInput + j + 1;

    /// <summary>Keeps all the digests of a row (0), or starts the ones named; classes and product likewise.</summary>
    public void Flags(int row, bool keepW = false, bool keepA = false, bool keepB = false, bool vector = false, bool strided = false, bool product = false)
    {
        bool[] flags = [keepW, keepA, keepB, vector, strided, product];
        for (int i = 0; i < 6; i++) _flags[i][row] = flags[i] ? (byte)1 : (byte)0;
    }

    public void SetRaw(int slot, int row, int raw)
    {
        int half = 1 << (Shift - 1);
        Hi[slot][row] = (raw + half) >> Shift;
        Rem[slot][row] = raw - (Hi[slot][row] << Shift);
        Out[slot][row] = Math.Max(Hi[slot][row], 0);
        Key[row] = ReluKey;
    }

    /// <summary>A gate in a free row, or in the given one; the result is the row of c that it writes.</summary>
    public int Gate(int m = 0, int l = 0, int w = 0, int a = 0, int b = 0, int o = 0, int sourceA = -1, int sourceB = -1, int row = -1)
    {
        if (row < 0) row = Array.IndexOf(_gates, false);
        if (row < 0 || _gates[row]) throw new InvalidOperationException($"Row {row} is taken.");
        _gates[row] = true;
        int[] values = [o, m, l, w, a, b];
        for (int i = 0; i < 6; i++) _selectors[i][row] = Fr.FromInt64(values[i]);
        (_sourceA[row], _sourceB[row]) = (sourceA, sourceB);
        _order.Add(row);
        return row + 1;
    }

    /// <summary>The first of several free rows in succession.</summary>
    public int Run(int rows)
    {
        for (int x = 0; x + rows < Size; x++)
        {
            if (_gates.AsSpan(x, rows).IndexOf(true) < 0) return x;
        }

        throw new InvalidOperationException("No room.");
    }

    public void Equal(int a, int b) => _equal.Add((a, b));

    public void Publish(params long[] values) => _values.Add(values);

    public (Circuit Circuit, Witness Witness) Build()
    {
        var table = new List<(int Key, int First, int Second)> { (0, 0, 0) };
        for (int v = -4; v < 4; v++)
        {
            table.Add((ReluKey, v, Math.Max(v, 0)));
            table.Add((InputKey, 0, v));
            table.Add((RangeKey, v, 0));
            if (Profile.Ranged) table.Add((WeightKey, v, 0));
        }

        while (table.Count < Size) table.Add(table[table.Count % 5]);
        var circuit = new Circuit
        {
            Profile = Profile, LogN = LogN, Shift = Shift, Stride = Stride, RangeKey = RangeKey, WeightKey = WeightKey,
            QO = _selectors[0], QM = _selectors[1], QL = _selectors[2], QW = _selectors[3], QA = _selectors[4], QB = _selectors[5],
            KW = _flags[0], KA = _flags[1], KB = _flags[2], QR = _flags[3], Q2 = _flags[4], QP = _flags[5], G = G, Key = Key,
            T0 = [.. table.Select(t => t.Key)], T1 = [.. table.Select(t => t.First)], T2 = [.. table.Select(t => t.Second)],
            SourceA = _sourceA, SourceB = _sourceB, EvaluationOrder = [.. _order], EqualC = [.. _equal], PublicTensors = [.. _tensors],
            DescribeRow = (x, _) => $"row number {x}",
        };
        return (circuit, new Witness { Hi = Hi, Rem = Rem, Out = Out, Weights = Weights, PublicValues = [.. _values] });
    }

    private T[][] Columns<T>(int count) => [.. Enumerable.Range(0, count).Select(_ => new T[Size])];
}

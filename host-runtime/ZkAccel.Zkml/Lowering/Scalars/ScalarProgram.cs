using System.Runtime.InteropServices;
using ZkAccel.Bn254;

namespace ZkAccel.Zkml.Lowering;

/// <summary>A full-size value of the scalar program: the result of one of its operations.</summary>
internal readonly record struct Cell(int Id)
{
    public static Cell None => new(-1);

    public bool IsNone => Id < 0;
}

/// <summary>Coefficient · A · B, or Coefficient · A where B is none.</summary>
internal readonly record struct Term(Fr Coefficient, Cell A, Cell B)
{
    public Term(Fr coefficient, Cell a) : this(coefficient, a, Cell.None)
    {
    }
}

/// <summary>Which digest a load reads.</summary>
internal enum Digest
{
    Weights,
    Raw,
    Out,
}

/// <summary>
/// The straight-line program over full-size values that ties digests together. Operations come in dependency order and get their
/// rows later: a load must stand in the row after its segment, a sum of k terms takes k rows anywhere.
/// </summary>
internal sealed class ScalarProgram
{
    internal enum Kind
    {
        Public,
        Sum,
        Load,
    }

    /// <summary>
    /// One operation. Public: First = index of the public input. Sum: Count terms from First. Load: the digest at
    /// <paramref name="At"/>, plus A · B where they are given (a Horner step).
    /// </summary>
    internal readonly record struct Operation(Kind Kind, int First, int Count, Digest Digest, SegmentEnd At, Cell A, Cell B);

    private readonly List<Operation> _operations = [];
    private readonly List<Term> _terms = [];
    private readonly List<(Cell, Cell)> _equal = [];
    private readonly List<string> _operationLayers = [];
    private readonly List<string> _equalityLayers = [];

    public ScalarProgram()
    {
        One = Public(0);
        Rho = Public(1);
        R = Public(2);
        TauC = Public(3);
    }

    public Cell One { get; }

    public Cell Rho { get; }

    public Cell R { get; }

    public Cell TauC { get; }

    public ReadOnlySpan<Operation> Operations => CollectionsMarshal.AsSpan(_operations);

    public ReadOnlySpan<Term> Terms => CollectionsMarshal.AsSpan(_terms);

    public IReadOnlyList<(Cell A, Cell B)> Equalities => _equal;

    /// <summary>The layer that adds operations and equalities now.</summary>
    public string Layer { get; set; } = "public inputs";

    /// <summary>The layer that added an operation.</summary>
    public IReadOnlyList<string> OperationLayers => _operationLayers;

    /// <summary>The layer that added an equality.</summary>
    public IReadOnlyList<string> EqualityLayers => _equalityLayers;

    /// <summary>Gate rows of all operations so far.</summary>
    public int Rows { get; private set; }

    public Cell Public(int index) => Add(new Operation(Kind.Public, index, 0, default, default, Cell.None, Cell.None), 0);

    public Cell Sum(params ReadOnlySpan<Term> terms)
    {
        int first = _terms.Count;
        if (terms.IsEmpty) _terms.Add(new Term(Fr.Zero, One));
        else _terms.AddRange(terms);
        int count = _terms.Count - first;
        return Add(new Operation(Kind.Sum, first, count, default, default, Cell.None, Cell.None), count);
    }

    public Cell Product(Cell a, Cell b) => Sum(new Term(Fr.One, a, b));

    public Cell Load(Digest digest, SegmentEnd at) => Load(digest, at, Cell.None, Cell.None);

    /// <summary>The digest plus a·b.</summary>
    public Cell Load(Digest digest, SegmentEnd at, Cell a, Cell b) => Add(new Operation(Kind.Load, 0, 0, digest, at, a, b), 1);

    public void AssertEqual(Cell a, Cell b)
    {
        _equal.Add((a, b));
        _equalityLayers.Add(Layer);
    }

    private Cell Add(Operation operation, int rows)
    {
        _operations.Add(operation);
        _operationLayers.Add(Layer);
        Rows += rows;
        return new Cell(_operations.Count - 1);
    }
}

using ZkAccel.Bn254;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// x W with constant weights: for each row t of x, Σ_o r^o y[t,o] = Σ_j κ_j x[t,j] with κ_j = Σ_o r^o W[j,o]: k products instead of k·m. Each x is an element
/// of its own: tied only by a digest, inputs could be chosen again once r is known.
/// </summary>
internal sealed class MatMulAccumulator : IVectorAccumulator
{
    private readonly Trace _trace;
    private readonly IntegerModel _model;
    private readonly IntMatMul _node;
    private readonly View _input;
    private readonly Cell[] _kernel;
    private readonly Cell _bias;

    public MatMulAccumulator(Trace trace, IntegerModel model, IntMatMul node, View input)
    {
        _trace = trace;
        _model = model;
        _node = node;
        _input = Copies.Elements(trace, node.Name, input);
        int[] dims = model.Weights[node.Weights].Dims;
        int[] w = model.Weights[node.Weights].Data;
        int k = dims[0];
        Length = dims[1];
        Vectors = _input.Count / k;
        _kernel = new Cell[k];
        for (int j = 0; j < k; j++) _kernel[j] = trace.Scalars.Load(Digest.Weights, trace.Add(node.Name, w[(j * Length)..((j + 1) * Length)]).End);
        _bias = node.Bias is { } bias ? BiasDigest.Load(trace, node.Name, model.Biases[bias].Data, model.WeightBits) : Cell.None;
    }

    public int Vectors { get; }

    public int Length { get; }

    public Cell VectorDigest(int vector)
    {
        var terms = new List<Term>();
        int k = _kernel.Length;
        for (int j = 0; j < k; j++)
        {
            foreach (FormTerm term in _input.Forms[(vector * k) + j].Terms) terms.Add(new Term(term.Coefficient, _kernel[j], term.Cell));
        }

        if (!_bias.IsNone) terms.Add(new Term(Fr.One, _bias));
        return _trace.Scalars.Sum(terms.ToArray());
    }

    public long[] Values(Evaluation evaluation) => evaluation.Model(_node.Output);
}

/// <summary>Exact sums that are known only by their digests Σ_o r^o acc[t, o], one for each vector t.</summary>
internal interface IVectorAccumulator
{
    int Vectors { get; }

    int Length { get; }

    Cell VectorDigest(int vector);

    long[] Values(Evaluation evaluation);
}

/// <summary>X Y of two activations, row by row: Σ_j r^j Z[i,j] = Σ_k X[i,k] (Σ_j r^j Y[k,j]), exact products of what is committed in phase 0.</summary>
internal sealed class MatMul2Accumulator : IVectorAccumulator
{
    private readonly Trace _trace;
    private readonly IntMatMul2 _node;
    private readonly View _x;
    private readonly Cell[] _rows;
    private readonly int _rowsOfX;
    private readonly int _inner;

    public MatMul2Accumulator(Trace trace, IntMatMul2 node, View x, View y)
    {
        _trace = trace;
        _node = node;
        _x = Copies.Elements(trace, node.Name, x);
        View right = Copies.Elements(trace, node.Name, y);
        _inner = right.Dims[^2];
        Length = right.Dims[^1];
        _rowsOfX = x.Dims[^2];
        Vectors = x.Count / _inner;
        _rows = new Cell[right.Count / Length];
        for (int k = 0; k < _rows.Length; k++) _rows[k] = Identity.Vector(trace, right.Forms.AsSpan(k * Length, Length));
    }

    public int Vectors { get; }

    public int Length { get; }

    public Cell VectorDigest(int vector)
    {
        var terms = new List<Term>();
        int matrix = vector / _rowsOfX;
        for (int k = 0; k < _inner; k++)
        {
            foreach (FormTerm term in _x.Forms[(vector * _inner) + k].Terms) terms.Add(new Term(term.Coefficient, _rows[(matrix * _inner) + k], term.Cell));
        }

        return _trace.Scalars.Sum(terms.ToArray());
    }

    public long[] Values(Evaluation evaluation) => evaluation.Model(_node.Output);
}

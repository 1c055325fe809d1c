using ZkAccel.Bn254;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>
/// Σ_c Σ_i K_(c,i) · D_(c,i): the exact sums of a convolution as products of digests (Freivalds by polynomials). K_(c,i) = Σ_o r^o Σ_j ρ^(e_j) W[o,c,i,j];
/// D_(c,i) = Σ_y ρ^(pitch·y) X[c, s·y + i·d - pad], exact in y, so that only the borders in x are free cells. Each group is an identity of its own:
/// stacked above another, a padding weight of one would forge a channel of the next.
/// </summary>
internal sealed class ConvAccumulator
{
    private readonly Trace _trace;
    private readonly IntegerModel _model;
    private readonly IntConv _node;
    private readonly View[] _phases;
    private readonly View _input;
    private readonly ConvGeometry _x;
    private readonly ConvGeometry _y;
    private readonly Dictionary<(int Group, int Channel, int Row, int Phase), Cell> _kernels = [];
    private readonly Cell[] _biases;

    public ConvAccumulator(Trace trace, IntegerModel model, IntConv node, View input)
    {
        _trace = trace;
        _model = model;
        _node = node;
        Window w = node.Window;
        Channels = model.Weights[node.Weights].Dims[0];
        _input = Copies.Lines(trace, input);
        _x = new ConvGeometry(_input.Width, w.OutputWidth(_input.Width), w.KernelWidth, w.StrideWidth, w.PadLeft, w.DilationWidth);
        _y = new ConvGeometry(_input.Height, w.OutputHeight(_input.Height), w.KernelHeight, w.StrideHeight, w.PadTop, w.DilationHeight);
        _phases = InputPhases();
        Groups = node.Groups;
        LoadKernels();
        _biases = new Cell[Groups];
        for (int g = 0; g < Groups; g++)
            _biases[g] = node.Bias is { } bias ? BiasDigest.Load(trace, node.Name, model.Biases[bias].Data.AsSpan(g * GroupChannels, GroupChannels), model.WeightBits) : Cell.None;
    }

    /// <summary>Output channels.</summary>
    public int Channels { get; }

    public int Groups { get; }

    public int GroupChannels => Channels / Groups;

    public int Height => _y.Output;

    /// <summary>Cells of a line of the full product.</summary>
    public int Width => _x.Width;

    /// <summary>The wanted cells of a line.</summary>
    public (int From, int To) Inside => (_x.Left, _x.Left + _x.Output);

    /// <summary>Σ_(o in group) r^o Σ_y ρ^(pitch·y) Σ_x ρ^x acc[o,y,x], borders included.</summary>
    public Side Group(int group, int pitch)
    {
        int inputs = _input.Planes / Groups;
        var lines = new ConvLines(_trace, _y, pitch);
        var total = new List<Side>();
        foreach (int u in _x.Taps.Select(t => t.Phase).Distinct())
        {
            var sides = new List<(Cell Kernel, Side Lines)>();
            for (int c = 0; c < inputs; c++)
            {
                View phase = _phases[u];
                ReadOnlySpan<Form> plane = phase.Forms.AsSpan(((group * inputs) + c) * phase.Height, phase.Height);
                Side[] rows = lines.Sums(plane);
                for (int i = 0; i < rows.Length; i++)
                {
                    if (!rows[i].Cell.IsNone) sides.Add((_kernels[(group, c, i, u)], rows[i]));
                }
            }

            if (sides.Count == 0) continue;
            int offset = sides.Max(s => s.Lines.Offset);
            var terms = sides.Select(s => new Term(Fr.One, s.Kernel, At(s.Lines, offset))).ToArray();
            total.Add(new Side(Scaled(_trace.Scalars.Sum(terms), LowestExponent(u)), offset));
        }

        if (!_biases[group].IsNone)
        {
            Cell ones = _trace.Scalars.Product(_trace.Rho.Ones(Width), _trace.Rho.Ones(Height, pitch));
            total.Add(new Side(_trace.Scalars.Product(_biases[group], ones), 0));
        }

        int top = total.Count == 0 ? 0 : total.Max(t => t.Offset);
        return new Side(_trace.Scalars.Sum(total.Select(t => new Term(Fr.One, At(t, top))).ToArray()), top);
    }

    /// <summary>The full product [o, y, x], borders included.</summary>
    public long[] Values(Evaluation evaluation) => ConvValues.Full(_model, _node, _input, evaluation, _x, _y, Channels);

    private Cell At(Side side, int top) => Scaled(side.Cell, top - side.Offset);

    private Cell Scaled(Cell cell, int exponent) => exponent == 0 ? cell : _trace.Scalars.Product(cell, _trace.Rho[exponent]);

    private int LowestExponent(int phase) => Enumerable.Range(0, _x.Taps.Length).Where(j => _x.Taps[j].Phase == phase).Min(_x.Exponent);

    private View[] InputPhases()
    {
        if (_x.Stride == 1) return [_input];
        if (_x.Stride == _trace.Stride) return Copies.Phases(_trace, _node.Name, _input, int.MaxValue);
        View elements = Copies.Elements(_trace, _node.Name, _input);
        return Enumerable.Range(0, _x.Stride).Select(u => Copies.Lines(_trace, Wiring.Every(elements, u, _x.Stride))).ToArray();
    }

    // Horner over the taps of a row, from the highest exponent down, one load each.
    private void LoadKernels()
    {
        int[] w = _model.Weights[_node.Weights].Data;
        int kw = _x.Taps.Length, kh = _y.Taps.Length, inputs = _input.Planes / Groups;
        var byExponent = new int[GroupChannels];
        for (int g = 0; g < Groups; g++)
        {
            for (int c = 0; c < inputs; c++)
            {
                for (int i = 0; i < kh; i++)
                {
                    foreach (IGrouping<int, int> taps in Enumerable.Range(0, kw).GroupBy(j => _x.Taps[j].Phase))
                    {
                        Cell sum = Cell.None;
                        int at = 0;
                        foreach (int j in taps.OrderByDescending(_x.Exponent))
                        {
                            for (int o = 0; o < GroupChannels; o++) byExponent[o] = w[((((((g * GroupChannels) + o) * inputs) + c) * kh) + i) * kw + j];
                            SegmentEnd end = _trace.Add(_node.Name, [.. byExponent]).End;
                            sum = sum.IsNone ? _trace.Scalars.Load(Digest.Weights, end) : _trace.Scalars.Load(Digest.Weights, end, sum, _trace.Rho[at - _x.Exponent(j)]);
                            at = _x.Exponent(j);
                        }

                        _kernels[(g, c, i, taps.Key)] = sum;
                    }
                }
            }
        }
    }
}

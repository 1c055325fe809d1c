using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Lowering;

/// <summary>Walks an integer model once and lets each node's gadget add its rows to the trace.</summary>
internal sealed class Lowerer
{
    private readonly Dictionary<int, View> _views = [];
    private readonly Dictionary<int, ConvAccumulator> _convs = [];
    private readonly Dictionary<int, IVectorAccumulator> _vectors = [];
    private readonly ILookup<int, IntNode> _consumers;
    private readonly CancellationToken _cancellation;

    public Lowerer(IntegerModel model, Trace trace, Visibility visibility, CancellationToken cancellation = default)
    {
        Model = model;
        Trace = trace;
        _cancellation = cancellation;
        _consumers = model.Nodes.SelectMany(n => n.Inputs.Distinct().Select(i => (Value: i, Node: n))).ToLookup(p => p.Value, p => p.Node);
        for (int i = 0; i < model.Inputs.Count; i++) Charge(model.Values[i].Name, () => _views[i] = Interface.Input(this, i, visibility.PublicInput));
        foreach (IntNode node in model.Nodes) Charge(node.Name, () => Lower(node));
        foreach (int output in model.Outputs) Charge(model.Values[output].Name, () => Interface.Output(this, output, visibility.PublicOutput));
    }

    public IntegerModel Model { get; }

    public Trace Trace { get; }

    public ConvAccumulator? Conv(int value) => _convs.GetValueOrDefault(value);

    public IVectorAccumulator? Vector(int value) => _vectors.GetValueOrDefault(value);

    /// <summary>The view of a value that has one.</summary>
    /// <exception cref="LoweringException">The value is a weighted sum that was never requantised.</exception>
    public View View(int value) => _views.TryGetValue(value, out View? view)
        ? view
        : throw new LoweringException($"{Model.Values[value].Name} is a weighted sum: requantise it before something other than a requantisation reads it.");

    /// <summary>A view by lines of a value of the model.</summary>
    public View Stored(int value, Form[] forms) => Of(value, false, forms);

    /// <summary>A view by elements of a value of the model.</summary>
    public View StoredElements(int value, Form[] forms) => Of(value, true, forms);

    /// <summary>Whether all that reads a value, through wiring, reads it element by element.</summary>
    public bool PrefersElements(int value)
    {
        if (Shapes.Count(Model.Values[value].Dims) == Model.Values[value].Dims[^1] && !_consumers[value].Any(n => n is IntConv)) return true;
        bool any = false;
        foreach (IntNode node in _consumers[value])
        {
            any = true;
            bool elements = node switch
            {
                IntMatMul or IntMatMul2 or IntSoftmax => true,
                IntReshape or IntTranspose or IntSlice or IntConcat or IntPad or IntExpand => PrefersElements(node.Output),
                _ => false,
            };
            if (!elements) return false;
        }

        return any;
    }

    private View Of(int value, bool elements, Form[] forms)
    {
        IntValue v = Model.Values[value];
        return new View(v.Dims, elements, forms, v.Min, v.Max, ValueSource.OfModel(value));
    }

    private void Lower(IntNode node)
    {
        switch (node)
        {
            case IntConv conv:
                _convs[conv.Output] = new ConvAccumulator(Trace, Model, conv, View(conv.X));
                break;
            case IntMatMul product:
                _vectors[product.Output] = new MatMulAccumulator(Trace, Model, product, View(product.X));
                break;
            case IntMatMul2 product:
                _vectors[product.Output] = new MatMul2Accumulator(Trace, product, View(product.X), View(product.Y));
                break;
            case IntReshape reshape when Vector(reshape.X) is { } sum:
                _vectors[reshape.Output] = sum;
                break;
            case IntReshape reshape when Conv(reshape.X) is { Height: 1 } sum && Model.Values[reshape.Output].Dims is [1, var c, var w] && c == sum.Channels && w == Model.Values[reshape.X].Dims[^1]:
                _convs[reshape.Output] = sum;
                break;
            default:
                _views[node.Output] = node switch
                {
                    IntRequantise n => Requantise.Lower(this, n),
                    IntMaxPool n => MaxPool.Lower(this, n),
                    IntSumPool n => Sums.Pool(this, n),
                    IntReduceSum n => Sums.Reduce(this, n),
                    IntLinear n => Sums.Linear(this, n),
                    IntMul n => Products.Lower(this, n),
                    IntSoftmax n => Softmax.Lower(this, n),
                    IntReshape or IntTranspose or IntSlice or IntConcat or IntPad or IntExpand => Wiring.Lower(this, node),
                    _ => throw new LoweringException($"{node.Name}: there is no circuit for {node.GetType().Name}."),
                };
                break;
        }
    }

    private void Charge(string layer, Action work)
    {
        _cancellation.ThrowIfCancellationRequested();
        Trace.Scalars.Layer = layer;
        int before = Trace.Scalars.Rows;
        work();
        Trace.Cost(layer).ScalarRows += Trace.Scalars.Rows - before;
    }
}

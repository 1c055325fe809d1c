using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Operators;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Quantise;

/// <summary>
/// Turns a float graph into an integer model. Nodes are first only remembered, as a function of a linear form of integers
/// (<see cref="Symbol"/>); integers are made where one has to exist: before a product, a pool, a softmax, or at an output. So
/// batch norms fold into weights, and scaling, residual sums, activation functions and clamps fuse into one requantisation.
/// </summary>
public sealed partial class Quantiser
{
    private readonly Graph graph;
    private readonly Calibration calibration;
    private readonly QuantisationOptions options;
    private readonly IntegerModelBuilder builder;
    private readonly Symbol?[] symbols;
    private readonly Dictionary<Value, IntegerTerm> narrow = [];
    private readonly HashSet<Value> made = [];
    private readonly Retry retry;
    private readonly int[] uses;
    private readonly int levels;

    private Quantiser(Graph graph, Calibration calibration, QuantisationOptions options, int levels, Retry retry)
    {
        (this.graph, this.calibration, this.options, this.levels, this.retry) = (graph, calibration, options, levels, retry);
        builder = new IntegerModelBuilder(graph.Name, options.Shift, options.WeightBits, options.ActivationBits);
        symbols = new Symbol?[graph.Values.Count];
        uses = new int[graph.Values.Count];
        foreach (var n in graph.Nodes)
        {
            foreach (var v in n.Inputs) uses[v.Id]++;
        }

        foreach (var v in graph.Outputs) uses[v.Id]++;
    }

    /// <summary>Quantises a model.</summary>
    /// <param name="graph">The float model.</param>
    /// <param name="calibration">Ranges of its values.</param>
    /// <param name="options">Bits, shift, margins.</param>
    /// <exception cref="ModelException">An operator, or a use of one, that integer models do not cover.</exception>
    /// <exception cref="IntegerModelException">A range does not fit; the message names the layer and the option to change.</exception>
    public static IntegerModel Quantise(Graph graph, Calibration calibration, QuantisationOptions options)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(calibration);
        ArgumentNullException.ThrowIfNull(options);
        options.Check();
        if (calibration.Graph != graph) throw new ArgumentException("the calibration is of another graph", nameof(calibration));
        return options.Unsigned ? Quantise(graph, calibration, options, options.MostLevels) : WithinRoom(graph, calibration, options);
    }

    private static IntegerModel Quantise(Graph graph, Calibration calibration, QuantisationOptions options, int levels)
    {
        var retry = new Retry();
        while (true)
        {
            try
            {
                return new Quantiser(graph, calibration, options, levels, retry).Run();
            }
            catch (RetryException)
            {
                // What went wrong is in retry now; each round adds to it, so this ends.
            }
        }
    }

    private IntegerModel Run()
    {
        var absorbed = Inputs();
        foreach (var node in graph.Nodes)
        {
            if (absorbed.Contains(node)) continue;
            var s = Convert(node);
            if (s.Form.Origin == node.Output && s.Form.HasProduct && retry.Shared.Contains(node.Output))
            {
                symbols[node.OutputId] = s;
                s = Symbolic(node.Output, Narrow(node.Output));
            }

            symbols[node.OutputId] = s;
        }

        return builder.Build([.. graph.Outputs.Select(Output)]);
    }

    private Symbol Convert(Node node) => node switch
    {
        Conv n => Convolution(n),
        Gemm n => Matrix(n),
        MatMul n => Matrix(n),
        BatchNormalization n => Normalise(n),
        Unary n => Of(n.Input) is var s ? new Symbol(s.Form, s.Function.Then(n)) : null!,
        Binary n => Arithmetic(n),
        MaxPool n => Pool(n),
        AveragePool n => Pool(n),
        Reduce n => Sum(n),
        Softmax n => Probabilities(n),
        Reshape n => Wire(n, (x, name) => Reshaped(x, n.Output.Shape, name)),
        Transpose n => Wire(n, (x, name) => new IntTranspose(0, name, x, n.Permutation)),
        Slice n => Wire(n, (x, name) => new IntSlice(0, name, x, n.Starts, n.Steps, [.. n.Output.Shape.Dimensions])),
        Expand n => Wire(n, (x, name) => new IntExpand(0, name, Ranked(x, n.Output.Shape, name), [.. n.Output.Shape.Dimensions])),
        Pad n => Padded(n),
        Concat n => Joined(n),
        QuantizeLinear n => Requantised(n),
        DequantizeLinear n => Dequantised(n),
        Cast n when n.Input.ElementType.IsFloat() && n.Output.ElementType.IsFloat() => Of(n.Input),
        _ => throw Unsupported(node, "the integer model does not cover this operator"),
    };

    private Symbol Of(Value v) => symbols[v.Id] ?? throw new ModelException(ModelError.Unsupported, "a constant stands where a computed value is expected", tensor: v.Name);

    private static Symbol Symbolic(Value v, IntegerTerm term) => new(new LinearForm(v, [term]), ScalarFunction.Identity);

    private static ModelException Unsupported(Node node, string why) => new(ModelError.Unsupported, why, node.Name, node.OpType, node.Output.Name);

    /// <summary>Adds a node that stands for a value of the graph.</summary>
    private int Add(IntNode node, Value v, params double[] scales) => builder.Add(node, v.Name, scales);

    /// <summary>What earlier rounds found out.</summary>
    private sealed class Retry
    {
        /// <summary>Products that more than one requantisation reads: they are made narrow once.</summary>
        public HashSet<Value> Shared { get; } = [];

        /// <summary>Bits of table arguments that had to be lowered because the proven range did not fit a table.</summary>
        public Dictionary<Value, int> ArgumentBits { get; } = [];
    }

    private sealed class RetryException : Exception;
}

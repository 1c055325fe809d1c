using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml.Quantise;

/// <summary>A part of a linear form.</summary>
internal abstract record Term;

/// <summary>An integer value that exists: real = integer * Unit, where it has channels times the factor of its index of axis 1. The unit may be negative.</summary>
internal sealed record IntegerTerm(int Value, double Unit, double[]? Channels = null) : Term;

/// <summary>
/// A product with constant weights that is not quantised yet: the weights' scale follows from the multiplier that its consumer
/// chooses. The weights hold the input's unit: the sum of Weights * integer + Bias is real.
/// </summary>
/// <param name="Source">The node.</param>
/// <param name="X">Narrow integer value.</param>
/// <param name="Weights">[outputs, inputs/groups, height, width], or [k, m] where there is no window.</param>
/// <param name="Dims">Dimensions of the weights.</param>
/// <param name="Bias">Real, one for each output.</param>
/// <param name="Window">The window of a convolution, null for a matrix.</param>
/// <param name="Groups">Groups of a convolution.</param>
/// <param name="Units">Real size of an integer step of the input: one, or one for each weight of an output, group after group.</param>
internal sealed record ProductTerm(Node Source, int X, double[] Weights, int[] Dims, double[] Bias, Integer.Window? Window, int Groups, double[] Units) : Term
{
    /// <summary>Weights of one output channel.</summary>
    public int Inputs => Weights.Length / Outputs;

    /// <summary>Weight k of an output channel.</summary>
    public int Index(int channel, int k) => Window is null ? (k * Dims[1]) + channel : (channel * Inputs) + k;

    /// <summary>Output channels.</summary>
    public int Outputs => Window is null ? Dims[1] : Dims[0];

    /// <summary>Output channel of a weight.</summary>
    public int Channel(int weight) => Window is null ? weight % Dims[1] : weight / (Weights.Length / Dims[0]);

    /// <summary>The product with each output channel multiplied and moved.</summary>
    public ProductTerm Scaled(Func<int, double> factor, Func<int, double> shift)
    {
        var (w, b) = (new double[Weights.Length], new double[Bias.Length]);
        for (var i = 0; i < w.Length; i++) w[i] = Weights[i] * factor(Channel(i));
        for (var c = 0; c < b.Length; c++) b[c] = (Bias[c] * factor(c)) + shift(c);
        return this with { Weights = w, Bias = b };
    }
}

/// <summary>A sum of terms plus an offset (null: none; else one for each element).</summary>
/// <param name="origin">The graph's value that this is, whose calibrated range is that of the form.</param>
/// <param name="terms">At least one.</param>
/// <param name="offset">Real constants, or null.</param>
internal sealed class LinearForm(Value origin, Term[] terms, double[]? offset = null)
{
    /// <summary>Its value in the graph.</summary>
    public Value Origin => origin;

    /// <summary>The terms.</summary>
    public Term[] Terms => terms;

    /// <summary>The constants.</summary>
    public double[]? Offset => offset;

    /// <summary>True where a product waits for its scale.</summary>
    public bool HasProduct => terms.Any(t => t is ProductTerm);

    /// <summary>The one integer value that this is, without an offset, or null.</summary>
    public IntegerTerm? Single => terms is [IntegerTerm t] && offset is null ? t : null;
}

/// <summary>What is known of a graph value before it has to exist as integers: a function of a linear form.</summary>
internal sealed record Symbol(LinearForm Form, ScalarFunction Function);

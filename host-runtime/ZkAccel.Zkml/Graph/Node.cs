using System.Collections.Immutable;

namespace ZkAccel.Zkml.Graphs;

/// <summary>
/// One operation of a <see cref="Graph"/>. A derived record for each operator family carries typed attributes, its shape
/// rule and its float rule, and lives in one file of <c>Graph/Operators</c>.
/// </summary>
public abstract record Node
{
    private protected Node()
    {
    }

    /// <summary>The ONNX node name, or its output's name where it has none (escape before printing).</summary>
    public string Name { get; internal set; } = "";

    /// <summary>The ONNX operator the node comes from.</summary>
    public string OpType { get; internal set; } = "";

    /// <summary>Data inputs. Parameters that ONNX passes as constant inputs (axes, pads, bounds) are attributes here.</summary>
    public ImmutableArray<Value> Inputs { get; internal set; } = [];

    /// <summary>What the node computes.</summary>
    public Value Output { get; internal set; } = null!;

    /// <summary><see cref="Value.Id"/> of each input.</summary>
    public ImmutableArray<int> InputIds => [.. Inputs.Select(v => v.Id)];

    /// <summary><see cref="Value.Id"/> of the output.</summary>
    public int OutputId => Output.Id;

    /// <summary>The float rule: computes the output from inputs of the declared shapes.</summary>
    /// <param name="inputs">One tensor for each of <see cref="Inputs"/>.</param>
    /// <param name="threads">How many threads a heavy operator may use.</param>
    internal abstract Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads);

    /// <summary>The float rule, with the coordinates of what fails.</summary>
    /// <exception cref="ModelException">Integer arithmetic overflows or divides by zero.</exception>
    internal Tensor Compute(ReadOnlySpan<Tensor> inputs, int threads)
    {
        try
        {
            return Evaluate(inputs, threads);
        }
        catch (Exception e) when (e is OverflowException or DivideByZeroException)
        {
            throw new ModelException(ModelError.Range, $"computing this value fails: {(e is OverflowException ? "it overflows" : "a division by zero")}", Name, OpType, Output.Name, inner: e);
        }
    }

    /// <inheritdoc/>
    public sealed override string ToString() => $"{OpType} {ModelException.Quote(Name)} -> {Output}";
}

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>
/// An operator that only moves elements: output element i is element <c>Source()[i]</c> of the inputs laid one after the
/// other, or <see cref="Fill"/> where that is -1.
/// </summary>
internal abstract record Movement : Node
{
    private int[]? source;

    /// <summary>What padding holds.</summary>
    public virtual float Fill => 0f;

    /// <summary>For each output element its place in the concatenation of the inputs, or -1.</summary>
    public int[] Source => source ??= BuildSource();

    /// <summary>Computes <see cref="Source"/>.</summary>
    private protected abstract int[] BuildSource();

    /// <inheritdoc/>
    internal override Tensor Evaluate(ReadOnlySpan<Tensor> inputs, int threads)
    {
        if (inputs[0].IsFloat)
        {
            var all = new ReadOnlyMemory<float>[inputs.Length];
            for (var i = 0; i < all.Length; i++) all[i] = inputs[i].FloatArray;
            return new Tensor(Output.Shape, Move(all, Fill), Output.ElementType);
        }

        var integers = new ReadOnlyMemory<long>[inputs.Length];
        for (var i = 0; i < integers.Length; i++) integers[i] = inputs[i].IntegerArray;
        return new Tensor(Output.Shape, Move(integers, (long)Fill), Output.ElementType);
    }

    private T[] Move<T>(ReadOnlyMemory<T>[] inputs, T fill)
    {
        ReadOnlySpan<T> x = inputs[0].Span;
        if (inputs.Length > 1)
        {
            var joined = new T[inputs.Sum(i => i.Length)];
            var at = 0;
            foreach (var i in inputs)
            {
                i.Span.CopyTo(joined.AsSpan(at));
                at += i.Length;
            }

            x = joined;
        }

        var map = Source;
        var y = new T[map.Length];
        for (var i = 0; i < y.Length; i++) y[i] = map[i] < 0 ? fill : x[map[i]];
        return y;
    }
}

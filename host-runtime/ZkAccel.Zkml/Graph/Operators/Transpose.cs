using System.Collections.Immutable;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Permutes axes: output axis i is input axis <c>Permutation[i]</c>.</summary>
/// <param name="Permutation">A permutation of the axes.</param>
internal sealed record Transpose(ImmutableArray<int> Permutation) : Movement
{
    /// <summary>Reads a node.</summary>
    public static void Read(NodeReader node)
    {
        node.Arity(1, 1);
        var x = node.Input(0);
        var perm = node.Ints("perm") ?? [.. Enumerable.Range(0, x.Shape.Rank).Reverse().Select(i => (long)i)];
        if (perm.Length != x.Shape.Rank || perm.Distinct().Count() != perm.Length || perm.Any(p => p < 0 || p >= x.Shape.Rank))
            throw node.Error(ModelError.Attribute, $"attribute perm [{string.Join(',', perm)}] is no permutation of the axes of a rank-{x.Shape.Rank} tensor");
        node.Return(Emit(node, x, [.. perm.Select(p => (int)p)]));
    }

    /// <summary>Emits a transposition.</summary>
    public static Value Emit(NodeReader node, Value x, ImmutableArray<int> perm, string? suffix = null) =>
        node.Emit(new Transpose(perm), node.Shape([.. perm.Select(p => (long)x.Shape[p])]), x.ElementType, [x], suffix);

    /// <inheritdoc/>
    private protected override int[] BuildSource()
    {
        var strides = Inputs[0].Shape.Strides();
        var steps = new int[strides.Length];
        for (var i = 0; i < steps.Length; i++) steps[i] = strides[Permutation[i]];
        return Broadcast.Walk(Output.Shape, steps, 0);
    }
}

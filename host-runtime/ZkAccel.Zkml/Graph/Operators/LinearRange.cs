using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>Refuses linear layers whose sums cannot stay finite in binary32.</summary>
internal static class LinearRange
{
    /// <summary>Checks that <paramref name="terms"/> products of the largest constant weight with inputs of 1 do not overflow.</summary>
    public static void Check(NodeReader node, Value weight, int terms)
    {
        if (weight.Constant is not { } w) return;
        if ((double)w.Largest * terms > float.MaxValue)
            throw node.Error(ModelError.Range, $"weights up to {w.Largest:g3} are out of range: a sum of {terms} overflows binary32", weight);
    }
}

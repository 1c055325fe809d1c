using ZkAccel.Zkml.Graphs;

namespace ZkAccel.Zkml.Onnx;

/// <summary>Turns 64-bit dimensions from a file into a <see cref="Shape"/>, or says what is wrong with them.</summary>
internal static class Dimensions
{
    /// <summary>The problem with the dimensions and its kind, or the shape.</summary>
    public static (ModelError Error, string Problem)? Check(ReadOnlySpan<long> dims, out Shape shape)
    {
        shape = default;
        var text = "[" + string.Join(',', dims.ToArray()) + "]";
        if (dims.Length > ImportLimits.Rank) return (ModelError.TooLarge, $"rank {dims.Length} is above the size limit of {ImportLimits.Rank} dimensions");
        var count = 1L;
        Span<int> narrow = stackalloc int[ImportLimits.Rank];
        for (var i = 0; i < dims.Length; i++)
        {
            if (dims[i] < 0) return (ModelError.Shape, $"shape {text} has a negative dimension {dims[i]}");
            if (dims[i] == 0) return (ModelError.Shape, $"shape {text} is empty: a dimension is 0");
        }

        for (var i = 0; i < dims.Length; i++)
        {
            if (dims[i] > ImportLimits.TensorElements || (count *= dims[i]) > ImportLimits.TensorElements)
                return (ModelError.TooLarge, $"shape {text} is above the size limit of {ImportLimits.TensorElements} elements");
            narrow[i] = (int)dims[i];
        }

        shape = new Shape(narrow[..dims.Length]);
        return null;
    }
}

using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Graphs.Operators;

/// <summary>ONNX (NumPy) broadcasting: shapes are aligned at the last axis, a 1 stretches.</summary>
internal static class Broadcast
{
    /// <summary>The common shape.</summary>
    /// <exception cref="ModelException">The shapes do not broadcast.</exception>
    public static long[] Shape(NodeReader node, ReadOnlySpan<int> a, ReadOnlySpan<int> b)
    {
        var dims = new long[Math.Max(a.Length, b.Length)];
        for (var i = 1; i <= dims.Length; i++)
        {
            var (da, db) = (i <= a.Length ? a[^i] : 1, i <= b.Length ? b[^i] : 1);
            if (da != db && da != 1 && db != 1)
                throw node.Error(ModelError.Shape, $"shapes {new Shape(a)} and {new Shape(b)} do not broadcast: {da} and {db}");
            dims[^i] = Math.Max(da, db);
        }

        return dims;
    }

    /// <summary>True where <paramref name="from"/> stretches to exactly <paramref name="to"/>.</summary>
    public static bool Fits(Shape from, Shape to)
    {
        if (from.Rank > to.Rank) return false;
        for (var i = 1; i <= from.Rank; i++)
        {
            if (from[from.Rank - i] != 1 && from[from.Rank - i] != to[to.Rank - i]) return false;
        }

        return true;
    }

    /// <summary>For each axis of <paramref name="to"/> the step in <paramref name="from"/>; 0 where it stretches.</summary>
    public static int[] Strides(Shape from, Shape to)
    {
        var (own, steps) = (from.Strides(), new int[to.Rank]);
        for (var i = 1; i <= from.Rank; i++)
        {
            if (from[from.Rank - i] != 1) steps[^i] = own[^i];
        }

        return steps;
    }

    /// <summary>For each element of <paramref name="to"/> the element of <paramref name="from"/> it reads.</summary>
    public static int[] Indices(Shape from, Shape to) => Walk(to, Strides(from, to), 0);

    /// <summary>For each element of a shape, in row-major order: <c>start + sum of coordinate * step</c>.</summary>
    public static int[] Walk(Shape shape, ReadOnlySpan<int> steps, int start)
    {
        var result = new int[shape.Count];
        if (shape.Rank == 0)
        {
            result[0] = start;
            return result;
        }

        var inner = shape.Rank - 1;
        var at = new int[shape.Rank];
        for (var i = 0; i < result.Length;)
        {
            for (var j = 0; j < shape[inner]; j++) result[i++] = start + (j * steps[inner]);
            for (var axis = inner - 1; axis >= 0; axis--)
            {
                start += steps[axis];
                if (++at[axis] < shape[axis]) break;
                start -= steps[axis] * at[axis];
                at[axis] = 0;
            }
        }

        return result;
    }
}

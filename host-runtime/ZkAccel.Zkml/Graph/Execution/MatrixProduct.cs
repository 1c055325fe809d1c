using System.Numerics;

namespace ZkAccel.Zkml.Graphs.Execution;

/// <summary>
/// Single-precision matrix product <c>C = A B</c>. B is packed into panels of <see cref="Columns"/> columns (K rows of
/// consecutive floats, zero beyond N), each panel meets four rows of A at a time with eight vector accumulators. A product
/// of one row is a sequence of dot products or row sums instead, since packing would cost more than the product.
/// </summary>
internal static class MatrixProduct
{
    /// <summary>Columns of a panel: two vectors.</summary>
    public static readonly int Columns = 2 * Vector<float>.Count;

    /// <summary>Products below which a second thread does not pay.</summary>
    public const long ParallelWork = 1 << 18;

    /// <summary>Computes <c>C[m,n] = sum over k of A[m,k] B[k,n]</c>; C is row-major and dense.</summary>
    /// <param name="m">Rows of A and C.</param>
    /// <param name="n">Columns of B and C.</param>
    /// <param name="k">Columns of A, rows of B.</param>
    /// <param name="a">Holds A.</param>
    /// <param name="aStart">Offset of A[0,0].</param>
    /// <param name="aRow">Step from row to row of A.</param>
    /// <param name="aColumn">Step from column to column of A.</param>
    /// <param name="b">Holds B.</param>
    /// <param name="bStart">Offset of B[0,0].</param>
    /// <param name="bRow">Step from row to row of B.</param>
    /// <param name="bColumn">Step from column to column of B.</param>
    /// <param name="c">Receives C.</param>
    /// <param name="cStart">Offset of C[0,0].</param>
    /// <param name="threads">Threads to use at most.</param>
    public static void Run(int m, int n, int k, float[] a, int aStart, int aRow, int aColumn, float[] b, int bStart, int bRow, int bColumn, float[] c, int cStart, int threads)
    {
        if (aColumn != 1)
        {
            var rows = new float[m * k];
            for (var i = 0; i < m; i++)
            {
                for (var j = 0; j < k; j++) rows[(i * k) + j] = a[aStart + (i * aRow) + (j * aColumn)];
            }

            (a, aStart, aRow) = (rows, 0, k);
        }

        if (m == 1)
        {
            Row(n, k, a.AsSpan(aStart, k), b, bStart, bRow, bColumn, c.AsSpan(cStart, n));
            return;
        }

        ForPanels((n + Columns - 1) / Columns, (long)m * n * k, threads, (from, to) =>
        {
            var panel = new float[k * Columns];
            for (var p = from; p < to; p++)
            {
                var width = Math.Min(Columns, n - (p * Columns));
                for (var i = 0; i < k; i++)
                {
                    var source = bStart + (i * bRow) + (p * Columns * bColumn);
                    if (bColumn == 1)
                    {
                        b.AsSpan(source, width).CopyTo(panel.AsSpan(i * Columns));
                        continue;
                    }

                    for (var j = 0; j < width; j++) panel[(i * Columns) + j] = b[source + (j * bColumn)];
                }

                MultiplyPanel(m, k, a.AsSpan(aStart), aRow, panel, default, c.AsSpan(cStart + (p * Columns)), n, width);
            }
        });
    }

    /// <summary>Runs a range of panels, split over threads where the work pays for it.</summary>
    public static void ForPanels(int panels, long work, int threads, Action<int, int> run)
    {
        var parts = Math.Min(threads, panels);
        if (parts <= 1 || work < ParallelWork)
        {
            run(0, panels);
            return;
        }

        Parallel.For(0, parts, new ParallelOptions { MaxDegreeOfParallelism = parts }, i =>
            run((int)((long)panels * i / parts), (int)((long)panels * (i + 1) / parts)));
    }

    /// <summary>Rows of A times one packed panel, plus a bias for each row, into <paramref name="width"/> columns of C.</summary>
    public static void MultiplyPanel(int m, int k, ReadOnlySpan<float> a, int aRow, ReadOnlySpan<float> panel, ReadOnlySpan<float> bias, Span<float> c, int cRow, int width)
    {
        Span<float> tail = stackalloc float[Columns];
        var v = Vector<float>.Count;
        var row = 0;
        for (; row + 4 <= m; row += 4)
        {
            ReadOnlySpan<float> a0 = a.Slice(row * aRow, k), a1 = a.Slice((row + 1) * aRow, k);
            ReadOnlySpan<float> a2 = a.Slice((row + 2) * aRow, k), a3 = a.Slice((row + 3) * aRow, k);
            Vector<float> s00 = Start(bias, row), s01 = s00, s10 = Start(bias, row + 1), s11 = s10;
            Vector<float> s20 = Start(bias, row + 2), s21 = s20, s30 = Start(bias, row + 3), s31 = s30;
            for (var i = 0; i < k; i++)
            {
                var b = panel.Slice(i * 2 * v, 2 * v);
                var (b0, b1) = (new Vector<float>(b), new Vector<float>(b[v..]));
                var x = new Vector<float>(a0[i]);
                s00 = Vector.FusedMultiplyAdd(x, b0, s00);
                s01 = Vector.FusedMultiplyAdd(x, b1, s01);
                x = new Vector<float>(a1[i]);
                s10 = Vector.FusedMultiplyAdd(x, b0, s10);
                s11 = Vector.FusedMultiplyAdd(x, b1, s11);
                x = new Vector<float>(a2[i]);
                s20 = Vector.FusedMultiplyAdd(x, b0, s20);
                s21 = Vector.FusedMultiplyAdd(x, b1, s21);
                x = new Vector<float>(a3[i]);
                s30 = Vector.FusedMultiplyAdd(x, b0, s30);
                s31 = Vector.FusedMultiplyAdd(x, b1, s31);
            }

            Store(s00, s01, c, row * cRow, width, tail);
            Store(s10, s11, c, (row + 1) * cRow, width, tail);
            Store(s20, s21, c, (row + 2) * cRow, width, tail);
            Store(s30, s31, c, (row + 3) * cRow, width, tail);
        }

        for (; row < m; row++)
        {
            var a0 = a.Slice(row * aRow, k);
            Vector<float> s0 = Start(bias, row), s1 = s0;
            for (var i = 0; i < k; i++)
            {
                var b = panel.Slice(i * 2 * v, 2 * v);
                var x = new Vector<float>(a0[i]);
                s0 = Vector.FusedMultiplyAdd(x, new Vector<float>(b), s0);
                s1 = Vector.FusedMultiplyAdd(x, new Vector<float>(b[v..]), s1);
            }

            Store(s0, s1, c, row * cRow, width, tail);
        }
    }

    private static Vector<float> Start(ReadOnlySpan<float> bias, int row) => bias.IsEmpty ? default : new Vector<float>(bias[row]);

    private static void Store(Vector<float> low, Vector<float> high, Span<float> c, int at, int width, Span<float> tail)
    {
        if (width == Columns)
        {
            low.CopyTo(c[at..]);
            high.CopyTo(c[(at + Vector<float>.Count)..]);
            return;
        }

        low.CopyTo(tail);
        high.CopyTo(tail[Vector<float>.Count..]);
        tail[..width].CopyTo(c[at..]);
    }

    private static void Row(int n, int k, ReadOnlySpan<float> a, float[] b, int bStart, int bRow, int bColumn, Span<float> c)
    {
        if (bRow == 1)
        {
            for (var j = 0; j < n; j++) c[j] = Dot(a, b.AsSpan(bStart + (j * bColumn), k));
            return;
        }

        c.Clear();
        for (var i = 0; i < k; i++)
        {
            var x = a[i];
            if (bColumn == 1)
            {
                AddScaled(x, b.AsSpan(bStart + (i * bRow), n), c);
                continue;
            }

            for (var j = 0; j < n; j++) c[j] += x * b[bStart + (i * bRow) + (j * bColumn)];
        }
    }

    private static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        var v = Vector<float>.Count;
        Vector<float> s0 = default, s1 = default;
        var i = 0;
        for (; i + (2 * v) <= x.Length; i += 2 * v)
        {
            s0 = Vector.FusedMultiplyAdd(new Vector<float>(x[i..]), new Vector<float>(y[i..]), s0);
            s1 = Vector.FusedMultiplyAdd(new Vector<float>(x[(i + v)..]), new Vector<float>(y[(i + v)..]), s1);
        }

        var sum = Vector.Sum(s0 + s1);
        for (; i < x.Length; i++) sum += x[i] * y[i];
        return sum;
    }

    private static void AddScaled(float x, ReadOnlySpan<float> y, Span<float> sum)
    {
        var v = Vector<float>.Count;
        var f = new Vector<float>(x);
        var i = 0;
        for (; i + v <= y.Length; i += v)
            Vector.FusedMultiplyAdd(f, new Vector<float>(y[i..]), new Vector<float>(sum[i..])).CopyTo(sum[i..]);
        for (; i < y.Length; i++) sum[i] += x * y[i];
    }
}

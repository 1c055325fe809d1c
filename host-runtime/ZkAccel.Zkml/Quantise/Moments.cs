using System.Numerics;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Graphs.Operators;

namespace ZkAccel.Zkml.Quantise;

/// <summary>
/// Mean and covariance of what a product with constant weights reads, in the float model on the calibration samples: by how
/// much a change of the weights changes the output. K values meet one output: the taps of the window times the channels of a group.
/// </summary>
/// <param name="Mean">One list of K for each group.</param>
/// <param name="Covariance">One symmetric K x K for each group; empty where K exceeds <see cref="MaxInputs"/>.</param>
internal sealed record Moments(double[][] Mean, double[][] Covariance)
{
    /// <summary>Most inputs for which the covariance is kept: 8 MiB, and a third of 10^9 steps to factor it.</summary>
    public const int MaxInputs = 1024;

    /// <summary>About as many places of each convolution are looked at.</summary>
    private const int Places = 4096;

    /// <summary>Moments of all products of a graph. The order of every sum is fixed, so the result does not depend on threads.</summary>
    public static Dictionary<Node, Moments> Collect(Graph graph, IReadOnlyList<Tensor[]> samples, int threads)
    {
        var products = graph.Nodes.Select(Reader.Of).OfType<Reader>().ToArray();
        var byInput = products.ToLookup(p => p.Node.Inputs[0].Id);
        var options = new ParallelOptions { MaxDegreeOfParallelism = threads };
        var most = Math.Max(1, Places / samples.Count);
        foreach (var sample in samples)
        {
            FloatExecutor.Run(graph, sample, (v, t) =>
            {
                if (t.IsFloat) Parallel.ForEach(byInput[v.Id], options, p => p.Read(t.FloatArray, most));
            }, threads);
        }

        return products.ToDictionary(p => p.Node, p => p.Finish());
    }

    /// <summary>The sums of one product.</summary>
    private sealed class Reader(Node node, int groups, int size, int places, Action<float[], int, int, double[]> patch)
    {
        private readonly double[][] sum = Rows(groups, size);
        private readonly double[][] squares = Rows(groups, size <= MaxInputs ? size * size : 0);
        private readonly double[] x = new double[size];
        private int count;

        public Node Node => node;

        public static Reader? Of(Node node) => node switch
        {
            Conv { Weight.IsConstant: true } n => new Reader(n, n.Groups, n.Weight.Shape[1] * n.Window.Taps, n.Window.OutPixels, (t, g, at, x) => Patch(n, t, g, at, x)),
            Gemm { Weight.IsConstant: true, TransposeA: false } n => new Reader(n, 1, n.K, n.M, Row),
            MatMul { Right.IsConstant: true } n when n.Right.Shape.Count == n.Right.Shape[^1] * n.Right.Shape[^2] =>
                new Reader(n, 1, n.Right.Shape[^2], n.Left.Shape.Count / n.Right.Shape[^2], Row),
            _ => null,
        };

        /// <summary>Takes up to the given number of places of a sample, spread by the golden ratio.</summary>
        public void Read(float[] t, int most)
        {
            var step = Math.Max(1, (int)(places * 0.6180339887));
            while (BigInteger.GreatestCommonDivisor(step, places) > 1) step++;
            var at = (int)(count % (uint)places);
            for (var i = 0; i < Math.Min(most, places); i++, at = (int)(((long)at + step) % places))
            {
                count++;
                for (var g = 0; g < groups; g++)
                {
                    patch(t, g, at, x);
                    Vectors.AddScaled(sum[g], x, 1);
                    if (squares[g].Length == 0) continue;
                    for (var k = 0; k < size; k++)
                    {
                        if (x[k] != 0) Vectors.AddScaled(squares[g].AsSpan(k * size, k + 1), x, x[k]);
                    }
                }
            }
        }

        public Moments Finish()
        {
            var n = Math.Max(1, count);
            for (var g = 0; g < groups; g++)
            {
                for (var k = 0; k < size; k++) sum[g][k] /= n;
                if (squares[g].Length == 0) continue;
                for (var k = 0; k < size; k++)
                {
                    for (var j = 0; j <= k; j++) squares[g][(j * size) + k] = squares[g][(k * size) + j] = (squares[g][(k * size) + j] / n) - (sum[g][k] * sum[g][j]);
                }
            }

            return new Moments(sum, size <= MaxInputs ? squares : []);
        }

        private static double[][] Rows(int count, int length) => [.. Enumerable.Range(0, count).Select(_ => new double[length])];

        private static void Row(float[] t, int group, int at, double[] x)
        {
            for (var k = 0; k < x.Length; k++) x[k] = t[(at * x.Length) + k];
        }

        private static void Patch(Conv n, float[] t, int group, int at, double[] x)
        {
            var (w, channels) = (n.Window, n.Weight.Shape[1]);
            int top = (at / w.OutWidth * w.StrideHeight) - w.PadTop, left = (at % w.OutWidth * w.StrideWidth) - w.PadLeft, k = 0;
            for (var c = 0; c < channels; c++)
            {
                var plane = ((group * channels) + c) * w.InPixels;
                for (var i = 0; i < w.KernelHeight; i++)
                {
                    var y = top + (i * w.DilationHeight);
                    for (var j = 0; j < w.KernelWidth; j++)
                    {
                        var z = left + (j * w.DilationWidth);
                        x[k++] = y >= 0 && y < w.InHeight && z >= 0 && z < w.InWidth ? t[plane + (y * w.InWidth) + z] : 0;
                    }
                }
            }
        }
    }
}

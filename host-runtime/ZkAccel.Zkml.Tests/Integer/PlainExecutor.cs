using System.Numerics;
using ZkAccel.Zkml.Integer;

namespace ZkAccel.Zkml.Tests.Integer;

/// <summary>The semantics of doc/quantisation.md, element by element over BigInteger and coordinates: the twin of IntegerExecutor.</summary>
internal static class PlainExecutor
{
    public static BigInteger[][] Run(IntegerModel model, params long[][] inputs)
    {
        var v = new BigInteger[model.Values.Count][];
        for (var i = 0; i < inputs.Length; i++) v[i] = [.. inputs[i].Select(x => (BigInteger)x)];
        foreach (var node in model.Nodes) v[node.Output] = new Node(model, v, node).Compute();
        return v;
    }

    private sealed class Node(IntegerModel model, BigInteger[][] v, IntNode node)
    {
        private readonly int[] outDims = model.Values[node.Output].Dims;

        public BigInteger[] Compute()
        {
            var y = new BigInteger[model.Values[node.Output].Count];
            for (var e = 0; e < y.Length; e++) y[e] = Element(Index(e, outDims), e);
            return y;
        }

        private BigInteger At(int value, params int[] index)
        {
            var d = model.Values[value].Dims;
            var at = 0;
            for (var i = 0; i < d.Length; i++)
            {
                if (index[i] < 0 || index[i] >= d[i]) return 0;
                at = at * d[i] + index[i];
            }

            return v[value][at];
        }

        private static int[] Index(int e, int[] dims)
        {
            var index = new int[dims.Length];
            for (var i = dims.Length - 1; i >= 0; i--) (e, index[i]) = Math.DivRem(e, dims[i]);
            return index;
        }

        private bool Inside(int value, int y, int x) => y >= 0 && x >= 0 && y < model.Values[value].Dims[2] && x < model.Values[value].Dims[3];

        private static IEnumerable<(int I, int J, int Y, int X)> Taps(Window k, int oy, int ox)
        {
            for (var i = 0; i < k.KernelHeight; i++)
                for (var j = 0; j < k.KernelWidth; j++)
                    yield return (i, j, oy * k.StrideHeight - k.PadTop + i * k.DilationHeight, ox * k.StrideWidth - k.PadLeft + j * k.DilationWidth);
        }

        private BigInteger Element(int[] o, int e)
        {
            BigInteger sum = 0;
            switch (node)
            {
                case IntConv n:
                    var w = model.Weights[n.Weights];
                    var per = w.Dims[1];
                    var group = o[1] / (outDims[1] / n.Groups);
                    for (var c = 0; c < per; c++)
                        foreach (var (i, j, y, x) in Taps(n.Window, o[2], o[3]))
                            sum += At(n.X, 0, group * per + c, y, x) * w.Data[((o[1] * per + c) * w.Dims[2] + i) * w.Dims[3] + j];
                    return sum + (n.Bias is { } b ? model.Biases[b].Data[o[1]] : 0);
                case IntMatMul n:
                    var m = model.Weights[n.Weights];
                    for (var i = 0; i < m.Dims[0]; i++) sum += At(n.X, [.. o[..^1], i]) * m.Data[i * m.Dims[1] + o[^1]];
                    return sum + (n.Bias is { } c1 ? model.Biases[c1].Data[o[^1]] : 0);
                case IntMatMul2 n:
                    for (var i = 0; i < model.Values[n.X].Dims[^1]; i++) sum += At(n.X, [.. o[..^1], i]) * At(n.Y, [.. o[..^2], i, o[^1]]);
                    return sum;
                case IntLinear n:
                    foreach (var (value, f) in n.Terms) sum += f * v[value][e];
                    if (n.Bias is { } id)
                    {
                        var data = model.Biases[id].Data;
                        sum += data[data.Length == 1 ? 0 : data.Length == v[node.Output - 1].Length && data.Length != outDims[1] ? e : o[1]];
                    }

                    return sum;
                case IntMul n:
                    return v[n.X][e] * v[n.Y][e];
                case IntSumPool n:
                    foreach (var (_, _, y, x) in Taps(n.Window, o[2], o[3])) sum += At(n.X, 0, o[1], y, x);
                    return sum;
                case IntMaxPool n:
                    return Taps(n.Window, o[2], o[3]).Where(t => Inside(n.X, t.Y, t.X)).Select(t => At(n.X, 0, o[1], t.Y, t.X)).Max();
                case IntReduceSum n:
                    var d = model.Values[n.X].Dims;
                    for (var i = 0; i < model.Values[n.X].Count; i++)
                    {
                        var at = Index(i, d);
                        if (Enumerable.Range(0, d.Length).All(a => n.Axes.Contains(a) || at[a] == o[a])) sum += v[n.X][i];
                    }

                    return sum;
                case IntReshape n:
                    return v[n.X][e];
                case IntTranspose n:
                    var from = new int[o.Length];
                    for (var i = 0; i < o.Length; i++) from[n.Permutation[i]] = o[i];
                    return At(n.X, from);
                case IntSlice n:
                    return At(n.X, [.. o.Select((x, i) => n.Starts[i] + x * n.Steps[i])]);
                case IntConcat n:
                    var index = (int[])o.Clone();
                    foreach (var p in n.Parts)
                    {
                        var size = model.Values[p].Dims[n.Axis];
                        if (index[n.Axis] < size) return At(p, index);
                        index[n.Axis] -= size;
                    }

                    throw new InvalidOperationException();
                case IntPad n:
                    return At(n.X, [.. o.Select((x, i) => x - n.Before[i])]);
                case IntExpand n:
                    return At(n.X, [.. o.Select((x, i) => model.Values[n.X].Dims[i] == 1 ? 0 : x)]);
                case IntRequantise n:
                    foreach (var (value, f) in n.Terms) sum += f[f.Length == 1 ? 0 : o[1]] * v[value][e];
                    var (num, den) = (sum + BigInteger.Pow(2, model.Shift - 1), BigInteger.Pow(2, model.Shift));
                    var hi = (num - (((num % den) + den) % den)) / den;
                    return model.Tables[n.Table][(long)hi];
                case IntSoftmax n:
                    var row = Enumerable.Range(0, outDims[n.Axis]).Select(i => At(n.X, [.. o[..n.Axis], i, .. o[(n.Axis + 1)..]])).ToArray();
                    var exps = row.Select(x => (BigInteger)model.Tables[n.Table][(long)(x - row.Max())]).ToArray();
                    var s = exps.Aggregate((a, c) => a + c);
                    return ((BigInteger.Pow(2, n.OutBits) * exps[o[n.Axis]]) + (s / 2)) / s;
                default:
                    throw new InvalidOperationException(node.GetType().Name);
            }
        }
    }
}

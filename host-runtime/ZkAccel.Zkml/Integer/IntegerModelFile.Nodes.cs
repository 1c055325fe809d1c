namespace ZkAccel.Zkml.Integer;

public static partial class IntegerModelFile
{
    private delegate IntNode ReadNode(ref Reader reader, string name);

    private readonly record struct Kind(Type Type, Action<BinaryWriter, IntNode> Write, ReadNode Read);

    /// <summary>How each node is written and read. The position is its number in the file: append only.</summary>
    private static readonly Kind[] Kinds =
    [
        Of<IntConv>(
            (w, n) =>
            {
                foreach (var v in new[] { n.X, n.Weights, n.Bias ?? -1, n.Groups }) w.Write(v);
                Write(w, n.Window);
            },
            (ref Reader r, string name) =>
            {
                int x = r.Int(), weights = r.Int();
                var bias = r.Optional();
                var groups = r.Int();
                return new IntConv(0, name, x, weights, bias, r.Window(), groups);
            }),
        Of<IntMatMul>(
            (w, n) =>
            {
                foreach (var v in new[] { n.X, n.Weights, n.Bias ?? -1 }) w.Write(v);
            },
            (ref Reader r, string name) => new IntMatMul(0, name, r.Int(), r.Int(), r.Optional())),
        Of<IntMatMul2>(
            (w, n) =>
            {
                w.Write(n.X);
                w.Write(n.Y);
            },
            (ref Reader r, string name) => new IntMatMul2(0, name, r.Int(), r.Int())),
        Of<IntLinear>(
            (w, n) =>
            {
                w.Write(n.Terms.Length);
                foreach (var (v, c) in n.Terms)
                {
                    w.Write(v);
                    w.Write(c);
                }

                w.Write(n.Bias ?? -1);
            },
            (ref Reader r, string name) =>
            {
                var terms = new LinearTerm[r.Length(sizeof(int) + sizeof(long))];
                for (var i = 0; i < terms.Length; i++) terms[i] = new(r.Int(), r.Long());
                return new IntLinear(0, name, [.. terms], r.Optional());
            }),
        Of<IntMul>(
            (w, n) =>
            {
                w.Write(n.X);
                w.Write(n.Y);
            },
            (ref Reader r, string name) => new IntMul(0, name, r.Int(), r.Int())),
        Of<IntSumPool>(
            (w, n) =>
            {
                w.Write(n.X);
                Write(w, n.Window);
            },
            (ref Reader r, string name) => new IntSumPool(0, name, r.Int(), r.Window())),
        Of<IntReduceSum>(
            (w, n) =>
            {
                w.Write(n.X);
                Write(w, n.Axes.AsSpan());
            },
            (ref Reader r, string name) => new IntReduceSum(0, name, r.Int(), [.. r.Ints()])),
        Of<IntReshape>(
            (w, n) =>
            {
                w.Write(n.X);
                Write(w, n.Dims.AsSpan());
            },
            (ref Reader r, string name) => new IntReshape(0, name, r.Int(), [.. r.Ints()])),
        Of<IntTranspose>(
            (w, n) =>
            {
                w.Write(n.X);
                Write(w, n.Permutation.AsSpan());
            },
            (ref Reader r, string name) => new IntTranspose(0, name, r.Int(), [.. r.Ints()])),
        Of<IntSlice>(
            (w, n) =>
            {
                w.Write(n.X);
                foreach (var list in new[] { n.Starts, n.Steps, n.Sizes }) Write(w, list.AsSpan());
            },
            (ref Reader r, string name) => new IntSlice(0, name, r.Int(), [.. r.Ints()], [.. r.Ints()], [.. r.Ints()])),
        Of<IntConcat>(
            (w, n) =>
            {
                w.Write(n.Axis);
                Write(w, n.Parts.AsSpan());
            },
            (ref Reader r, string name) => new IntConcat(0, name, r.Int(), [.. r.Ints()])),
        Of<IntPad>(
            (w, n) =>
            {
                w.Write(n.X);
                foreach (var list in new[] { n.Before, n.After }) Write(w, list.AsSpan());
            },
            (ref Reader r, string name) => new IntPad(0, name, r.Int(), [.. r.Ints()], [.. r.Ints()])),
        Of<IntExpand>(
            (w, n) =>
            {
                w.Write(n.X);
                Write(w, n.Dims.AsSpan());
            },
            (ref Reader r, string name) => new IntExpand(0, name, r.Int(), [.. r.Ints()])),
        Of<IntRequantise>(
            (w, n) =>
            {
                w.Write(n.Table);
                w.Write(n.Terms.Length);
                foreach (var (v, m) in n.Terms)
                {
                    w.Write(v);
                    Write(w, m);
                }
            },
            (ref Reader r, string name) =>
            {
                var table = r.Int();
                var terms = new RequantiseTerm[r.Length(2 * sizeof(int))];
                for (var i = 0; i < terms.Length; i++) terms[i] = new(r.Int(), r.Longs());
                return new IntRequantise(0, name, [.. terms], table);
            }),
        Of<IntMaxPool>(
            (w, n) =>
            {
                w.Write(n.X);
                Write(w, n.Window);
            },
            (ref Reader r, string name) => new IntMaxPool(0, name, r.Int(), r.Window())),
        Of<IntSoftmax>(
            (w, n) =>
            {
                foreach (var v in new[] { n.X, n.Axis, n.Table, n.OutBits }) w.Write(v);
            },
            (ref Reader r, string name) => new IntSoftmax(0, name, r.Int(), r.Int(), r.Int(), r.Int())),
    ];

    private static Kind Of<T>(Action<BinaryWriter, T> write, ReadNode read)
        where T : IntNode => new(typeof(T), (w, n) => write(w, (T)n), read);

    private static void Write(BinaryWriter w, Window k)
    {
        foreach (var v in new[] { k.KernelHeight, k.KernelWidth, k.StrideHeight, k.StrideWidth, k.PadTop, k.PadLeft, k.PadBottom, k.PadRight, k.DilationHeight, k.DilationWidth })
            w.Write(v);
    }
}

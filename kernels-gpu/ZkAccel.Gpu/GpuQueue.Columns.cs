using ILGPU;
using ILGPU.Runtime;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

/// <summary>Inversions, scans and evaluations: the levels of <see cref="ScanKernels"/> and <see cref="InversionKernels"/>.</summary>
internal sealed partial class GpuQueue
{
    private const int Chunk = ScanKernels.Chunk;

    protected override void InvertCore(ScalarSlice values) => Issue(OperationKind.Invert, () => Invert(View(values)));

    protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind)
    {
        var rule = kind == ScanKind.ProductExclusive ? RuleKernels.Product : RuleKernels.Sum;
        Issue(OperationKind.Scan, () => Scan(rule, View(source), View(target), Fr.Zero, new ScanOrder(descending: false)));
    }

    protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient) => Issue(
        OperationKind.Divide,
        () => Scan(RuleKernels.Horner, View(polynomial), View(quotient), root, new ScanOrder(descending: true)));

    protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target) =>
        Issue(OperationKind.Recur, () => Recur(View(multiplier), View(addend), View(target)));

    protected override ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries)
    {
        var values = new Fr[queries.Length];
        Issue(OperationKind.Evaluate, () =>
        {
            using var results = new Scratch<FrGpu>(_launcher, queries.Length);
            for (var i = 0; i < values.Length; i++)
            {
                Cancellation.ThrowIfCancellationRequested();
                var query = queries.Span[i];
                Evaluate(View(query.Polynomial), query.Point, results.View.SubView(i, 1));
                Unpin();
            }

            Read(results.View, values);
        });
        return ValueTask.FromResult(values);
    }

    private void Scan(RuleKernels rule, ArrayView<FrGpu> values, ArrayView<FrGpu> target, Fr z, ScanOrder order)
    {
        if (values.Length <= Chunk)
        {
            rule.Spread.Launch(_launcher, 1, values, values.SubView(0, 0), target, Element(z), order);
            return;
        }

        var chunks = Chunks(values);
        using var results = new Scratch<FrGpu>(_launcher, chunks);
        rule.Fold.Launch(_launcher, chunks, values, results.View, Element(z), order);
        Scan(rule, results.View, results.View, z.Pow(Chunk), order);
        rule.Spread.Launch(_launcher, chunks, values, results.View, target, Element(z), order);
    }

    private void Evaluate(ArrayView<FrGpu> polynomial, Fr z, ArrayView<FrGpu> result)
    {
        var order = new ScanOrder(descending: true);
        if (polynomial.Length <= Chunk)
        {
            ScanKernels.FoldHorner.Launch(_launcher, 1, polynomial, result, Element(z), order);
            return;
        }

        using var chunks = new Scratch<FrGpu>(_launcher, Chunks(polynomial));
        ScanKernels.FoldHorner.Launch(_launcher, chunks.View.IntLength, polynomial, chunks.View, Element(z), order);
        Evaluate(chunks.View, z.Pow(Chunk), result);
    }

    private void Recur(ArrayView<FrGpu> m, ArrayView<FrGpu> a, ArrayView<FrGpu> target)
    {
        if (m.Length <= Chunk)
        {
            ScanKernels.SpreadMaps.Launch(_launcher, 1, m, a, m.SubView(0, 0), target);
            return;
        }

        var chunks = Chunks(m);
        using var products = new Scratch<FrGpu>(_launcher, chunks);
        using var sums = new Scratch<FrGpu>(_launcher, chunks);
        ScanKernels.FoldMaps.Launch(_launcher, chunks, m, a, products.View, sums.View);
        Recur(products.View, sums.View, sums.View);
        ScanKernels.SpreadMaps.Launch(_launcher, chunks, m, a, sums.View, target);
    }

    private void Invert(ArrayView<FrGpu> values)
    {
        if (values.Length == 1)
        {
            InversionKernels.Top.Launch(_launcher, 1, values);
            return;
        }

        var chunks = Chunks(values);
        using var prefixes = new Scratch<FrGpu>(_launcher, values.IntLength);
        using var products = new Scratch<FrGpu>(_launcher, chunks);
        InversionKernels.Up.Launch(_launcher, chunks, values, prefixes.View, products.View);
        Invert(products.View);
        InversionKernels.Down.Launch(_launcher, chunks, values, prefixes.View, products.View);
    }

    private static int Chunks(ArrayView<FrGpu> values) => (values.IntLength - 1) / Chunk + 1;
}

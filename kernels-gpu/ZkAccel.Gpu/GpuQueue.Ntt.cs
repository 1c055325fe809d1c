using ILGPU;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

internal sealed partial class GpuQueue
{
    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        if (plan.LogN == 0) return;
        var views = new ArrayView<FrGpu>[columns.Length];
        for (var i = 0; i < views.Length; i++) views[i] = GpuBuffer.View(columns[i]);
        Issue(OperationKind.Ntt, () => Transform((GpuNttPlan)plan, views, kind == NttKind.Inverse, coset));
    }

    private void Transform(GpuNttPlan plan, ArrayView<FrGpu>[] columns, bool inverse, Fr coset)
    {
        var none = NttScale.None(plan.Twiddles);
        var scale = coset != Fr.One ? plan.Scale(coset, inverse)
            : inverse ? NttScale.After(plan.Twiddles, Element(Fr.FromInt64(plan.Count).Inverse()))
            : none;
        if (plan.LogN == 1)
        {
            foreach (var column in columns) NttKernels.Pair.Launch(_launcher, 1, column, scale);
            return;
        }

        using var scratch = Scratch<FrGpu>(plan.Count);
        foreach (var column in columns)
        {
            Cancellation.ThrowIfCancellationRequested();
            var (source, logStride) = (column, 0);
            for (var i = 0; i < plan.Passes.Count; i++)
            {
                var (logRadix, isLast) = (plan.Passes[i], i == plan.Passes.Count - 1);
                var logColumns = Math.Min(GpuNttPlan.LogTile, plan.LogN) - logRadix;

                // The last pass writes where it read, so it may stay in the column; the others change sides.
                var target = isLast || i % 2 != 0 ? column : scratch.View;
                NttKernels.Pass.Launch(
                    _launcher,
                    Work.Groups(1 << (plan.LogN - logRadix - logColumns)),
                    source,
                    target,
                    plan.Twiddles,
                    (inverse ? isLast : i == 0) ? scale : none,
                    new NttPass(plan.LogN, logRadix, logStride, logColumns, inverse));
                (source, logStride) = (target, logStride + logRadix);
            }
        }
    }
}

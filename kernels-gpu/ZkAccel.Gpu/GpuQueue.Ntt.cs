using ILGPU;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu;

internal sealed partial class GpuQueue
{
    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        if (plan.LogN == 0) return;
        var slices = columns.ToArray();
        Issue(OperationKind.Ntt, () => Transform((GpuNttPlan)plan, slices, kind == NttKind.Inverse, coset));
    }

    private void Transform(GpuNttPlan plan, ScalarSlice[] slices, bool inverse, Fr coset)
    {
        var scale = coset != Fr.One ? plan.Scale(coset, inverse)
            : inverse ? NttScale.After(plan.Twiddles, Element(Fr.FromInt64(plan.Count).Inverse()))
            : NttScale.None(plan.Twiddles);
        if (plan.LogN <= 2)
        {
            foreach (var slice in slices)
                NttKernels.Small.Launch(_launcher, 1, View(slice), plan.Twiddles, scale, new NttPass(plan.LogN, plan.LogN, 0, 0, inverse));
            return;
        }

        using var scratch = plan.Passes.Count > 1 ? new Scratch<FrGpu>(_launcher, plan.Count) : default;
        foreach (var slice in slices)
        {
            Cancellation.ThrowIfCancellationRequested();
            Unpin();
            var column = View(slice);
            var (source, logStride) = (column, 0);
            for (var i = 0; i < plan.Passes.Count; i++)
            {
                var (logRadix, isLast) = (plan.Passes[i], i == plan.Passes.Count - 1);
                var logColumns = Math.Min(GpuNttPlan.LogTile, plan.LogN) - logRadix;

                // The last pass writes where it read, so it may stay in the column; the others change sides.
                var target = isLast || i % 2 != 0 ? column : scratch.View;
                var isScaled = scale.IsPresent && (inverse ? isLast : i == 0);
                var kernel = !isScaled ? NttKernels.Plain : inverse ? NttKernels.ThenScaled : NttKernels.Scaled;
                kernel.Launch(
                    _launcher,
                    Work.Groups(1 << (plan.LogN - logRadix - logColumns)),
                    source,
                    target,
                    plan.Twiddles,
                    scale,
                    new NttPass(plan.LogN, logRadix, logStride, logColumns, inverse));
                (source, logStride) = (target, logStride + logRadix);
            }
        }
    }
}

using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

internal sealed unsafe partial class CpuQueue
{
    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        var slices = columns.ToArray();
        var own = (CpuNttPlan)plan;
        if (own.LogN < CpuNttPlan.MinLogN)
        {
            foreach (var slice in slices) Small(own, slice, kind, coset);
            return;
        }

        var pass = new NttPass(Fr, own, Scratch, kind, coset);
        using var outerLease = pass.Outer(out long* outer);
        long bytes = own.Count * (long)(Block / 8) * sizeof(long);

        // A column a thread where there are enough; else the threads share each column.
        int whole = slices.Length - slices.Length % device.Workers.Threads;
        device.Workers.Run(whole, i =>
        {
            using var view = BlockView.ReadWrite(Scratch, slices[i]);
            using var middle = Scratch.Rent(bytes);
            Cancellation.ThrowIfCancellationRequested();
            pass.Columns(view.Data, middle.Words, outer, 0, pass.ColumnGroups);
            Cancellation.ThrowIfCancellationRequested();
            pass.Rows(view.Data, middle.Words, outer, 0, pass.RowGroups);
        });
        for (int i = whole; i < slices.Length; i++)
        {
            using var view = BlockView.ReadWrite(Scratch, slices[i]);
            using var middle = Scratch.Rent(bytes);
            long* x = view.Data, between = middle.Words;
            Share(pass.ColumnGroups, (from, to) => pass.Columns(x, between, outer, from, to));
            Share(pass.RowGroups, (from, to) => pass.Rows(x, between, outer, from, to));
        }
    }

    private void Share(long groups, Action<long, long> body)
    {
        int parts = (int)Math.Min(groups, device.Workers.Threads * 4L);
        device.Workers.Run(parts, i =>
        {
            Cancellation.ThrowIfCancellationRequested();
            body(groups * i / parts, groups * (i + 1) / parts);
        });
    }

    // Up to 32 elements: on host scalars, value by value.
    private void Small(CpuNttPlan plan, ScalarSlice slice, NttKind kind, Fr coset)
    {
        using var view = BlockView.ReadWrite(Scratch, slice);
        int n = plan.Count;
        var input = new Fr[n];
        var output = new Fr[n];
        Transfer.ToHost(Fr, view.Data, input);
        var root = Bn254.Fr.RootOfUnity(plan.LogN);
        var shift = Bn254.Fr.One;
        if (kind == NttKind.Forward)
        {
            for (int i = 0; i < n; i++, shift *= coset) input[i] *= shift;
        }
        else
        {
            root = root.Inverse();
        }

        var point = Bn254.Fr.One;
        for (int k = 0; k < n; k++, point *= root)
        {
            var value = Bn254.Fr.Zero;
            for (int i = n - 1; i >= 0; i--) value = value * point + input[i];
            output[k] = value;
        }

        if (kind == NttKind.Inverse)
        {
            shift = Bn254.Fr.FromUInt64((ulong)n).Inverse();
            var step = coset.Inverse();
            for (int k = 0; k < n; k++, shift *= step) output[k] *= shift;
        }

        Transfer.FromHost(Fr, output, view.Data);
    }
}

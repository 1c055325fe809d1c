using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>A queue that does its work inside the calls.</summary>
internal sealed unsafe partial class CpuQueue(CpuAccelerator device, CancellationToken cancellation) : AcceleratorQueue(device, cancellation)
{
    private const int Block = Modulus.Block;

    /// <summary>Blocks of one part of parallel work on a column.</summary>
    private const int Part = 512;

    private FieldKernels Fr => device.Kernels.Fr;

    private ScratchPool Scratch => device.Scratch;

    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target)
    {
        using var view = BlockView.Write(Scratch, target);
        long* data = view.Data;
        InParts(view.Blocks, (from, n) =>
            Transfer.FromHost(Fr, source.Span[(int)(from * 8)..(int)Math.Min((from + n) * 8, source.Length)], data + from * Block));
    }

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target)
    {
        using var view = BlockView.Write(Scratch, target);
        long* data = view.Data;
        InParts(view.Blocks, (from, n) =>
            Transfer.FromInt32(Fr, source.Span[(int)(from * 8)..(int)Math.Min((from + n) * 8, source.Length)], data + from * Block));
    }

    protected override ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        using var view = BlockView.Read(Scratch, source);
        long* data = view.Data;
        InParts(view.Blocks, (from, n) =>
            Transfer.ToHost(Fr, data + from * Block, target.Span[(int)(from * 8)..(int)Math.Min((from + n) * 8, target.Length)]));
        return ValueTask.CompletedTask;
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var pass = new RowPass(Fr, program.Code, Scratch);
        using var constantLease = Scratch.Rent(pass.ConstantBytes);
        long* splats = constantLease.Words;
        pass.Constants(constants, splats);
        int used = program.Code.ColumnCount;
        var views = new BlockView[used];
        using var pointerLease = Scratch.Rent((used + 1) * sizeof(long));
        var pointers = (long**)pointerLease.Words;
        using var target = BlockView.Write(Scratch, result);
        try
        {
            for (int i = 0; i < used; i++)
            {
                views[i] = BlockView.Read(Scratch, columns[i]);
                pointers[i] = views[i].Data;
            }

            long* data = target.Data;
            int count = result.Count;
            InParts(target.Blocks, (from, n) => pass.Run(pointers, count, splats, data, from, from + n));
        }
        finally
        {
            foreach (var view in views) view.Dispose();
        }
    }

    protected override void InvertCore(ScalarSlice values)
    {
        using var view = BlockView.ReadWrite(Scratch, values);
        long* data = view.Data;
        InParts(view.Blocks, (from, n) => Inversion.Invert(Fr, Scratch, data + from * Block, n));
    }

    protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind)
    {
        using var from = BlockView.Read(Scratch, source);
        using var to = source == target ? BlockView.ReadWrite(Scratch, target) : BlockView.Write(Scratch, target);
        if (kind == ScanKind.ProductExclusive) Scans.Products(from.Data, to.Data, from.Blocks);
        else Scans.Sums(from.Data, to.Data, from.Blocks);
    }

    protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target)
    {
        using var m = BlockView.Read(Scratch, multiplier);
        using var a = BlockView.Read(Scratch, addend);
        using var t = BlockView.Write(Scratch, target);
        Scans.Recur(m.Data, a.Data, t.Data, t.Blocks);
    }

    protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient)
    {
        // From the top: q[i] = p[i+1] + root * q[i+1], a recurrence over the reversed coefficients.
        using var p = BlockView.Read(Scratch, polynomial);
        using var q = polynomial == quotient ? BlockView.ReadWrite(Scratch, quotient) : BlockView.Write(Scratch, quotient);
        using var lease = Scratch.Rent(p.Blocks * Block * sizeof(long));
        Columns.Reverse(lease.Words, p.Data, p.Blocks);
        Scans.Recur(root, lease.Words, p.Blocks);
        Columns.Reverse(q.Data, lease.Words, p.Blocks);
    }

    protected override ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        // The hint is not needed: the length of every scalar is looked at anyway.
        var msm = new Msm(device.Kernels, Scratch, device.Workers, Cancellation);
        return ValueTask.FromResult(msm.Commit((CpuPointBasis)basis, columns.Span));
    }

    protected override ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries)
    {
        var all = queries.Span;
        var powers = new Dictionary<Fr, Evaluation.Powers>();
        var views = new BlockView[all.Length];
        var work = new List<(int Query, long From, long Blocks)>();
        try
        {
            for (int i = 0; i < all.Length; i++)
            {
                if (!powers.ContainsKey(all[i].Point)) powers.Add(all[i].Point, new Evaluation.Powers(all[i].Point));
                views[i] = BlockView.Read(Scratch, all[i].Polynomial);
                for (long from = 0; from < views[i].Blocks; from += Evaluation.Piece)
                    work.Add((i, from, Math.Min(Evaluation.Piece, views[i].Blocks - from)));
            }

            var evaluation = new Evaluation(Fr);
            var values = new Fr[work.Count];
            var points = new Fr[all.Length];
            for (int i = 0; i < all.Length; i++) points[i] = all[i].Point;
            device.Workers.Run(values.Length, part =>
            {
                Cancellation.ThrowIfCancellationRequested();
                var (query, from, blocks) = work[part];
                values[part] = evaluation.Evaluate(views[query].Data + from * Block, blocks, powers[points[query]]);
            });
            var results = new Fr[all.Length];
            for (int part = values.Length - 1; part >= 0; part--)
            {
                var (query, _, _) = work[part];
                results[query] = results[query] * points[query].Pow((ulong)Evaluation.Piece * 8) + values[part];
            }

            return ValueTask.FromResult(results);
        }
        finally
        {
            foreach (var view in views) view.Dispose();
            foreach (var power in powers.Values) power.Dispose();
        }
    }

    private Scans Scans => new(Fr, Scratch, device.Workers, Cancellation);

    private delegate void OnPart(long from, long blocks);

    private void InParts(long blocks, OnPart body)
    {
        int count = (int)((blocks + Part - 1) / Part);
        device.Workers.Run(count, i =>
        {
            Cancellation.ThrowIfCancellationRequested();
            long from = (long)i * Part;
            body(from, Math.Min(Part, blocks - from));
        });
    }
}

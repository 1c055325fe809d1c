using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Prover.Tests;

/// <summary>A device that passes everything on, counts it, remembers its buffers, and on one call does what it is told.</summary>
internal sealed class FailingDevice(IAccelerator inner) : IAccelerator
{
    private readonly List<ScalarBuffer> _buffers = [];

    /// <summary>Calls so far.</summary>
    public int Calls { get; set; }

    /// <summary>The call, counted from 1, before which <see cref="Act"/> runs.</summary>
    public int At { get; set; }

    public Action? Act { get; set; }

    public int OpenQueues { get; private set; }

    public int LiveBuffers => _buffers.Count(b => !b.IsDisposed);

    public AcceleratorInfo Info => inner.Info;

    public ScalarBuffer Allocate(int count)
    {
        Count();
        ScalarBuffer buffer = inner.Allocate(count);
        _buffers.Add(buffer);
        return buffer;
    }

    public PointBasis Load(ReadOnlySpan<G1Affine> points, BasisPlan plan)
    {
        Count();
        return inner.Load(points, plan);
    }

    public NttPlan Plan(int logN) => inner.Plan(logN);

    public RowProgram Compile(RowExpression expression) => inner.Compile(expression);

    public IQueue CreateQueue(CancellationToken cancellation = default)
    {
        OpenQueues++;
        return new Queue(this, inner.CreateQueue(cancellation));
    }

    public void Dispose() => inner.Dispose();

    private void Count()
    {
        if (++Calls == At) Act?.Invoke();
    }

    private sealed class Queue(FailingDevice device, IQueue inner) : IQueue
    {
        public void Upload(ReadOnlyMemory<Fr> source, ScalarSlice target) => Do(() => inner.Upload(source, target));

        public void Upload(ReadOnlyMemory<int> source, ScalarSlice target) => Do(() => inner.Upload(source, target));

        public void Ntt(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
        {
            device.Count();
            inner.Ntt(plan, columns, kind, coset);
        }

        public void Run(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
        {
            device.Count();
            inner.Run(program, columns, constants, result);
        }

        public void Invert(ScalarSlice values) => Do(() => inner.Invert(values));

        public void Scan(ScalarSlice source, ScalarSlice target, ScanKind kind) => Do(() => inner.Scan(source, target, kind));

        public void Recur(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target) => Do(() => inner.Recur(multiplier, addend, target));

        public void Divide(ScalarSlice polynomial, Fr root, ScalarSlice quotient) => Do(() => inner.Divide(polynomial, root, quotient));

        public ValueTask<G1Affine[]> Commit(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
        {
            device.Count();
            return inner.Commit(basis, columns, hint);
        }

        public ValueTask<Fr[]> Evaluate(ReadOnlyMemory<EvaluationQuery> queries)
        {
            device.Count();
            return inner.Evaluate(queries);
        }

        public ValueTask Download(ScalarSlice source, Memory<Fr> target)
        {
            device.Count();
            return inner.Download(source, target);
        }

        public void Dispose()
        {
            device.OpenQueues--;
            inner.Dispose();
        }

        private void Do(Action work)
        {
            device.Count();
            work();
        }
    }
}

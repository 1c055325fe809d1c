using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>Every operation as its formula, executed at once.</summary>
internal class ReferenceQueue(Accelerator device, CancellationToken cancellation) : AcceleratorQueue(device, cancellation)
{
    protected override void UploadCore(ReadOnlyMemory<Fr> source, ScalarSlice target) =>
        source.Span.CopyTo(ReferenceBuffer.Values(target));

    protected override void UploadCore(ReadOnlyMemory<int> source, ScalarSlice target)
    {
        var values = ReferenceBuffer.Values(target);
        for (var i = 0; i < values.Length; i++) values[i] = Fr.FromInt64(source.Span[i]);
    }

    protected override void NttCore(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset)
    {
        var root = ((ReferencePlan)plan).Root;
        foreach (var column in columns)
        {
            var values = ReferenceBuffer.Values(column);
            if (kind == NttKind.Forward) Forward(values, root, coset);
            else Inverse(values, root, coset);
        }
    }

    /// <summary>v_i = p(coset·ω^i).</summary>
    private void Forward(Span<Fr> values, Fr root, Fr coset)
    {
        var coefficients = values.ToArray();
        var point = coset;
        foreach (ref var value in values)
        {
            Cancellation.ThrowIfCancellationRequested();
            value = Horner(coefficients, point);
            point *= root;
        }
    }

    /// <summary>p_j = coset^-j · (1/n) Σ_i v_i ω^(-ij).</summary>
    private void Inverse(Span<Fr> values, Fr root, Fr coset)
    {
        var samples = values.ToArray();
        var (rootInverse, cosetInverse) = (root.Inverse(), coset.Inverse());
        var scale = Fr.FromInt64(samples.Length).Inverse();
        var point = Fr.One;
        foreach (ref var value in values)
        {
            Cancellation.ThrowIfCancellationRequested();
            value = Horner(samples, point) * scale;
            point *= rootInverse;
            scale *= cosetInverse;
        }
    }

    protected override void RunCore(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result)
    {
        var nodes = ((ReferenceProgram)program).Nodes;
        var values = new Dictionary<RowExpression, Fr>(ReferenceEqualityComparer.Instance);
        var n = result.Count;
        var rows = new Fr[n];
        for (var i = 0; i < n; i++)
        {
            Cancellation.ThrowIfCancellationRequested();
            foreach (var node in nodes)
                values[node] = node.Operation switch
                {
                    RowOperation.Column => ReferenceBuffer.Values(columns[node.Index])[(int)((((long)i + node.Rotation) % n + n) % n)],
                    RowOperation.Constant => constants[node.Index],
                    RowOperation.Literal => node.Value,
                    RowOperation.Add => values[node.Left!] + values[node.Right!],
                    RowOperation.Subtract => values[node.Left!] - values[node.Right!],
                    RowOperation.Multiply => values[node.Left!] * values[node.Right!],
                    _ => -values[node.Left!],
                };
            rows[i] = values[nodes[^1]];
        }

        rows.CopyTo(ReferenceBuffer.Values(result));
    }

    protected override void InvertCore(ScalarSlice values)
    {
        foreach (ref var value in ReferenceBuffer.Values(values))
            value = value == Fr.Zero ? Fr.Zero : value.Inverse();
    }

    protected override void ScanCore(ScalarSlice source, ScalarSlice target, ScanKind kind)
    {
        var from = ReferenceBuffer.Values(source);
        var to = ReferenceBuffer.Values(target);
        var running = kind == ScanKind.ProductExclusive ? Fr.One : Fr.Zero;
        for (var i = 0; i < from.Length; i++)
        {
            var next = kind == ScanKind.ProductExclusive ? running * from[i] : running + from[i];
            to[i] = running;
            running = next;
        }
    }

    protected override void RecurCore(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target)
    {
        var factors = ReferenceBuffer.Values(multiplier);
        var terms = ReferenceBuffer.Values(addend);
        var to = ReferenceBuffer.Values(target);
        to[0] = Fr.Zero;
        for (var i = 0; i + 1 < to.Length; i++) to[i + 1] = factors[i] * to[i] + terms[i];
    }

    protected override void DivideCore(ScalarSlice polynomial, Fr root, ScalarSlice quotient)
    {
        var from = ReferenceBuffer.Values(polynomial);
        var to = ReferenceBuffer.Values(quotient);
        var carry = Fr.Zero;
        for (var i = from.Length - 1; i >= 0; i--)
        {
            var next = from[i] + root * carry;
            to[i] = carry;
            carry = next;
        }
    }

    protected override ValueTask<G1Affine[]> CommitCore(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint)
    {
        var points = ((ReferenceBasis)basis).Points;
        var sums = new G1Affine[columns.Length];
        for (var j = 0; j < sums.Length; j++)
        {
            var scalars = ReferenceBuffer.Values(columns.Span[j]);
            var sum = G1.Infinity;
            for (var i = 0; i < scalars.Length; i++)
            {
                Cancellation.ThrowIfCancellationRequested();
                sum += Multiply(points[i], scalars[i]);
            }

            sums[j] = sum.ToAffine();
        }

        return ValueTask.FromResult(sums);
    }

    protected override ValueTask<Fr[]> EvaluateCore(ReadOnlyMemory<EvaluationQuery> queries)
    {
        var values = new Fr[queries.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = Horner(ReferenceBuffer.Values(queries.Span[i].Polynomial), queries.Span[i].Point);
        return ValueTask.FromResult(values);
    }

    protected override ValueTask DownloadCore(ScalarSlice source, Memory<Fr> target)
    {
        ReferenceBuffer.Values(source).CopyTo(target.Span);
        return ValueTask.CompletedTask;
    }

    private static Fr Horner(ReadOnlySpan<Fr> coefficients, Fr point)
    {
        var value = Fr.Zero;
        for (var i = coefficients.Length - 1; i >= 0; i--) value = value * point + coefficients[i];
        return value;
    }

    private static G1 Multiply(in G1Affine point, in Fr scalar)
    {
        Span<ulong> limbs = stackalloc ulong[4];
        scalar.ToCanonical(limbs);
        var sum = G1.Infinity;
        for (var bit = 255; bit >= 0; bit--)
        {
            sum = sum.Double();
            if ((limbs[bit / 64] >> (bit % 64) & 1) != 0) sum += point;
        }

        return sum;
    }
}

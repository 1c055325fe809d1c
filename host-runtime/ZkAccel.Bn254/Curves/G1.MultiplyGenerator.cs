namespace ZkAccel.Bn254;

public readonly partial struct G1
{
    /// <summary>
    /// result[i] = scalars[i] times the generator, on all cores. A table holds d 2^(jw) G for every digit d of w bits and every
    /// window j; a block of scalars walks the windows together, so that one inversion serves the affine additions of the block:
    /// about 6 products of Fq a window and a point.
    /// </summary>
    /// <param name="scalars">The scalars.</param>
    /// <param name="result">As many points.</param>
    /// <param name="progress">Told the fraction done, at most once a block; may be null.</param>
    /// <param name="cancellation">Ends the work between blocks.</param>
    /// <exception cref="ArgumentException">The spans differ in length.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public static unsafe void MultiplyGenerator(
        ReadOnlySpan<Fr> scalars, Span<G1Affine> result, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        if (scalars.Length != result.Length) throw new ArgumentException("As many results as scalars.", nameof(result));
        int count = scalars.Length;
        if (count == 0) return;
        var table = new FixedBaseTable(G1Affine.Generator, FixedBaseTable.WindowFor(count));
        int blocks = (count + FixedBaseTable.BlockLength - 1) / FixedBaseTable.BlockLength;
        long done = 0;
        // Spans cannot be captured; the pins outlive the loop.
        fixed (Fr* source = scalars)
        fixed (G1Affine* target = result)
        {
            nint sourceAddress = (nint)source, targetAddress = (nint)target;
            try
            {
                Parallel.For(0, blocks, new ParallelOptions { CancellationToken = cancellation }, block =>
                {
                    int start = block * FixedBaseTable.BlockLength;
                    int length = Math.Min(FixedBaseTable.BlockLength, count - start);
                    table.Multiply(
                        new ReadOnlySpan<Fr>((Fr*)sourceAddress + start, length),
                        new Span<G1Affine>((G1Affine*)targetAddress + start, length));
                    progress?.Report((double)Interlocked.Add(ref done, length) / count);
                });
            }
            catch (AggregateException e) when (e.InnerExceptions.Count == 1)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Capture(e.InnerExceptions[0]).Throw();
            }
        }
    }
}

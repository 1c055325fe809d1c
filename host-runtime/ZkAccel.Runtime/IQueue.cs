using ZkAccel.Bn254;

namespace ZkAccel.Runtime;

/// <summary>
/// Operations on resident data, executed in the order of the calls. A queue serves one thread at a time. Only
/// <see cref="Commit"/>, <see cref="Evaluate"/> and <see cref="Download"/> bring values to the host; once one of them has
/// completed, everything queued before it has completed too, and other queues may use the results.
/// </summary>
/// <remarks>
/// The other operations may return before the work is done. Their host arguments have been read when they return; their buffers
/// may be disposed at once (the device keeps the memory as long as it needs it). An error found late is thrown by the next call.
/// </remarks>
public interface IQueue : IDisposable
{
    /// <summary>target[i] = source[i]; equal lengths.</summary>
    void Upload(ReadOnlyMemory<Fr> source, ScalarSlice target);

    /// <summary>target[i] = source[i] as a field element, so -x becomes r - x; equal lengths. Moves 4 bytes an element.</summary>
    void Upload(ReadOnlyMemory<int> source, ScalarSlice target);

    /// <summary>
    /// A batch of transforms in place, natural order in and out. Forward: coefficients to values at coset·ω^i. Inverse: values at
    /// coset·ω^i to coefficients. <see cref="Fr.One"/> is the plain transform; zero is refused. Each column has 2^LogN elements and
    /// overlaps no other.
    /// </summary>
    void Ntt(NttPlan plan, ReadOnlySpan<ScalarSlice> columns, NttKind kind, Fr coset);

    /// <summary>
    /// result[i] = expression(i), where column c with rotation k reads columns[c][(i + k) mod n] and constant j reads constants[j].
    /// Every column has n = result.Count elements. At least as many columns and constants as the program reads; more are ignored.
    /// The result may be the very slice of a column that is read with rotation 0 only; any other overlap is refused.
    /// </summary>
    void Run(RowProgram program, ReadOnlySpan<ScalarSlice> columns, ReadOnlySpan<Fr> constants, ScalarSlice result);

    /// <summary>values[i] = 1 / values[i]; zero stays zero.</summary>
    void Invert(ScalarSlice values);

    /// <summary>
    /// Exclusive prefix: target[0] is the neutral element, target[i+1] = target[i] ∘ source[i]; the last source element is unused. Equal
    /// lengths; target may be the same slice as source, no other overlap.
    /// </summary>
    void Scan(ScalarSlice source, ScalarSlice target, ScanKind kind);

    /// <summary>
    /// First-order recurrence: target[0] = 0, target[i+1] = multiplier[i]·target[i] + addend[i]; the last multiplier and addend are
    /// unused. Equal lengths; target overlaps neither.
    /// </summary>
    void Recur(ScalarSlice multiplier, ScalarSlice addend, ScalarSlice target);

    /// <summary>
    /// quotient = (p(X) - p(root)) / (X - root) in coefficients, lowest first; same length, top coefficient 0. May be the same
    /// slice as the polynomial, no other overlap.
    /// </summary>
    void Divide(ScalarSlice polynomial, Fr root, ScalarSlice quotient);

    /// <summary>
    /// MSM of each column with the first Count points of the basis: Σ columns[j][i]·points[i]. A column is no longer than the basis.
    /// A broken <paramref name="hint"/> gives the right sum or <see cref="AcceleratorError.BrokenHint"/>, never a wrong sum.
    /// </summary>
    ValueTask<G1Affine[]> Commit(PointBasis basis, ReadOnlyMemory<ScalarSlice> columns, ScalarHint hint);

    /// <summary>The value of each polynomial (coefficients, lowest first) at its point.</summary>
    ValueTask<Fr[]> Evaluate(ReadOnlyMemory<EvaluationQuery> queries);

    /// <summary>target[i] = source[i], canonical; equal lengths.</summary>
    ValueTask Download(ScalarSlice source, Memory<Fr> target);
}

/// <summary>Direction of a transform.</summary>
public enum NttKind
{
    /// <summary>Coefficients to values.</summary>
    Forward,

    /// <summary>Values to coefficients.</summary>
    Inverse,
}

/// <summary>The operation of an exclusive prefix.</summary>
public enum ScanKind
{
    /// <summary>Running product, from 1.</summary>
    ProductExclusive,

    /// <summary>Running sum, from 0.</summary>
    SumExclusive,
}

/// <summary>One evaluation: a polynomial by its coefficients (lowest first) and a point.</summary>
/// <param name="Polynomial">Coefficients; any length.</param>
/// <param name="Point">Where to evaluate.</param>
public readonly record struct EvaluationQuery(ScalarSlice Polynomial, Fr Point);

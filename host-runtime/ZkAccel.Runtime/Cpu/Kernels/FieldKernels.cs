using System.Runtime.CompilerServices;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// Arithmetic on blocks of eight elements modulo one prime. A rung of the ladder implements the two products; the passes built
/// from them here may be replaced by fused ones. Every value is kept in [0, 2p) with limbs in [0, 2^52). Results may overwrite
/// operands block by block.
/// </summary>
internal abstract unsafe partial class FieldKernels(Modulus modulus)
{
    /// <summary>Words of one block.</summary>
    internal const int Block = Modulus.Block;

    /// <summary>Blocks that a composed pass handles at a time: its scratch stays in L1.</summary>
    private const int Strip = 16;

    internal Modulus Modulus { get; } = modulus;

    /// <summary>r[k] = a[k] * b[k] / R for k &lt; n; b advances by <paramref name="step"/> words: a block, or 0 for one fixed block.</summary>
    internal abstract void Multiply(long* r, long* a, long* b, long n, long step = Block);

    /// <summary>r[k] = a[k]^2 / R.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal virtual void Square(long* r, long* a, long n) => Multiply(r, a, a, n);

    /// <summary>r[k] = a[k] * w[k] / R, where w[k] is one element of five words for all lanes; w advances by <paramref name="step"/> words, 5 or 0.</summary>
    internal abstract void Scale(long* r, long* a, long* w, long n, long step);

    /// <summary>
    /// (x, y) = (x + y, (x - y) * w[k]) on n pairs of blocks; w is one element of five words a pair.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal virtual void Butterfly(long* x, long* y, long* w, long n)
    {
        long* d = stackalloc long[Strip * Block];
        while (n > 0)
        {
            long count = Math.Min(n, Strip);
            Subtract(d, x, y, count);
            Add(x, x, y, count);
            Scale(y, d, w, count, 5);
            x += Strip * Block;
            y += Strip * Block;
            w += Strip * 5;
            n -= Strip;
        }
    }

    /// <summary>
    /// One transform of 2^log blocks in place, decimation in frequency: position k ends with the value of index bit-reversed k.
    /// <paramref name="twiddles"/> holds, for each stage from the widest, its half-span of powers, five words each.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    internal virtual void Transform(long* x, int log, long* twiddles)
    {
        long half = 1L << log >> 1;
        if (half == 0) return;
        if (half == 1)
        {
            SumAndDifference(x);
            return;
        }

        Butterfly(x, x + half * Block, twiddles, half);
        Transform(x, log - 1, twiddles + half * 5);
        Transform(x + half * Block, log - 1, twiddles + half * 5);
    }
}

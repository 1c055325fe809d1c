using System.Numerics;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

public sealed partial class Srs
{
    /// <summary>
    /// The Lagrange basis of the domain of 2^logN roots of unity: L_i(tau) G1, so that a commitment is the sum of evaluations times
    /// these points. An inverse FFT over G1, (n/2) log n + n scalar multiplications on all cores, done plainly: minutes for n = 2^16; from
    /// tau itself, where this object still knows it, microseconds a point. The last basis is kept and given out again, and so is one that
    /// was computed faster elsewhere or read from a file.
    /// </summary>
    /// <param name="logN">Base-2 logarithm of the size.</param>
    /// <param name="packing">
    /// k: lanes of a packing. The result holds k bases, one after another: that of lane l is tau^l L_i(tau^k) G1, from the powers l, l + k, ...
    /// </param>
    /// <param name="progress">Told the fraction done; may be null.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">2^logN exceeds 2^28, or k times as many the number of powers.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public G1Affine[] Lagrange(int logN, int packing = 1, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(logN);
        ArgumentOutOfRangeException.ThrowIfLessThan(packing, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(logN, Math.Min(Fr.TwoAdicity, BitOperations.Log2((uint)(Count / packing))));
        cancellation.ThrowIfCancellationRequested();
        if (KeptLagrange(logN, packing) is { } kept) return kept;
        int size = 1 << logN;
        var result = new G1Affine[packing << logN];
        if (_tau is { } tau && tau.Pow((ulong)(size * packing)) != Fr.One)
        {
            G1.MultiplyGenerator(LagrangeAt(tau, logN, packing), result, progress, cancellation);
        }
        else
        {
            for (int lane = 0; lane < packing; lane++)
            {
                InverseFft(LanePowers(size, packing, lane).Span, result.AsSpan(lane * size, size), logN, progress is null ? null : new Part(progress, lane, packing), cancellation);
            }
        }

        _lagrange = (logN, packing, result);
        return result;
    }

    /// <summary>Whether <see cref="Lagrange"/> takes no FFT over points: the basis is here, or tau is.</summary>
    internal bool HasLagrange(int logN, int packing) =>
        _tau is not null || KeptLagrange(logN, packing) is not null;

    /// <summary>The powers l, l + k, ... of tau: those of tau^k times tau^l.</summary>
    internal ReadOnlyMemory<G1Affine> LanePowers(int count, int packing, int lane)
    {
        if (packing == 1) return Powers[..count];
        var powers = new G1Affine[count];
        for (int i = 0; i < count; i++) powers[i] = _powers[lane + (packing * i)];
        return powers;
    }

    private G1Affine[]? KeptLagrange(int logN, int packing) =>
        _lagrange is { } kept && kept.LogN == logN && kept.Packing == packing ? kept.Points : null;

    /// <summary>tau^l L_i(tau^k) for every lane l.</summary>
    private static Fr[] LagrangeAt(in Fr tau, int logN, int packing)
    {
        int n = 1 << logN;
        Fr[] values = LagrangeAt(tau.Pow((ulong)packing), logN);
        var lanes = new Fr[packing * n];
        values.CopyTo(lanes, 0);
        for (int i = n; i < lanes.Length; i++) lanes[i] = lanes[i - n] * tau;
        return lanes;
    }

    /// <summary>Keeps a basis that <see cref="Lagrange"/> would give.</summary>
    internal void KeepLagrange(int logN, int packing, G1Affine[] basis) => _lagrange = (logN, packing, basis);

    /// <summary>
    /// Whether points are the Lagrange basis of these powers: a random sum of them is the sum of powers times the coefficients of the
    /// polynomial that has the factors as its values. False points pass with probability 2^-128.
    /// </summary>
    internal bool IsLagrange(G1Affine[] basis, CancellationToken cancellation)
    {
        int logN = BitOperations.Log2((uint)basis.Length);
        UInt128[] factors = BucketSum.RandomFactors(basis.Length);
        Fr[] coefficients = Interpolate([.. factors.Select(f => Fr.FromCanonical([(ulong)f, (ulong)(f >> 64), 0, 0]))], logN);
        UInt128[] low = new UInt128[basis.Length], high = new UInt128[basis.Length];
        Span<ulong> limbs = stackalloc ulong[4];
        for (int i = 0; i < low.Length; i++)
        {
            coefficients[i].ToCanonical(limbs);
            (low[i], high[i]) = (new UInt128(limbs[1], limbs[0]), new UInt128(limbs[3], limbs[2]));
        }

        ReadOnlyMemory<G1Affine> powers = Powers[..basis.Length];
        G1 sum = BucketSum.Compute(powers, high, cancellation);
        for (int i = 0; i < 128; i++) sum = sum.Double();
        return sum + BucketSum.Compute(powers, low, cancellation) == BucketSum.Compute(basis, factors, cancellation);
    }

    /// <summary>Coefficients of the polynomial with these values on the domain: a plain inverse NTT.</summary>
    private static Fr[] Interpolate(Fr[] values, int logN)
    {
        int n = values.Length;
        var result = new Fr[n];
        for (int i = 0; i < n; i++) result[ReverseBits(i, logN)] = values[i];
        Fr[] roots = RootPowers(Fr.RootOfUnity(logN).Inverse(), Math.Max(1, n / 2));
        for (int half = 1; half < n; half *= 2)
        {
            for (int low = 0; low < n; low += (low & (half - 1)) == half - 1 ? half + 1 : 1)
            {
                Fr turned = result[low + half] * roots[(low & (half - 1)) * (n / 2 / half)];
                result[low + half] = result[low] - turned;
                result[low] += turned;
            }
        }

        Fr inverse = Fr.FromInt64(n).Inverse();
        for (int i = 0; i < n; i++) result[i] *= inverse;
        return result;
    }

    /// <summary>L_i(tau) = w^i (tau^n - 1) / (n (tau - w^i)) for a tau outside the domain.</summary>
    private static Fr[] LagrangeAt(in Fr tau, int logN)
    {
        int n = 1 << logN;
        Fr[] roots = RootPowers(Fr.RootOfUnity(logN), n);
        var values = new Fr[n];
        for (int i = 0; i < n; i++) values[i] = tau - roots[i];
        Fr.BatchInvert(values);
        Fr scale = (tau.Pow((ulong)n) - Fr.One) * Fr.FromInt64(n).Inverse();
        for (int i = 0; i < n; i++) values[i] *= roots[i] * scale;
        return values;
    }

    /// <summary>L_j = (1/n) sum of w^(-ij) tau^i G1, decimation in time.</summary>
    private static void InverseFft(
        ReadOnlySpan<G1Affine> powers, Span<G1Affine> result, int logN, Part? progress, CancellationToken cancellation)
    {
        int n = powers.Length;
        var points = new G1[n];
        for (int i = 0; i < n; i++) points[ReverseBits(i, logN)] = new G1(powers[i]);
        Fr[] roots = RootPowers(Fr.RootOfUnity(logN).Inverse(), Math.Max(1, n / 2));
        var options = new ParallelOptions { CancellationToken = cancellation };
        double steps = n / 2.0 * logN + n;
        for (int level = 0; level < logN; level++)
        {
            int half = 1 << level;
            int stride = n >> (level + 1);
            Parallel.For(0, n / 2, options, k =>
            {
                int j = k & (half - 1);
                int low = ((k >> level) << (level + 1)) + j;
                G1 turned = j == 0 ? points[low + half] : points[low + half] * roots[j * stride];
                points[low + half] = points[low] - turned;
                points[low] += turned;
            });
            progress?.Report(n / 2.0 * (level + 1) / steps);
        }

        Fr inverse = Fr.FromInt64(n).Inverse();
        Parallel.For(0, n, options, i => points[i] *= inverse);
        G1.ToAffine(points, result);
        progress?.Report(1);
    }

    /// <summary>The share of one of several equal parts.</summary>
    internal sealed class Part(IProgress<double> whole, int index, int count) : IProgress<double>
    {
        public void Report(double value) => whole.Report((index + value) / count);
    }

    private static Fr[] RootPowers(in Fr root, int count)
    {
        var powers = new Fr[count];
        powers[0] = Fr.One;
        for (int i = 1; i < count; i++) powers[i] = powers[i - 1] * root;
        return powers;
    }

    private static int ReverseBits(int value, int bits)
    {
        int reversed = 0;
        for (int i = 0; i < bits; i++) reversed |= ((value >> i) & 1) << (bits - 1 - i);
        return reversed;
    }
}

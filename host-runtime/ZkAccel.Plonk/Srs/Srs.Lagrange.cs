using System.Numerics;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

public sealed partial class Srs
{
    /// <summary>
    /// The Lagrange basis of the domain of 2^logN roots of unity: L_i(tau) G1, so that a commitment is the sum of evaluations times
    /// these points. An inverse FFT over G1, (n/2) log n + n scalar multiplications on all cores: minutes for n = 2^16; from
    /// tau itself, where this object still knows it, microseconds a point. The last basis is kept and given out again.
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
        if (_lagrange is { } kept && kept.LogN == logN && kept.Packing == packing) return kept.Points;
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
                var powers = new G1Affine[size];
                for (int i = 0; i < size; i++) powers[i] = _powers[lane + (packing * i)];
                InverseFft(powers, result.AsSpan(lane * size, size), logN, progress is null ? null : new Part(progress, lane, packing), cancellation);
            }
        }

        _lagrange = (logN, packing, result);
        return result;
    }

    /// <summary>Whether <see cref="Lagrange"/> takes no FFT over points: the basis is here, or tau is.</summary>
    internal bool HasLagrange(int logN, int packing) =>
        _tau is not null || (_lagrange is { } kept && kept.LogN == logN && kept.Packing == packing);

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
        ReadOnlySpan<G1Affine> powers, Span<G1Affine> result, int logN, IProgress<double>? progress, CancellationToken cancellation)
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
    private sealed class Part(IProgress<double> whole, int index, int count) : IProgress<double>
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

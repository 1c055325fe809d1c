using System.Collections.Concurrent;
using System.Security.Cryptography;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

public class SrsTests
{
    [Fact]
    public void Insecure_strings_are_powers_of_a_tau_that_the_seed_fixes()
    {
        Srs srs = Srs.CreateInsecure(20, "a seed"u8);
        Assert.True(srs.Insecure);
        Assert.Equal(20, srs.Count);
        ReadOnlySpan<G1Affine> powers = srs.Powers.Span;
        Assert.Equal(G1Affine.Generator, powers[0]);
        Assert.Equal(G2Affine.Generator, srs.One2);
        for (int i = 0; i + 1 < powers.Length; i++)
            Assert.True(Pairing.Check([powers[i + 1], -powers[i]], [srs.One2, srs.Tau2]));
        Srs shorter = Srs.CreateInsecure(7, "a seed"u8);
        Assert.True(shorter.Powers.Span.SequenceEqual(powers[..7]));
        Assert.NotEqual(srs.Digest.ToArray(), shorter.Digest.ToArray());
        Assert.NotEqual(srs.Tau2, Srs.CreateInsecure(2, "another seed"u8).Tau2);
        Assert.Throws<ArgumentOutOfRangeException>(() => Srs.CreateInsecure(1, "a seed"u8));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(5)]
    public void Lagrange_basis_commits_evaluations_to_what_powers_commit_coefficients(int logN)
    {
        int n = 1 << logN;
        Srs withTau = Srs.CreateInsecure(n + 3, "lagrange"u8);
        var withoutTau = new Srs(withTau.Powers.ToArray(), withTau.One2, withTau.Tau2, insecure: true);
        var seen = new ConcurrentBag<double>();
        G1Affine[] basis = withoutTau.Lagrange(logN, progress: new Collect(seen));
        Assert.Equal(basis, withTau.Lagrange(logN));
        Assert.Equal(1.0, seen.Max());

        var coefficients = new Fr[n];
        var evaluations = new Fr[n];
        for (int i = 0; i < n; i++) coefficients[i] = Fr.FromInt64(i * i - 7);
        for (int i = 0; i < n; i++)
        {
            Fr x = Fr.RootOfUnity(logN).Pow((ulong)i);
            for (int j = n - 1; j >= 0; j--) evaluations[i] = evaluations[i] * x + coefficients[j];
        }

        Assert.Equal(
            G1.LinearCombination(withTau.Powers.Span[..n], coefficients), G1.LinearCombination(basis, evaluations));
    }

    [Fact]
    public void Lagrange_basis_of_a_tau_in_the_domain_is_a_unit_vector()
    {
        // tau of order 4: powers 1, i, -1, -i; only the FFT can serve it.
        Fr root = Fr.RootOfUnity(2);
        G1Affine[] powers = [.. Enumerable.Range(0, 4).Select(i => (G1Affine.Generator * root.Pow((ulong)i)).ToAffine())];
        var srs = new Srs(powers, G2Affine.Generator, (G2Affine.Generator * root).ToAffine(), insecure: true, root);
        Assert.Equal([G1Affine.Infinity, G1Affine.Generator, G1Affine.Infinity, G1Affine.Infinity], srs.Lagrange(2));
    }

    [Fact]
    public void Lagrange_basis_beyond_the_powers_is_refused()
    {
        Srs srs = Srs.CreateInsecure(9, "x"u8);
        Assert.Equal(8, srs.Lagrange(3).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => srs.Lagrange(4));
        Assert.Throws<ArgumentOutOfRangeException>(() => srs.Lagrange(-1));
        using var cancelled = new CancellationTokenSource();
        cancelled.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => srs.Lagrange(3, cancellation: cancelled.Token));
        Assert.ThrowsAny<OperationCanceledException>(() => Srs.CreateInsecure(9, "x"u8, null, cancelled.Token));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70)]
    [InlineData(1000)]
    public void Bucket_sums_match_linear_combinations(int count)
    {
        G1Affine[] points = new G1Affine[count];
        G1.MultiplyGenerator([.. Enumerable.Range(0, count).Select(_ => Fr.Random())], points);
        UInt128[] factors = BucketSum.RandomFactors(count);
        for (int i = 0; i < Math.Min(4, count); i++) factors[i] = new[] { UInt128.Zero, UInt128.One, UInt128.MaxValue, (UInt128)1 << 127 }[i];
        Fr[] scalars = [.. factors.Select(f => Fr.FromCanonical([(ulong)f, (ulong)(f >> 64), 0, 0]))];
        Assert.Equal(G1.LinearCombination(points, scalars), BucketSum.Compute(points, factors, default));
        Assert.Throws<ArgumentException>(() => BucketSum.Compute(points, new UInt128[count + 1], default));
    }

    [Fact]
    public void Digest_is_that_of_the_canonical_content()
    {
        Srs srs = Srs.CreateInsecure(3, "digest"u8);
        var content = new List<byte>();
        content.AddRange("ZKAC-SRS"u8);
        content.AddRange([1, 0, 0, 0, 1, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0, 0]);
        foreach (G2Affine p in new[] { srs.One2, srs.Tau2 })
        {
            var bytes = new byte[128];
            p.Encode(bytes);
            content.AddRange(bytes);
        }

        foreach (G1Affine p in srs.Powers.ToArray())
        {
            var bytes = new byte[64];
            p.Encode(bytes);
            content.AddRange(bytes);
        }

        Assert.Equal(SHA256.HashData(content.ToArray()), srs.Digest.ToArray());
        var secure = new Srs(srs.Powers.ToArray(), srs.One2, srs.Tau2, insecure: false);
        Assert.NotEqual(srs.Digest.ToArray(), secure.Digest.ToArray());
    }

    private sealed class Collect(ConcurrentBag<double> seen) : IProgress<double>
    {
        public void Report(double value) => seen.Add(value);
    }
}

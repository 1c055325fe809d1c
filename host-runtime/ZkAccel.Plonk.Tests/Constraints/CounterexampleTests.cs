using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

/// <summary>Shortcuts that the layout rules forbid, each with the forgery that it would let through.</summary>
public class CounterexampleTests
{
    private static readonly Random Random = new(3);

    private static Fr F(long value) => Fr.FromInt64(value);

    [Fact]
    public void Gemm_inputs_in_wires_that_are_tied_by_a_digest_are_forgeable()
    {
        // Two wires are chosen after ρ and r so that both the digest of x and the product equality hold for a false y.
        const int inputs = 6, outputs = 4;
        Fr rho = Fr.Random(), r = Fr.Random();
        int[][] w = [.. Enumerable.Range(0, outputs).Select(_ => Enumerable.Range(0, inputs).Select(_ => Random.Next(-128, 128)).ToArray())];
        int[] x = [.. Enumerable.Range(0, inputs).Select(_ => Random.Next(-128, 128))];
        long[] y = [.. w.Select(line => line.Zip(x, (a, b) => (long)a * b).Sum())];
        y[0] += 12345;
        Fr[] kappa = [.. Enumerable.Range(0, inputs).Select(j => Sum(outputs, i => r.Pow((ulong)i) * F(w[i][j])))];
        Fr digest = Sum(inputs, j => rho.Pow((ulong)j) * F(x[j])), product = Sum(outputs, i => r.Pow((ulong)i) * F(y[i]));
        Fr restDigest = digest - Sum(inputs - 2, j => rho.Pow((ulong)j) * F(x[j])), restProduct = product - Sum(inputs - 2, j => kappa[j] * F(x[j]));
        Fr a = rho.Pow(inputs - 2), b = rho.Pow(inputs - 1), c = kappa[^2], d = kappa[^1], inverse = ((a * d) - (b * c)).Inverse();
        Fr[] forged = [.. x[..^2].Select(v => F(v)), ((restDigest * d) - (b * restProduct)) * inverse, ((a * restProduct) - (c * restDigest)) * inverse];
        Assert.Equal(digest, Sum(inputs, j => rho.Pow((ulong)j) * forged[j]));
        Assert.Equal(product, Sum(inputs, j => kappa[j] * forged[j]));
        Assert.False(forged[^1].TryToInt64(out _));
    }

    [Fact]
    public void Groups_stacked_over_padding_weights_are_forgeable()
    {
        // A padding weight of 1000 in group 0 moves its output channel into the first channel of group 1.
        Fr r = Fr.Random();
        long[] first = [5, -2, 7, 1000], second = [1, 2, 3];
        const long input0 = 11, input1 = 13;
        Fr left = (Poly(first, r) * F(input0)) + (r.Pow(3) * Poly(second, r) * F(input1));
        long[] forged = [5 * input0, -2 * input0, 7 * input0, input1 + (1000 * input0), 2 * input1, 3 * input1];
        Assert.Equal(left, Poly(forged, r));
        Assert.NotEqual(1 * input1, forged[3]);
    }

    [Fact]
    public void One_column_for_raw_plus_tau_out_is_forgeable()
    {
        // Layer 1 is the identity, layer 2 is (1 1). An error (5, -5) lies in the kernel of layer 2 and is hidden in B.
        Fr tau = Fr.Random();
        long[] truth = [3, 4], raw = [3 + 5, 4 - 5], outs = [.. raw.Select(v => Math.Max(v, 0))];
        Fr[] merged = [.. raw.Zip(outs, (v, o) => F(v) + (tau * F(o)))];
        Fr inverse = tau.Inverse();
        Fr[] read = [.. merged.Zip(truth, (m, t) => (m - F(t)) * inverse)];
        Assert.Equal(F(outs.Sum()), read[0] + read[1]);
        Assert.NotEqual(truth.Sum(), outs.Sum());
    }

    [Fact]
    public void Copies_are_forgeable_when_delta_and_gamma_are_known_before_the_wires()
    {
        // Cells 0 and 1 should be equal and are not; the free cell 2, swapped with 3 in its own cycle, repairs the product.
        Fr delta = Fr.Random(), gamma = Fr.Random();
        Fr[] values = [F(11), F(22), F(5)];
        int[] image = [1, 0, 3];
        Fr numerator = Fr.One, denominator = Fr.One;
        for (int i = 0; i < 3; i++) (numerator, denominator) = (numerator * Factor(values[i], i), denominator * Factor(values[i], image[i]));
        Fr free = ((denominator * ((delta * F(2)) + gamma)) - (numerator * ((delta * F(3)) + gamma))) * (numerator - denominator).Inverse();
        Assert.Equal(numerator * Factor(free, 3), denominator * Factor(free, 2));
        Assert.NotEqual(values[0], values[1]);

        // With δ, γ drawn after the wires the same values fail.
        (delta, gamma) = (Fr.Random(), Fr.Random());
        (numerator, denominator) = (Factor(free, 3), Factor(free, 2));
        for (int i = 0; i < 3; i++) (numerator, denominator) = (numerator * Factor(values[i], i), denominator * Factor(values[i], image[i]));
        Assert.NotEqual(numerator, denominator);

        Fr Factor(Fr value, int place) => value + (delta * F(place)) + gamma;
    }

    [Fact]
    public void Packed_keys_are_forgeable_where_theta_keeps_keys_apart()
    {
        // (hi + d / 256, out - d) packs to the same number as (hi, out); under θ it does not.
        Fr shift = F(5) * F(256).Inverse(), hi = F(77), second = F(33), theta = Fr.Random();
        Assert.Equal((F(256) * hi) + second, (F(256) * (hi + shift)) + (second - F(5)));
        Assert.NotEqual((theta * hi) + (theta * theta * second), (theta * (hi + shift)) + (theta * theta * (second - F(5))));
    }

    private static Fr Poly(long[] coefficients, Fr x) => Sum(coefficients.Length, i => x.Pow((ulong)i) * F(coefficients[i]));

    private static Fr Sum(int count, Func<int, Fr> term)
    {
        Fr sum = Fr.Zero;
        for (int i = 0; i < count; i++) sum += term(i);
        return sum;
    }
}

using System.Numerics;
using Xunit;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime.Tests.Cpu;

public sealed unsafe class KernelTests
{
    private const int Count = 32;

    public static TheoryData<CpuRung, bool> Rungs
    {
        get
        {
            var data = new TheoryData<CpuRung, bool>();
            foreach (var rung in CpuKernels.Available)
            {
                data.Add(rung, true);
                data.Add(rung, false);
            }

            return data;
        }
    }

    private static (FieldKernels Kernels, BigInteger P, BigInteger Ri) Setup(CpuRung rung, bool fr)
    {
        var kernels = fr ? CpuKernels.For(rung).Fr : CpuKernels.For(rung).Fq;
        var p = Blocks.Prime(kernels.Modulus);
        return (kernels, p, BigInteger.ModPow(BigInteger.ModPow(2, 260, p), p - 2, p));
    }

    private static void Check(Blocks actual, BigInteger p, Func<int, BigInteger> expected)
    {
        for (int i = 0; i < actual.Count; i++)
        {
            Assert.True(actual[i] < 2 * p, $"element {i} is {actual[i]}, not below 2p");
            for (int limb = 0; limb < 5; limb++) Assert.InRange(actual.Data[i / 8 * 40 + limb * 8 + i % 8], 0, Modulus.Mask);
            Assert.Equal((expected(i) % p + p) % p, actual[i] % p);
        }
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Products_agree_with_integers(CpuRung rung, bool fr)
    {
        var (k, p, ri) = Setup(rung, fr);
        using var a = Blocks.Samples(k.Modulus, Count, 2);
        using var b = Blocks.Samples(k.Modulus, Count, 3);
        using var r = new Blocks(Count);
        k.Multiply(r.Data, a.Data, b.Data, Count);
        Check(r, p, i => a[i] * b[i] * ri);
        k.Multiply(r.Data, a.Data, b.Data + 40, Count, 0);
        Check(r, p, i => a[i] * b[8 + i % 8] * ri);
        k.Multiply(r.Data, a.Data, a.Data, Count);
        Check(r, p, i => a[i] * a[i] * ri);
        k.Square(r.Data, a.Data, Count);
        Check(r, p, i => a[i] * a[i] * ri);
        k.Multiply(b.Data, a.Data, b.Data, Count);
        using var b2 = Blocks.Samples(k.Modulus, Count, 3);
        Check(b, p, i => a[i] * b2[i] * ri);
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Products_take_lazy_operands(CpuRung rung, bool fr)
    {
        var (k, p, ri) = Setup(rung, fr);
        using var a = Blocks.Samples(k.Modulus, Count, 4);
        using var b = Blocks.Samples(k.Modulus, Count, 5);
        using var r = new Blocks(Count);
        for (int i = 0; i < a.Count; i++)
        {
            a[i] += 8 * p - 2 * p;
            b[i] += 8 * p - 2 * p;
        }

        k.Multiply(r.Data, a.Data, b.Data, Count);
        Check(r, p, i => a[i] * b[i] * ri);
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Scaling_takes_one_element_or_one_a_block(CpuRung rung, bool fr)
    {
        var (k, p, ri) = Setup(rung, fr);
        using var a = Blocks.Samples(k.Modulus, Count, 6);
        using var b = Blocks.Samples(k.Modulus, Count, 7);
        using var r = new Blocks(Count);
        var w = stackalloc long[Count * 5];
        for (int i = 0; i < Count; i++) Element.Copy(w + 5 * i, 1, b.Data + (i * 3 + 40) / 8 * 40 + (i * 3 + 40) % 8, 8);
        k.Scale(r.Data, a.Data, w, Count, 5);
        Check(r, p, i => a[i] * b[i / 8 * 3 + 40] * ri);
        k.Scale(r.Data, a.Data, w + 5, Count, 0);
        Check(r, p, i => a[i] * b[43] * ri);
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Sums_agree_with_integers(CpuRung rung, bool fr)
    {
        var (k, p, _) = Setup(rung, fr);
        using var a = Blocks.Samples(k.Modulus, Count, 8);
        using var b = Blocks.Samples(k.Modulus, Count, 9);
        using var r = new Blocks(Count);
        k.Add(r.Data, a.Data, b.Data, Count);
        Check(r, p, i => a[i] + b[i]);
        k.Subtract(r.Data, a.Data, b.Data, Count);
        Check(r, p, i => a[i] - b[i]);
        k.Negate(r.Data, a.Data, Count);
        Check(r, p, i => -a[i]);
        k.Canonical(r.Data, Count);
        Check(r, p, i => -a[i]);
        for (int i = 0; i < r.Count; i++) Assert.True(r[i] < p);
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Butterflies_agree_with_integers(CpuRung rung, bool fr)
    {
        var (k, p, ri) = Setup(rung, fr);
        using var a = Blocks.Samples(k.Modulus, Count, 10);
        using var b = Blocks.Samples(k.Modulus, Count, 11);
        using var a2 = Blocks.Samples(k.Modulus, Count, 10);
        using var b2 = Blocks.Samples(k.Modulus, Count, 11);
        var w = stackalloc long[Count * 5];
        for (int i = 0; i < Count; i++) Element.Copy(w + 5 * i, 1, b.Data + (i + 100) / 8 * 40 + (i + 100) % 8, 8);
        k.Butterfly(a.Data, b.Data, w, Count);
        Check(a, p, i => a2[i] + b2[i]);
        Check(b, p, i => (a2[i] - b2[i]) * b2[100 + i / 8] * ri);
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Zero_is_found_in_both_forms(CpuRung rung, bool fr)
    {
        var (k, p, _) = Setup(rung, fr);
        using var a = new Blocks(1);
        a[1] = p;
        a[2] = 1;
        a[3] = p + 1;
        a[4] = p - 1;
        a[5] = 2 * p - 1;
        var mask = k.ZeroLanes(a.Data);
        for (int i = 0; i < 8; i++) Assert.Equal(a[i] % p == 0 ? -1 : 0, mask[i]);
    }

    [Theory]
    [MemberData(nameof(Rungs))]
    public void Blocks_are_inverted(CpuRung rung, bool fr)
    {
        var (k, p, ri) = Setup(rung, fr);
        var one = BigInteger.ModPow(2, 260, p);
        for (int blocks = 1; blocks <= BlockInverse.MaxBlocks; blocks++)
        {
            using var all = Blocks.Samples(k.Modulus, 32, 20 + blocks);
            using var a = new Blocks(blocks);
            using var r = new Blocks(blocks);
            for (int i = 0; i < a.Count; i++) r[i] = a[i] = all[i + 40] % p == 0 ? one : all[i + 40];
            BlockInverse.Invert(k, r.Data, blocks);
            Check(r, p, i => BigInteger.ModPow(a[i] * ri, p - 2, p) * one);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_element_is_inverted(bool fr)
    {
        var modulus = fr ? Modulus.Fr : Modulus.Fq;
        var p = Blocks.Prime(modulus);
        var one = BigInteger.ModPow(2, 260, p);
        using var a = Blocks.Samples(modulus, 64, 40);
        using var r = new Blocks(64);
        var element = stackalloc long[5];
        for (int i = 0; i < a.Count; i++)
        {
            Element.Copy(element, 1, a.Data + i / 8 * 40 + i % 8, 8);
            ModularInverse.Invert(element, element, modulus);
            Element.Copy(r.Data + i / 8 * 40 + i % 8, 8, element, 1);
        }

        Check(r, p, i => BigInteger.ModPow(a[i], p - 2, p) * one * one);
    }
}

using System.Numerics;
using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Runtime.Tests.Cpu;

public sealed class PointTransformTests
{
    private static readonly BigInteger Order = Integer(-Fr.One) + 1;

    public static TheoryData<CpuRung, int, int> Sizes
    {
        get
        {
            var data = new TheoryData<CpuRung, int, int>();
            foreach (CpuRung rung in CpuKernels.Available)
                foreach (int logN in rung == CpuRung.Portable ? new[] { 0, 3, 5 } : [0, 1, 2, 3, 5, 8])
                    foreach (int threads in new[] { 1, 2 }) data.Add(rung, logN, threads);
            return data;
        }
    }

    [Fact]
    public void Lambda_turns_x_by_beta()
    {
        G1Affine g = G1Affine.Generator;
        Assert.Equal(new G1Affine(g.X * SplitScalar.Beta, g.Y), (g * SplitScalar.Lambda).ToAffine());
    }

    [Fact]
    public void Split_scalars_are_small_and_add_up()
    {
        Fr[] edges = [Fr.Zero, Fr.One, -Fr.One, SplitScalar.Lambda, -SplitScalar.Lambda, Fr.FromInt64(2).Inverse(), Fr.FromInt64(1 << 16).Inverse()];
        foreach (Fr scalar in edges.Concat(Enumerable.Range(0, 2000).Select(_ => Fr.Random())))
        {
            SplitScalar split = SplitScalar.Of(scalar);
            BigInteger first = Signed(split.First), second = Signed(split.Second);
            Assert.Equal(Integer(scalar), (((first + second * Integer(SplitScalar.Lambda)) % Order) + Order) % Order);
            Assert.True(BigInteger.Abs(first) < BigInteger.One << 127 && BigInteger.Abs(second) < BigInteger.One << 127);
        }

        static BigInteger Signed(UInt128 part)
        {
            BigInteger sum = 0;
            for (int i = SplitScalar.Digits - 1; i >= 0; i--)
            {
                Assert.InRange(SplitScalar.Digit(part, i), -8, 7);
                sum = sum * 16 + SplitScalar.Digit(part, i);
            }

            return sum;
        }
    }

    [Theory]
    [MemberData(nameof(Sizes))]
    public void The_transform_is_the_sum_that_defines_it(CpuRung rung, int logN, int threads)
    {
        // Points that meet one another: infinity, repetitions, opposites.
        int n = 1 << logN;
        Fr[] logs = [.. Enumerable.Range(0, n).Select(i => i % 5 == 3 ? Fr.Zero : i % 7 == 2 ? -Fr.One : i % 3 == 0 ? Fr.One : Fr.Random())];
        var points = new G1Affine[n];
        G1.MultiplyGenerator(logs, points);
        var seen = new Last();
        G1Affine[] result = PointTransform.Inverse(points, CpuKernels.For(rung), threads, seen, TestContext.Current.CancellationToken);

        Fr root = Fr.RootOfUnity(logN).Inverse(), scale = Fr.FromInt64(n).Inverse();
        var sums = new Fr[n];
        for (int j = 0; j < n; j++)
        {
            Fr x = root.Pow((ulong)j);
            for (int i = n - 1; i >= 0; i--) sums[j] = (sums[j] * x) + logs[i];
            sums[j] *= scale;
        }

        var expected = new G1Affine[n];
        G1.MultiplyGenerator(sums, expected);
        Assert.Equal(expected, result);
        Assert.Equal(1, seen.Value);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(77)]
    [InlineData(PointMultiplier.Most)]
    public unsafe void Points_are_multiplied_each_by_its_own_scalar(int count)
    {
        Fr[] logs = [.. Enumerable.Range(0, count).Select(i => i % 9 == 5 ? Fr.Zero : Fr.Random())];
        Fr[] scalars = [.. Enumerable.Range(0, count).Select(i => i % 11 == 3 ? Fr.Zero : i % 11 == 7 ? Fr.FromInt64(i - 20) : Fr.Random())];
        G1Affine[] points = new G1Affine[count], expected = new G1Affine[count], result = new G1Affine[count];
        G1.MultiplyGenerator(logs, points);
        G1.MultiplyGenerator([.. logs.Zip(scalars, (a, b) => a * b)], expected);
        FieldKernels kernels = CpuKernels.For(CpuKernels.Available[^1]).Fq;
        using var scratch = new ScratchPool();
        using ScratchPool.Lease memory = scratch.Rent(PointMultiplier.Workspace * 64L);
        using var multiplier = new PointMultiplier(kernels, scratch, (ulong*)memory.Words, 0);
        fixed (G1Affine* from = points, to = result)
        {
            PackedPoints.FromHost(kernels, (ulong*)from, count, (ulong*)memory.Words);
            multiplier.Multiply(Array.ConvertAll(scalars, s => SplitScalar.Of(s)), default);
            PackedPoints.ToHost(kernels, (ulong*)memory.Words, count, (ulong*)to);
        }

        Assert.Equal(expected, result);
    }

    [Fact]
    public void It_stops_when_cancelled()
    {
        var points = new G1Affine[1 << 10];
        points.AsSpan().Fill(G1Affine.Generator);
        using var source = new CancellationTokenSource();
        var stop = new Last { Then = source.Cancel };
        Assert.ThrowsAny<OperationCanceledException>(() => PointTransform.Inverse(points, CpuKernels.For(CpuKernels.Available[^1]), 2, stop, source.Token));
        Assert.InRange(stop.Value, 0, 0.5);
    }

    private static BigInteger Integer(Fr value)
    {
        var bytes = new byte[Fr.ByteLength];
        value.WriteBytesBigEndian(bytes);
        return new BigInteger(bytes, isUnsigned: true, isBigEndian: true);
    }

    private sealed class Last : IProgress<double>
    {
        public double Value { get; private set; }

        public Action? Then { get; init; }

        public void Report(double value)
        {
            Assert.InRange(value, Value, 1);
            Value = value;
            Then?.Invoke();
        }
    }
}

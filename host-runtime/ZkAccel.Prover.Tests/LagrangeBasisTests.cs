using System.Diagnostics;
using ZkAccel.Bn254;
using ZkAccel.Plonk;

namespace ZkAccel.Prover.Tests;

public class LagrangeBasisTests(ITestOutputHelper output)
{
    [Theory]
    [InlineData(0, 1)]
    [InlineData(4, 1)]
    [InlineData(8, 1)]
    [InlineData(4, 8)]
    public void The_transform_gives_what_the_secret_and_plain_arithmetic_give(int logN, int packing)
    {
        Srs known = TestSrs.Shared, unknown = Imported(known);
        Assert.False(unknown.HasLagrange(logN, packing));
        Assert.Equal(known.Lagrange(logN, packing), LagrangeBasis.Of(unknown, logN, packing));
        Assert.True(unknown.HasLagrange(logN, packing));
        Assert.Equal(known.Lagrange(logN, packing), Imported(known).Lagrange(logN, packing));
        if (packing == 1) Assert.True(unknown.IsLagrange(unknown.Lagrange(logN), default));
    }

    [Fact]
    public void A_cancelled_transform_leaves_no_basis()
    {
        Srs srs = Imported(TestSrs.Shared);
        using var source = new CancellationTokenSource();
        source.Cancel();
        Assert.ThrowsAny<OperationCanceledException>(() => LagrangeBasis.Of(srs, 8, cancellation: source.Token));
        Assert.False(srs.HasLagrange(8, 1));
    }

    [Fact]
    [Trait("Lane", "long")]
    public void A_basis_of_2_to_the_16()
    {
        Srs known = Srs.CreateInsecure(1 << 16, "large"u8), unknown = Imported(known);
        using var clock = new Clock(output);
        G1Affine[] basis = clock.Time("transform", () => LagrangeBasis.Of(unknown, 16));
        Assert.True(clock.Time("check", () => unknown.IsLagrange(basis, default)));
        Assert.Equal(known.Lagrange(16), basis);
    }

    private sealed class Clock(ITestOutputHelper output) : IDisposable
    {
        private readonly Process _process = Process.GetCurrentProcess();

        public T Time<T>(string what, Func<T> work)
        {
            long start = Stopwatch.GetTimestamp();
            TimeSpan before = Processor();
            T result = work();
            output.WriteLine($"{what}: {Stopwatch.GetElapsedTime(start).TotalSeconds:F2} s, {(Processor() - before).TotalSeconds:F2} s of processor time");
            return result;
        }

        public void Dispose() => _process.Dispose();

        private TimeSpan Processor()
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    private static Srs Imported(Srs made) => new(made.Powers.ToArray(), made.One2, made.Tau2, made.Insecure);
}

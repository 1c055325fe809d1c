using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Conformance;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>Sums of points against the reference device and against points with known logarithms.</summary>
public sealed class MsmTests : IDisposable
{
    private readonly EmulatedDevice _device = new();
    private readonly Samples _samples = new(7);

    public void Dispose() => _device.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(17)]
    [InlineData(64)]
    [InlineData(100)]
    public async Task Random_sums_are_those_of_the_reference(int count)
    {
        G1Affine[] points = [.. Enumerable.Range(0, count).Select(_ => (G1Affine.Generator * _samples.Scalar()).ToAffine())];
        var scalars = _samples.Scalars(count);
        var basis = _device.Load(points, BasisMultiples.None);
        Assert.Equal(await MsmSums.Reference(points, scalars), _device.Commit(basis, [scalars], ScalarHint.Full)[0]);
    }

    /// <summary>Few points and few scalars, so that buckets meet P + P, P - P and the identity in every order.</summary>
    [Fact]
    public async Task Equal_opposite_and_identity_points()
    {
        var (p, q) = ((G1Affine.Generator * _samples.Scalar()).ToAffine(), (G1Affine.Generator * _samples.Scalar()).ToAffine());
        G1Affine[] kinds = [p, -p, G1Affine.Infinity, q, p, -q];
        Fr[] values = [Fr.One, -Fr.One, Fr.FromInt64(2), Fr.FromInt64(255), Fr.Zero, _samples.Scalar()];
        for (var round = 0; round < 6; round++)
        {
            var points = new G1Affine[48];
            var scalars = new Fr[48];
            for (var i = 0; i < 48; i++) (points[i], scalars[i]) = (kinds[_samples.Next(kinds.Length)], values[_samples.Next(round + 1)]);
            var basis = _device.Load(points, new BasisMultiples(128, 2));
            Assert.Equal(await MsmSums.Reference(points, scalars), _device.Commit(basis, [scalars], ScalarHint.Full)[0]);
        }
    }

    [Fact]
    public void Equal_scalars_fall_into_one_bucket_a_window()
    {
        var (points, logarithms) = _samples.KnownPoints(150);
        var basis = _device.Load(points, BasisMultiples.None);
        Fr[][] columns = [.. ((Fr[])[Fr.Zero, Fr.One, -Fr.One, Fr.FromInt64(2).Inverse(), _samples.Scalar()]).Select(scalar => Enumerable.Repeat(scalar, 150).ToArray())];
        Assert.Equal(columns.Select(column => MsmSums.Sum(column, logarithms)), _device.Commit(basis, columns, ScalarHint.Full));
    }

    /// <summary>±2^k and their neighbours: where windows and limbs end and carries run.</summary>
    [Fact]
    public void Every_boundary_of_digits()
    {
        Fr[] edges = [.. Enumerable.Range(0, 254).SelectMany(k => (Fr[])[Samples.Power(k), Samples.Power(k) - Fr.One, -Samples.Power(k)])];
        var (points, logarithms) = _samples.KnownPoints(edges.Length);
        var basis = _device.Load(points, BasisMultiples.None);
        Assert.Equal(MsmSums.Sum(edges, logarithms), _device.Commit(basis, [edges], ScalarHint.Full)[0]);
    }

    [Theory]
    [InlineData(6, 43)]
    [InlineData(24, 11)]
    [InlineData(32, 8)]
    [InlineData(127, 2)]
    [InlineData(254, 1)]
    public void Multiples_of_points_fold_windows(int stride, int copies)
    {
        var (points, logarithms) = _samples.KnownPoints(9);
        points[4] = G1Affine.Infinity;
        logarithms[4] = Fr.Zero;
        var basis = _device.Load(points, new BasisMultiples(stride, copies));
        Fr[][] columns = [_samples.Scalars(9), [-Fr.One], _samples.Scalars(4)];
        Assert.Equal(columns.Select(column => MsmSums.Sum(column, logarithms)), _device.Commit(basis, columns, ScalarHint.Full));
    }

    [Fact]
    public void A_column_without_room_is_summed_in_pieces()
    {
        var (points, logarithms) = _samples.KnownPoints(17);
        var basis = _device.Load(points, BasisMultiples.None);
        Fr[][] columns = [_samples.Scalars(17), _samples.Scalars(1), _samples.Scalars(6)];
        foreach (var bytes in (long[])[40_000, 80_000])
            Assert.Equal(columns.Select(column => MsmSums.Sum(column, logarithms)), _device.Commit(basis, columns, ScalarHint.Full, bytes));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(64)]
    [InlineData(252)]
    [InlineData(253)]
    public void Hints_hold_to_their_ends(int bits)
    {
        var (points, logarithms) = _samples.KnownPoints(12);
        var basis = _device.Load(points, BasisMultiples.None);
        var top = Samples.Power(bits) - Fr.One;
        Fr[] positive = [top, Fr.Zero, Fr.One, top, .. Enumerable.Range(0, 8).Select(k => Samples.Power(k % bits))];
        Assert.Equal(MsmSums.Sum(positive, logarithms), _device.Commit(basis, [positive], ScalarHint.Small(bits, signed: false))[0]);
        if (bits == 253) return;
        Fr[] both = [.. positive.Select((value, i) => i % 2 == 0 ? value : -value)];
        Assert.Equal(MsmSums.Sum(both, logarithms), _device.Commit(basis, [both], ScalarHint.Small(bits, signed: true))[0]);
    }

    [Fact]
    public void A_broken_hint_gives_the_right_sum_or_none()
    {
        var (points, logarithms) = _samples.KnownPoints(10);
        var basis = _device.Load(points, BasisMultiples.None);
        var noticed = 0;
        foreach (var bits in (int[])[1, 8, 16, 64, 200])
            foreach (var liar in (Fr[])[Samples.Power(bits), -Samples.Power(bits), Samples.Power(bits + 1), Samples.Power(bits) + Samples.Power(252), _samples.Scalar()])
            {
                var scalars = new Fr[10];
                Array.Fill(scalars, Fr.One);
                scalars[_samples.Next(10)] = liar;
                try
                {
                    Assert.Equal(MsmSums.Sum(scalars, logarithms), _device.Commit(basis, [scalars], ScalarHint.Small(bits, signed: true))[0]);
                }
                catch (AcceleratorException error)
                {
                    Assert.Equal(AcceleratorError.BrokenHint, error.Code);
                    noticed++;
                }
            }

        Assert.InRange(noticed, 10, 25);
    }

    /// <summary>Shapes that a GPU takes for many more points: several passes of the sort, sums in several parts, pieces folded in several rounds.</summary>
    [Theory]
    [InlineData(13, 20, 1, 1, 40)]
    [InlineData(12, 22, 22, 2, 64)]
    [InlineData(17, 15, 3, 1, 5)]
    [InlineData(2, 127, 127, 1, 70)]
    [InlineData(5, 51, 51, 1, 1100)]
    public void Any_shape_gives_the_sum(int width, int windows, int groups, int limit, int count)
    {
        var plan = new WindowPlan(width, windows, groups);
        var (points, logarithms) = _samples.KnownPoints(count);
        var basis = _device.Load(points, groups == windows ? BasisMultiples.None : new BasisMultiples(width * groups, plan.Copies));
        Fr[][] columns = [Enumerable.Repeat(_samples.Scalar(), count).ToArray(), count > 100 ? [Fr.One] : _samples.Scalars(count)];
        var sums = MsmLauncher.Sum(
            _device.Launcher, basis, [.. columns.Select(column => _device.Column(column))], new MsmShape(plan, count, 2, limit, 1), CancellationToken.None);
        Assert.Equal(columns.Select(column => MsmSums.Sum(column, logarithms)), sums.Select(sum => sum.ToAffine()));
    }

    [Theory]
    [InlineData(1024)]
    [Trait("Lane", "long")]
    public void Large_sums(int count)
    {
        var (points, logarithms) = _samples.KnownPoints(count);
        var basis = _device.Load(points, BasisMultiples.None);
        Fr[][] columns = [_samples.Scalars(count), _samples.Scalars(count - 5)];
        Assert.Equal(columns.Select(column => MsmSums.Sum(column, logarithms)), _device.Commit(basis, columns, ScalarHint.Full));
    }
}

using Xunit;
using ZkAccel.Bn254;
using static ZkAccel.Runtime.RowExpression;

namespace ZkAccel.Runtime.Tests;

/// <summary>The reference against numbers worked out by hand: everything else is compared with it.</summary>
public sealed class ReferenceTests : IDisposable
{
    private readonly ReferenceAccelerator _device = new();
    private readonly IQueue _queue;

    public ReferenceTests() => _queue = _device.CreateQueue();

    [Fact]
    public async Task A_transform_of_two_is_sum_and_difference()
    {
        var column = Resident(7, 5);
        _queue.Ntt(_device.Plan(1), [column], NttKind.Forward, Fr.One);
        Assert.Equal(Numbers(12, 2), await Read(column));
        _queue.Ntt(_device.Plan(1), [column], NttKind.Inverse, Fr.One);
        Assert.Equal(Numbers(7, 5), await Read(column));
    }

    [Fact]
    public async Task A_transform_on_a_coset_evaluates_there()
    {
        var column = Resident(1, 2, 3, 4);
        _queue.Ntt(_device.Plan(2), [column], NttKind.Forward, Fr.FromInt64(10));
        var values = await Read(column);
        Assert.Equal(Fr.FromInt64(4321), values[0]);
        Assert.Equal(Fr.FromInt64(1 - 20 + 300 - 4000), values[2]);
    }

    [Fact]
    public async Task Rows_rotate_both_ways()
    {
        var (column, result) = (Resident(1, 2, 3), _device.Allocate(3).All);
        _queue.Run(_device.Compile(Column(0, 1) * Fr.FromInt64(10) + Column(0, -1)), [column], [], result);
        Assert.Equal(Numbers(23, 31, 12), await Read(result));
    }

    [Fact]
    public async Task Scans_are_exclusive()
    {
        var (column, result) = (Resident(2, 3, 4, 5), _device.Allocate(4).All);
        _queue.Scan(column, result, ScanKind.ProductExclusive);
        Assert.Equal(Numbers(1, 2, 6, 24), await Read(result));
        _queue.Scan(column, result, ScanKind.SumExclusive);
        Assert.Equal(Numbers(0, 2, 5, 9), await Read(result));
    }

    [Fact]
    public async Task A_recurrence_starts_at_zero()
    {
        var (multiplier, addend, result) = (Resident(10, 10, 0, 9), Resident(1, 2, 3, 9), _device.Allocate(4).All);
        _queue.Recur(multiplier, addend, result);
        Assert.Equal(Numbers(0, 1, 12, 3), await Read(result));
    }

    [Fact]
    public async Task Division_drops_the_remainder()
    {
        // x^2 + 3x + 5 = (x - 2)(x + 5) + 15
        var column = Resident(5, 3, 1);
        _queue.Divide(column, Fr.FromInt64(2), column);
        Assert.Equal(Numbers(5, 1, 0), await Read(column));
    }

    [Fact]
    public async Task An_msm_is_a_sum_of_multiples()
    {
        var g = G1Affine.Generator;
        var twice = (g + g).ToAffine();
        using var basis = _device.Load([g, twice, G1Affine.Infinity], BasisPlan.Once);
        var sums = await _queue.Commit(basis, new[] { Resident(3, -1, 7), Resident(2, -1), Resident(1) }, ScalarHint.Small(3, signed: true));
        Assert.Equal([g, G1Affine.Infinity, g], sums);
    }

    [Fact]
    public async Task Inversion_keeps_zero()
    {
        var column = Resident(1, 0, -1, 2);
        _queue.Invert(column);
        Assert.Equal([Fr.One, Fr.Zero, -Fr.One, Fr.FromInt64(2).Inverse()], await Read(column));
    }

    [Fact]
    public void Hints_and_slices_print_and_compare()
    {
        Assert.Equal(ScalarHint.Small(8, signed: true), ScalarHint.Small(8, signed: true));
        Assert.NotEqual(ScalarHint.Full, ScalarHint.Small(253, signed: false));
        var slice = Resident(1, 2, 3).Slice(1, 2);
        Assert.Equal("[1..3)", slice.ToString());
        Assert.True(slice.Overlaps(slice.Buffer.Slice(2, 1)));
        Assert.False(slice.Overlaps(slice.Buffer.Slice(0, 1)));
    }

    public void Dispose()
    {
        _queue.Dispose();
        _device.Dispose();
    }

    private static Fr[] Numbers(params int[] values) => [.. values.Select(value => Fr.FromInt64(value))];

    private ScalarSlice Resident(params int[] values)
    {
        var buffer = _device.Allocate(values.Length);
        _queue.Upload(values, buffer.All);
        return buffer.All;
    }

    private async Task<Fr[]> Read(ScalarSlice slice)
    {
        var values = new Fr[slice.Count];
        await _queue.Download(slice, values);
        return values;
    }
}

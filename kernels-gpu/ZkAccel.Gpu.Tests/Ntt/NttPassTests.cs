using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Runtime;

namespace ZkAccel.Gpu.Tests;

/// <summary>Ways to cut a transform that only large sizes use, tried on small ones and compared with the processor.</summary>
public sealed class NttPassTests
{
    static NttPassTests() => GpuDevices.Register();

    [Theory]
    [InlineData(2, new[] { 3 })]
    [InlineData(2, new[] { 3, 3 })]
    [InlineData(4, new[] { 4, 3 })]
    [InlineData(2, new[] { 3, 4, 3 })]
    [InlineData(4, new[] { 4, 3, 4 })]
    [InlineData(2, new[] { 3, 3, 3, 3 })]
    [InlineData(8, new[] { 5, 5 })]
    public async Task Passes_of_any_radix_agree_with_the_processor(int lanes, int[] passes)
    {
        using var processor = Accelerators.Open("cpu:1");
        using var device = (GpuAccelerator)Accelerators.Open($"ilgpu-cpu?lanes={lanes}");
        var plan = new GpuNttPlan(device, passes.Sum(), passes);
        var values = Values(plan.Count);
        foreach (var coset in (Fr[])[Fr.One, Fr.CosetGenerator])
            foreach (var kind in Enum.GetValues<NttKind>())
                Assert.Equal(
                    await Transform(processor, processor.Plan(plan.LogN), values, kind, coset),
                    await Transform(device, plan, values, kind, coset));
    }

    [Fact]
    public void A_plan_has_the_fewest_passes_and_fits_its_tiles()
    {
        Assert.Equal([0], GpuNttPlan.Cut(0));
        Assert.Equal([10], GpuNttPlan.Cut(10));
        Assert.Equal([7, 7, 6], GpuNttPlan.Cut(20));
        Assert.Equal([8, 8, 8], GpuNttPlan.Cut(24));
        for (var logN = 11; logN <= 28; logN++)
        {
            var passes = GpuNttPlan.Cut(logN);
            Assert.Equal(logN, passes.Sum());
            Assert.All(passes, radix => Assert.InRange(radix, 5, 8));
            Assert.All(passes, radix => Assert.True(logN - radix >= GpuNttPlan.LogTile - radix));
        }
    }

    private static async Task<Fr[]> Transform(IAccelerator device, NttPlan plan, Fr[] values, NttKind kind, Fr coset)
    {
        using var queue = device.CreateQueue();
        using var column = device.Allocate(values.Length);
        queue.Upload(values, column.All);
        queue.Ntt(plan, [column.All], kind, coset);
        var result = new Fr[values.Length];
        await queue.Download(column.All, result);
        return result;
    }

    /// <summary>Powers of a fixed element, with the ends of the range among them.</summary>
    private static Fr[] Values(int count)
    {
        var (values, value) = (new Fr[count], Fr.FromInt64(3));
        for (var i = 0; i < count; i++) values[i] = i % 7 == 0 ? Fr.Zero : i % 11 == 0 ? -Fr.One : value *= value + Fr.FromInt64(i);
        return values;
    }
}

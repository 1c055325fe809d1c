using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Runtime;
using ZkAccel.Runtime.Cpu;

namespace ZkAccel.Prover.Tests;

/// <summary>A device that fails, is lost or has no room, and a proof that is cancelled, at places all over a proof: nothing is left behind.</summary>
public class FailureTests
{
    private const int Places = 12;

    [Theory]
    [InlineData(AcceleratorError.OutOfMemory, false)]
    [InlineData(AcceleratorError.Lost, true)]
    public async Task A_failure_gives_everything_back_and_the_next_proof_is_good(AcceleratorError error, bool keepCosets)
    {
        using var device = new FailingDevice(new CpuAccelerator());
        using Fixture fixture = await Fixture.CreateAsync(
            new Profile(2, 3, WeightMode.Committed), 6, device, options: new ProverOptions { CacheFixedCosets = keepCosets });
        int resident = device.LiveBuffers;
        await ForPlacesAsync(device, fixture, async () =>
        {
            device.Act = () => throw new AcceleratorException("failing", "test", error, "as told");
            AcceleratorException e = await Assert.ThrowsAsync<AcceleratorException>(fixture.TryProveAsync);
            Assert.Equal(error, e.Code);
            Assert.Equal(resident, device.LiveBuffers);
        });
    }

    [Fact]
    public async Task A_cancelled_proof_gives_everything_back_and_the_next_is_good()
    {
        using var device = new FailingDevice(new CpuAccelerator());
        using Fixture fixture = await Fixture.CreateAsync(new Profile(2, 3, WeightMode.Committed), 6, device);
        int resident = device.LiveBuffers;
        await ForPlacesAsync(device, fixture, async () =>
        {
            using var source = new CancellationTokenSource();
            device.Act = source.Cancel;
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await fixture.Prover.ProveAsync(fixture.Witness, model: fixture.Model, cancellation: source.Token));
            Assert.Equal(resident, device.LiveBuffers);
        });
    }

    [Fact]
    public async Task Keys_that_fail_on_the_way_give_everything_back()
    {
        using var device = new FailingDevice(new CpuAccelerator());
        Synthetic.Case source = Synthetic.Build(new Profile(2, 3, WeightMode.Private), 6);
        ProvingKey key = await MakeAsync();
        int calls = device.Calls;
        using (new PlonkProver(key, TestSrs.Shared, device)) calls = Math.Max(calls, device.Calls);
        for (int i = 0; i < Places; i++)
        {
            (device.Calls, device.At) = (0, 1 + (i * (calls - 1) / (Places - 1)));
            device.Act = () => throw new AcceleratorException("failing", "test", AcceleratorError.Lost, "as told");
            await Assert.ThrowsAsync<AcceleratorException>(async () =>
            {
                ProvingKey made = await MakeAsync();
                using var prover = new PlonkProver(made, TestSrs.Shared, device);
            });
            Assert.Equal(0, device.LiveBuffers);
            Assert.Equal(0, device.OpenQueues);
        }

        async Task<ProvingKey> MakeAsync() => await ProvingKey.GenerateAsync(source.Circuit, TestSrs.Shared, device);
    }

    private static async Task ForPlacesAsync(FailingDevice device, Fixture fixture, Func<Task> fail)
    {
        int calls;
        using (var other = new PlonkProver(fixture.Key, fixture.Srs, device))
        {
            device.Calls = 0;
            await other.ProveAsync(fixture.Witness, model: fixture.Model);
            calls = device.Calls;
        }

        for (int i = 0; i < Places; i++)
        {
            (device.Calls, device.At) = (0, 1 + (i * (calls - 1) / (Places - 1)));
            await fail();
            Assert.Equal(0, device.OpenQueues);
        }

        device.At = 0;
        Assert.True(fixture.Verify(await fixture.ProveAsync()).Accepted);
    }
}

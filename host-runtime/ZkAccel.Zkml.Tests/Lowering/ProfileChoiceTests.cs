using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Zkml.Tests.Lowering;

public class ProfileChoiceTests
{
    [Theory]
    [InlineData(WeightMode.Committed)]
    [InlineData(WeightMode.Private)]
    [InlineData(WeightMode.Fixed)]
    public void Usual_proofs_are_within_the_bound(WeightMode weights)
    {
        CompiledModel compiled = CircuitCompiler.Compile(Model(), new Visibility(Weights: weights));
        Assert.InRange(compiled.Circuit.Profile.ProofLength, 1, CircuitCompiler.UsualProofBytes);
    }

    [Fact]
    public void The_bound_is_the_callers()
    {
        IntegerModel model = Model();
        CompiledModel[] all = [.. CircuitCompiler.Profiles.Select(p => CircuitCompiler.Compile(model, new Visibility(), p))];
        CompiledModel free = CircuitCompiler.Compile(model, new Visibility(), maxProofBytes: int.MaxValue);
        double least = all.Min(c => c.Cost);
        Assert.InRange(free.Cost, least, 1.1 * least);
        Assert.DoesNotContain(all, c => c.Cost <= 1.1 * least && c.Circuit.Profile.VerifierPoints < free.Circuit.Profile.VerifierPoints);

        // Where no profile is within the bound, one beyond it is better than none.
        Assert.Equal(free.Circuit.Profile, CircuitCompiler.Compile(model, new Visibility(), maxProofBytes: 1).Circuit.Profile);
        Assert.Equal(1888, CircuitCompiler.Compile(model, new Visibility(), maxProofBytes: 2000).Circuit.Profile.ProofLength);
    }

    [Theory]
    [InlineData(1, 1, WeightMode.Committed, false, 1888, 41)]
    [InlineData(4, 16, WeightMode.Committed, false, 2880, 70)]
    [InlineData(6, 16, WeightMode.Committed, false, 3584, 80)]
    [InlineData(1, 1, WeightMode.Fixed, false, 1824, 40)]
    public void Profiles_know_their_proofs(int slots, int lanes, WeightMode weights, bool ranged, int bytes, int points)
    {
        var profile = new Profile(slots, lanes, weights, ranged);
        Assert.Equal(bytes, profile.ProofLength);
        Assert.Equal(points, profile.VerifierPoints);
    }

    private static IntegerModel Model() => TestModels.Make("conv");
}

using Xunit;
using ZkAccel.Plonk;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;

namespace ZkAccel.Zkml.Tests.Lowering;

public class GadgetTests
{
    public static TheoryData<string, int, int> Cases()
    {
        var data = new TheoryData<string, int, int>();
        foreach (string name in TestModels.Names)
        {
            data.Add(name, 1, 1);
            data.Add(name, 3, 4);
            data.Add(name, 8, 16);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_run_of_the_executor_satisfies_the_circuit(string name, int slots, int lanes)
    {
        IntegerModel model = TestModels.Make(name);
        foreach (Visibility visibility in new[] { new Visibility(), new Visibility(PublicInput: true, Weights: WeightMode.Private) })
        {
            CompiledModel compiled = CircuitCompiler.Compile(model, visibility, (slots, lanes));
            for (int seed = 0; seed < 3; seed++)
            {
                Witness witness = compiled.BuildWitness(TestModels.Run(model, seed));
                CheckReport report = CircuitChecker.Check(compiled.Circuit, witness, seed + 1);
                Assert.True(report.Satisfied, $"{name} ({slots}, {lanes}): {report}");
            }
        }
    }

    /// <summary>Exact bounds of an output follow from weights that may be secret, and tables and tensors stand in the key.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Ranges_in_the_key_are_rounded(string name, int slots, int lanes)
    {
        IntegerModel model = TestModels.Make(name);
        Circuit circuit = CircuitCompiler.Compile(model, new Visibility(), (slots, lanes)).Circuit;
        PublicTensor output = circuit.PublicTensors[^1];
        IntValue value = model.Values[model.Outputs[^1]];
        Assert.True(output.Min <= Math.Min(0, value.Min) && output.Max >= Math.Max(-1, value.Max), $"{output.Min}..{output.Max} for {value.Min}..{value.Max}");
        Assert.InRange(SignificantBits(-output.Min), 0, 4);
        Assert.InRange(SignificantBits(output.Max + 1), 0, 4);

        static int SignificantBits(long x) => x == 0 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)x) - System.Numerics.BitOperations.TrailingZeroCount(x);
    }

    [Fact]
    public void Constants_in_the_key_are_named()
    {
        Assert.NotEmpty(CircuitCompiler.Compile(TestModels.Make("linear"), new Visibility(), (1, 1)).PublicConstants);
        Assert.Empty(CircuitCompiler.Compile(TestModels.Make("conv"), new Visibility(), (1, 1)).PublicConstants);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Another_public_output_is_rejected(string name, int slots, int lanes)
    {
        IntegerModel model = TestModels.Make(name);
        CompiledModel compiled = CircuitCompiler.Compile(model, new Visibility(), (slots, lanes));
        Witness witness = compiled.BuildWitness(TestModels.Run(model, 5));
        long[] values = witness.PublicValues[^1];
        for (int i = 0; i < values.Length; i++)
        {
            long honest = values[i];
            values[i] = honest == compiled.Circuit.PublicTensors[^1].Max ? honest - 1 : honest + 1;
            Assert.False(CircuitChecker.Check(compiled.Circuit, witness).Satisfied);
            values[i] = honest;
        }
    }
}

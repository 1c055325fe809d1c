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

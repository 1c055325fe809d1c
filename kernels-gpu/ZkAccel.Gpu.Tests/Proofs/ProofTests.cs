using System.Security.Cryptography;
using Xunit;
using ZkAccel.Bn254;
using ZkAccel.Conformance;
using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;
using ZkAccel.Prover;
using ZkAccel.Runtime;
using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Onnx;
using ZkAccel.Zkml.Quantise;

namespace ZkAccel.Gpu.Tests;

/// <summary>A proof has the same bytes whichever device made it.</summary>
public sealed class ProofTests
{
    static ProofTests() => GpuDevices.Register();

    [Fact]
    [Trait("Lane", "long")]
    public async Task A_small_circuit_gives_the_same_bytes()
    {
        var (circuit, witness, _) = Synthetic.Build(new Profile(2, 3, WeightMode.Private), 7);
        await SameBytes(circuit, witness);
    }

    [Fact]
    [Trait("Lane", "long")]
    public async Task Plonk_of_4096_rows_gives_the_same_bytes()
    {
        var (circuit, witness, _) = Synthetic.Build(new Profile(1, 1, WeightMode.Private), 12);
        await SameBytes(circuit, witness);
    }

    [Fact]
    [Trait("Lane", "long")]
    public async Task The_tiny_model_gives_the_same_bytes()
    {
        var folder = Path.Combine(Repository.Root(), "bench", "models", "tiny-mlp");
        var graph = OnnxModel.Load(Path.Combine(folder, "model.onnx"));
        var inputs = TensorFile.LoadInputs(graph, [.. Directory.GetFiles(Path.Combine(folder, "test_data_set_0"), "input_*.pb").Order(StringComparer.Ordinal)]);
        var model = Quantiser.Quantise(graph, Calibration.Collect(graph, [inputs]), QuantisationOptions.Int8);
        var compiled = CircuitCompiler.Compile(model, new Visibility());
        var witness = compiled.BuildWitness(new IntegerExecutor(model).Run(Array.ConvertAll(inputs, input => input.Floats.ToArray())));
        await SameBytes(compiled.Circuit, witness);
    }

    private static async Task SameBytes(Circuit circuit, Witness witness)
    {
        var srs = Srs.CreateInsecure(circuit.Size + ProvingKey.ExtraPowers, "gpu"u8);
        using var processor = Accelerators.Open("cpu:1");
        var isCommitted = circuit.Profile.Weights == WeightMode.Committed;
        var model = isCommitted ? await CommittedModel.CommitAsync(witness.Weights, srs, processor) : null;
        var expected = await Prove(circuit, witness, srs, processor, model);
        using var device = Accelerators.Open("ilgpu-cpu");
        Assert.Equal(expected, await Prove(circuit, witness, srs, device, model));
    }

    private static async Task<byte[]> Prove(Circuit circuit, Witness witness, Srs srs, IAccelerator device, CommittedModel? model)
    {
        var drawn = 0;
        var key = await ProvingKey.GenerateAsync(circuit, srs, device, circuit.Profile.Weights == WeightMode.Fixed ? witness.Weights : null);
        using var prover = new PlonkProver(key, srs, device)
        {
            Random = () => Fr.ReduceBytesBigEndian(SHA256.HashData(BitConverter.GetBytes(drawn++))),
        };
        return [.. key.VerifyingKey.Encode(), .. (await prover.ProveAsync(witness, model: model)).Proof];
    }
}

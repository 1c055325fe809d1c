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
    private const string Emulated = "ilgpu-cpu", Synthetic7 = "synthetic, 2^7 rows", Plonk12 = "PLONK, 2^12 rows", TinyModel = "tiny-mlp";

    private static readonly string[] Circuits = [Synthetic7, Plonk12, TinyModel];

    static ProofTests() => GpuDevices.Register();

    public static IEnumerable<TheoryDataRow<string, string>> Cases =>
        [.. Circuits.Select(circuit => new TheoryDataRow<string, string>(Emulated, circuit)), .. RealDevices.Rows(Circuits)];

    [Theory]
    [MemberData(nameof(Cases))]
    [Trait("Lane", "long")]
    public async Task A_proof_has_the_processors_bytes(string deviceName, string circuitName)
    {
        var (circuit, witness) = circuitName switch
        {
            Synthetic7 => Build(new Profile(2, 3, WeightMode.Private), 7),
            Plonk12 => Build(new Profile(1, 1, WeightMode.Private), 12),
            _ => Tiny(),
        };
        using var device = Accelerators.Open(deviceName);
        await SameBytes(circuit, witness, device);
    }

    private static (Circuit Circuit, Witness Witness) Build(Profile profile, int logRows)
    {
        var (circuit, witness, _) = Synthetic.Build(profile, logRows);
        return (circuit, witness);
    }

    private static (Circuit Circuit, Witness Witness) Tiny()
    {
        var folder = Path.Combine(Repository.Root(), "bench", "models", TinyModel);
        var graph = OnnxModel.Load(Path.Combine(folder, "model.onnx"));
        var inputs = TensorFile.LoadInputs(graph, [.. Directory.GetFiles(Path.Combine(folder, "test_data_set_0"), "input_*.pb").Order(StringComparer.Ordinal)]);
        var model = Quantiser.Quantise(graph, Calibration.Collect(graph, [inputs]), QuantisationOptions.Int8);
        var compiled = CircuitCompiler.Compile(model, new Visibility());
        return (compiled.Circuit, compiled.BuildWitness(new IntegerExecutor(model).Run(Array.ConvertAll(inputs, input => input.Floats.ToArray()))));
    }

    internal static async Task SameBytes(Circuit circuit, Witness witness, IAccelerator device)
    {
        var srs = Srs.CreateInsecure(circuit.Size + ProvingKey.ExtraPowers, "gpu"u8);
        using var processor = Accelerators.Open("cpu:1");
        var isCommitted = circuit.Profile.Weights == WeightMode.Committed;
        var model = isCommitted ? await CommittedModel.CommitAsync(witness.Weights, srs, processor) : null;
        var expected = await Prove(circuit, witness, srs, processor, model);
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

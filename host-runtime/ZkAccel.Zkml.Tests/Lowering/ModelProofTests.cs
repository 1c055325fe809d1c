using ZkAccel.Plonk;
using ZkAccel.Prover;
using ZkAccel.Runtime.Cpu;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Integer;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Quantise;
using ZkAccel.Zkml.Tests.Quantise;

namespace ZkAccel.Zkml.Tests.Lowering;

/// <summary>Trained models from ONNX to a verified proof, on a sample of their test sets.</summary>
public class ModelProofTests
{
    private static readonly byte[] Context = new byte[Verifier.ContextLength];

    [Theory]
    [InlineData("tiny-mlp")]
    [InlineData("credit-scoring")]
    [InlineData("lenet5-mnist")]
    public Task A_sample_is_proved(string name) => Prove(name, QuantisationOptions.Int8, WeightMode.Committed, samples: 32);

    [Theory]
    [Trait("Lane", "long")]
    [InlineData("mlp-mnist")]
    [InlineData("mlp-2m")]
    [InlineData("lenet5-mnist-qdq")]
    [InlineData("resnet20-mnist")]
    [InlineData("resnet20-cifar10")]
    [InlineData("resnet20-cifar10-bn")]
    [InlineData("resnet20-cifar10-qdq")]
    [InlineData("mlperf-resnet8")]
    [InlineData("mlperf-dscnn-kws")]
    [InlineData("mlperf-mobilenetv1-vww")]
    [InlineData("mlperf-autoencoder-ad")]
    [InlineData("conv1d-waves")]
    public Task A_sample_of_a_larger_model_is_proved(string name) => Prove(name, QuantisationOptions.Int8, WeightMode.Committed, samples: 16);

    [Theory]
    [Trait("Lane", "long")]
    [InlineData("tiny-mlp", WeightMode.Private)]
    [InlineData("tiny-mlp", WeightMode.Fixed)]
    [InlineData("lenet5-mnist", WeightMode.Private)]
    [InlineData("lenet5-mnist", WeightMode.Fixed)]
    public Task Every_place_of_the_weights_is_proved(string name, WeightMode weights) => Prove(name, QuantisationOptions.Int8, weights, samples: 16);

    [Theory]
    [Trait("Lane", "long")]
    [InlineData("tiny-mlp")]
    [InlineData("lenet5-mnist")]
    public Task A_sample_is_proved_with_16_bits(string name) => Prove(name, QuantisationOptions.Int16, WeightMode.Committed, samples: 16);

    /// <summary>Ranges are proven, not sampled: samples that did not calibrate and the farthest inputs there are satisfy every constraint, too.</summary>
    [Theory]
    [Trait("Lane", "long")]
    [InlineData("credit-scoring", 8)]
    [InlineData("credit-scoring", 16)]
    [InlineData("lenet5-mnist", 8)]
    [InlineData("lenet5-mnist", 16)]
    [InlineData("lenet5-mnist-qdq", 8)]
    [InlineData("resnet20-cifar10", 8)]
    [InlineData("resnet20-cifar10-qdq", 8)]
    [InlineData("resnet20-cifar10-qdq", 16)]
    [InlineData("mlperf-resnet8", 8)]
    [InlineData("mlperf-resnet8", 16)]
    [InlineData("mlperf-dscnn-kws", 8)]
    public void Held_out_samples_and_the_farthest_inputs_satisfy_the_circuit(string name, int bits)
    {
        (_, IntegerModel model, Tensor[][] samples) = Quantise(name, bits == 8 ? QuantisationOptions.Int8 : QuantisationOptions.Int16, 32, held: 2);
        CompiledModel compiled = CircuitCompiler.Compile(model, new Visibility());
        var executor = new IntegerExecutor(model);
        var random = new Random(1);
        float[][] far = [Far(_ => -1e30f), Far(_ => 1e30f), Far(_ => random.Next(2) == 0 ? -1e30f : 1e30f)];
        foreach (float[] input in samples[^2..].Select(s => s[0].Floats.ToArray()).Concat(far))
        {
            CheckReport report = CircuitChecker.Check(compiled.Circuit, compiled.BuildWitness(executor.Run([input])));
            Assert.True(report.Satisfied, report.ToString());
        }

        float[] Far(Func<int, float> value) => [.. Enumerable.Range(0, model.Values[0].Count).Select(value)];
    }

    [Fact]
    public async Task Weights_are_registered_once_and_a_weight_out_of_range_is_not()
    {
        (_, IntegerModel model, _) = Quantise("tiny-mlp", QuantisationOptions.Int8, 16);
        CompiledModel compiled = CircuitCompiler.Compile(model, new Visibility());
        Circuit circuit = Registration.Circuit(compiled);
        int[][] weights = compiled.WeightColumns();
        using var device = new CpuAccelerator();
        Srs srs = Srs.CreateInsecure(circuit.Size + ProvingKey.ExtraPowers, "registration"u8);
        ProvingKey key = await ProvingKey.GenerateAsync(circuit, srs, device);
        CommittedModel committed = await CommittedModel.CommitAsync(weights, srs, device);
        using var prover = new PlonkProver(key, srs, device);
        ProofResult proof = await prover.ProveAsync(Registration.Witness(circuit, weights), model: committed);
        Verdict verdict = Verifier.Verify(key.VerifyingKey, proof.Proof, [], Context, new VerifierOptions { AllowInsecure = true, Model = committed.Commitment });
        Assert.True(verdict.Accepted && verdict.WeightsRanged);

        weights[0][7] = 128;
        CommittedModel wide = await CommittedModel.CommitAsync(weights, srs, device);
        await Assert.ThrowsAsync<CircuitException>(async () => await prover.ProveAsync(Registration.Witness(circuit, weights), model: wide));
    }

    private static (Graph Graph, IntegerModel Model, Tensor[][] Samples) Quantise(string name, QuantisationOptions options, int count, int held = 0)
    {
        Graph graph = ModelZoo.Load(name);
        (Tensor[][] samples, _) = TestSets.Load(name, graph, count);
        return (graph, Quantiser.Quantise(graph, Calibration.Collect(graph, samples[..^held], threads: 2), options), samples);
    }

    private static async Task Prove(string name, QuantisationOptions options, WeightMode weights, int samples)
    {
        (_, IntegerModel model, Tensor[][] inputs) = Quantise(name, options, samples);
        CompiledModel compiled = CircuitCompiler.Compile(model, new Visibility(Weights: weights));
        long[][] values = new IntegerExecutor(model).Run(Array.ConvertAll(inputs[^1], t => t.Floats.ToArray()));
        Witness witness = compiled.BuildWitness(values);
        CheckReport report = CircuitChecker.Check(compiled.Circuit, witness);
        Assert.True(report.Satisfied, report.ToString());

        using var device = new CpuAccelerator();
        Srs srs = Srs.CreateInsecure(compiled.Circuit.Size + ProvingKey.ExtraPowers, "models"u8);
        int[][] columns = compiled.WeightColumns();
        ProvingKey key = await ProvingKey.GenerateAsync(compiled.Circuit, srs, device, weights == WeightMode.Fixed ? columns : null);
        CommittedModel? committed = weights == WeightMode.Committed ? await CommittedModel.CommitAsync(columns, srs, device) : null;
        using var prover = new PlonkProver(key, srs, device);
        ProofResult result = await prover.ProveAsync(witness, Context, committed);
        var trust = new VerifierOptions { AllowInsecure = true, Model = committed?.Commitment };
        Assert.True(Verifier.Verify(key.VerifyingKey, result.Proof, witness.PublicValues, Context, trust).Accepted);
        Assert.Equal(values[model.Outputs[0]], witness.PublicValues.SelectMany(v => v));

        witness.PublicValues[0][0]++;
        Assert.False(Verifier.Verify(key.VerifyingKey, result.Proof, witness.PublicValues, Context, trust).Accepted);
    }
}

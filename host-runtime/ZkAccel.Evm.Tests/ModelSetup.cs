using ZkAccel.Inference;
using ZkAccel.Plonk;
using ZkAccel.Runtime;
using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Evm.Tests;

/// <summary>Keys of a model of the bench, calibrated on its one input, and that input.</summary>
internal sealed record ModelSetup(ZkProvingKey Key, float[][] Input, ZkCommitment? Commitment, ZkModelSecret? Secret)
{
    public static async Task<ModelSetup> CreateAsync(string name, IAccelerator device, Visibility visibility, (int Slots, int Lanes)? profile = null, int packing = 8)
    {
        string folder = Repository.Model(name);
        Graph graph = OnnxModel.Load(Path.Combine(folder, "model.onnx"));
        Tensor[] input = TensorFile.LoadInputs(graph, [Path.Combine(folder, "input.json")]);
        CompiledModel compiled = ZkModel.Calibrate(graph, [input]).Compile(visibility, profile, packing: packing);
        ZkProvingKey key = await ZkProvingKey.CreateAsync(compiled, Srs.CreateInsecure(ZkProvingKey.RequiredPowers(compiled), "model"u8), device);
        (ZkCommitment? commitment, ZkModelSecret? secret) = visibility.Weights == WeightMode.Committed ? await ZkProver.CommitAsync(key, device) : default((ZkCommitment?, ZkModelSecret?));
        return new ModelSetup(key, ZkModel.Floats(input), commitment, secret);
    }

    public async Task<ZkProof> ProveAsync(IAccelerator device, byte[]? context = null, ZkModelSecret? secret = null)
    {
        using var prover = new ZkProver(Key, device, secret ?? Secret);
        return (await prover.ProveAsync(Input, context)).Proof;
    }
}

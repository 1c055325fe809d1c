// From an ONNX file to a verified proof in C#, without the command line.
// Usage: ProveModel MODEL.onnx INPUT.json [DEVICE]
using ZkAccel.Inference;
using ZkAccel.Plonk;
using ZkAccel.Runtime;
using ZkAccel.Zkml;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Lowering;
using ZkAccel.Zkml.Onnx;

if (args.Length is < 2 or > 3)
{
    Console.Error.WriteLine("Usage: ProveModel MODEL.onnx INPUT.json [DEVICE]");
    return 1;
}

// 1. The float model and a sample; exact integers from both. Calibrate on more than one sample in earnest.
Graph graph = OnnxModel.Load(args[0]);
Tensor[] input = TensorFile.LoadInputs(graph, [args[1]]);
ZkModel model = ZkModel.Calibrate(graph, [input]);

// 2. The circuit: weights committed, input private, output public.
CompiledModel compiled = model.Compile(new Visibility());
Console.WriteLine($"circuit       2^{compiled.Circuit.LogN} rows, profile {compiled.Circuit.Profile}");

// 3. Keys. This SRS has a known secret: fine for a demonstration, import a ceremony's for proofs that mean something.
using IAccelerator device = Accelerators.Open(args.Length > 2 ? args[2] : "cpu");
Srs srs = Srs.CreateInsecure((1 << compiled.Circuit.LogN) + 16, "sample"u8);
ZkProvingKey key = await ZkProvingKey.CreateAsync(compiled, srs, device);

// 4. The model's owner commits to the weights once.
(ZkCommitment commitment, ZkModelSecret secret) = await ZkProver.CommitAsync(key, device);

// 5. A proof for this input, bound to 32 bytes of the caller's choice.
byte[] context = new byte[32];
context[31] = 1;
using var prover = new ZkProver(key, device, secret);
ZkProofResult result = await prover.ProveAsync(ZkModel.Floats(input), context);
Console.WriteLine($"proof         {result.Proof.Bytes.Length} bytes");
Console.WriteLine($"scores        {string.Join("  ", result.Inference.Scores[0].Select(s => s.ToString("F4")))}");

// 6. What a verifier does: no device, no model, no secret.
ZkVerdict verdict = key.VerifyingKey.Verify(result.Proof, commitment, context, allowInsecure: true);
Console.WriteLine($"verdict       {(verdict.Accepted ? "accepted" : "rejected")} ({verdict.Reason}), weights ranged: {verdict.WeightsRanged}");
return verdict.Accepted ? 0 : 3;

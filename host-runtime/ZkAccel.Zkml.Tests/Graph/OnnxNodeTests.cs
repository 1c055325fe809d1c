using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Graphs.Execution;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Tests.Graphs;

/// <summary>
/// Operator conformance: walks a folder of ONNX backend tests (a folder each with model.onnx, input_i.pb, output_i.pb) named by
/// ZKACCEL_ONNX_NODE_TESTS. A model may be refused with an error; one that is accepted must give the reference output.
/// </summary>
public sealed class OnnxNodeTests
{
    [Fact]
    public void Accepted_backend_tests_give_their_reference_outputs()
    {
        var root = Environment.GetEnvironmentVariable("ZKACCEL_ONNX_NODE_TESTS");
        Assert.SkipWhen(root is null, "ZKACCEL_ONNX_NODE_TESTS names no folder");
        var (wrong, accepted) = (new List<string>(), 0);
        foreach (var folder in Directory.EnumerateDirectories(root!).Order())
        {
            try
            {
                var graph = OnnxModel.Load(Path.Combine(folder, "model.onnx"));
                var inputs = TensorFile.LoadInputs(graph, [.. graph.Inputs.Select((_, i) => Path.Combine(folder, $"input_{i}.pb"))]);
                var outputs = FloatExecutor.Run(graph, inputs);
                accepted++;
                for (var i = 0; i < outputs.Length; i++)
                {
                    var problem = Difference(TensorFile.Load(Path.Combine(folder, $"output_{i}.pb")), outputs[i]);
                    if (problem is not null) wrong.Add($"{Path.GetFileName(folder)}: {problem}");
                }
            }
            catch (ModelException e)
            {
                TestContext.Current.TestOutputHelper?.WriteLine($"{Path.GetFileName(folder)}: refused: {e.Error}: {e.Problem}");
            }
        }

        TestContext.Current.TestOutputHelper?.WriteLine($"{accepted} accepted");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    [Trait("Lane", "long")]
    public void Damaged_backend_tests_are_refused_or_run()
    {
        var root = Environment.GetEnvironmentVariable("ZKACCEL_ONNX_NODE_TESTS");
        Assert.SkipWhen(root is null, "ZKACCEL_ONNX_NODE_TESTS names no folder");
        var random = new Random(4);
        foreach (var folder in Directory.EnumerateDirectories(root!).Order())
        {
            var seed = File.ReadAllBytes(Path.Combine(folder, "model.onnx"));
            for (var round = 0; round < 200; round++)
            {
                var bytes = (byte[])seed.Clone();
                for (var k = random.Next(1, 4); k > 0; k--) bytes[random.Next(bytes.Length)] = (byte)random.Next(random.Next(2) == 0 ? 8 : 256);
                try
                {
                    var graph = OnnxModel.Load(new MemoryStream(bytes));
                    if (graph.Values.Sum(v => (long)v.Shape.Count) > 1 << 16) continue;
                    Tensor[] inputs = [.. graph.Inputs.Select(v => v.ElementType.IsFloat() ? new Tensor(v.Shape, new float[v.Shape.Count], v.ElementType) : new Tensor(v.Shape, new long[v.Shape.Count], v.ElementType))];
                    FloatExecutor.Run(graph, inputs);
                }
                catch (ModelException)
                {
                }
                catch (Exception e)
                {
                    var file = Path.Combine(Path.GetTempPath(), "damaged.onnx");
                    File.WriteAllBytes(file, bytes);
                    Assert.Fail($"{Path.GetFileName(folder)} ({file}): {e}");
                }
            }
        }
    }

    private static string? Difference(Tensor expected, Tensor actual)
    {
        if (expected.Shape != actual.Shape || expected.Type != actual.Type) return $"{actual.Type} {actual.Shape} instead of {expected.Type} {expected.Shape}";
        for (var i = 0; i < expected.Shape.Count; i++)
        {
            var (e, a) = expected.IsFloat ? (expected.Floats[i], actual.Floats[i]) : ((double)expected.Integers[i], (double)actual.Integers[i]);
            var tolerance = expected.Type is ElementType.Float16 or ElementType.BFloat16 ? 1e-2 : 1e-4;
            if (!(Math.Abs(e - a) <= tolerance * Math.Max(1, Math.Abs(e))) && !e.Equals(a)) return $"element {i} is {a} instead of {e}";
        }

        return null;
    }
}

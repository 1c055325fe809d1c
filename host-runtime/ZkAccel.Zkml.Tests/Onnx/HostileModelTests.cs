using System.Diagnostics;
using System.Text.Json;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Tests.Onnx;

/// <summary>Every file of the zoo's bad folder gets the answer written down here: an error of one kind that names the culprit, or a graph.</summary>
public sealed class HostileModelTests
{
    public static TheoryData<string> Files() => [.. HostileModels.Expected.Select(e => e.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_hostile_file_gets_its_documented_answer(string file)
    {
        var (_, error, names) = HostileModels.Expected.Single(e => e.File == file);
        var clock = Stopwatch.StartNew();
        var before = GC.GetAllocatedBytesForCurrentThread();
        if (error is null)
        {
            var graph = OnnxModel.Load(ModelZoo.PathOf("bad", file + ".onnx"));
            Assert.NotEmpty(graph.Nodes);
            if (names.Length > 0) Assert.Contains(graph.Notes, n => n.Contains(names, StringComparison.Ordinal));
        }
        else
        {
            var e = Assert.Throws<ModelException>(() => OnnxModel.Load(ModelZoo.PathOf("bad", file + ".onnx")));
            Assert.Equal(error, e.Error);
            Assert.StartsWith(ModelZoo.PathOf("bad", file + ".onnx") + ": ", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(e.Message, c => c is < ' ' or > '~');
            foreach (var name in names.Split('|')) Assert.Contains(name, e.Message, StringComparison.Ordinal);
        }

        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 100 << 20);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 10);
    }

    [Fact]
    public void Every_file_of_the_manifest_has_an_answer_that_the_manifest_allows()
    {
        using var manifest = JsonDocument.Parse(File.ReadAllBytes(ModelZoo.PathOf("bad", "manifest.json")));
        var seen = new HashSet<string>();
        foreach (var entry in manifest.RootElement.GetProperty("files").EnumerateArray())
        {
            var file = Path.GetFileNameWithoutExtension(entry.GetProperty("file").GetString()!);
            seen.Add(file);
            var answer = HostileModels.Expected.Single(e => e.File == file).Error;
            var wanted = entry.GetProperty("expect").GetString();
            if (wanted == "accept") Assert.Null(answer);
            if (wanted == "reject") Assert.NotNull(answer);
        }

        Assert.Equal(HostileModels.Expected.Select(e => e.File).Order(), seen.Order());
    }

    [Fact]
    public void Control_characters_in_names_are_escaped_when_printed()
    {
        var graph = OnnxModel.Load(ModelZoo.PathOf("bad", "newline-in-names.onnx"));
        Assert.Contains('\n', graph.Nodes[0].Name);
        Assert.DoesNotContain(graph.Nodes[0].ToString(), c => c is < ' ' or > '~');
    }
}

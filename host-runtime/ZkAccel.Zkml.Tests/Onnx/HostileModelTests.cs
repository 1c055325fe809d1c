using System.Diagnostics;
using System.Text.Json;
using ZkAccel.Zkml.Graphs;
using ZkAccel.Zkml.Onnx;

namespace ZkAccel.Zkml.Tests.Onnx;

/// <summary>Every file of the zoo's bad folder gets the answer written down here: an error of one kind that names the culprit, or a graph.</summary>
public sealed class HostileModelTests
{
    /// <summary>File, error (null: accepted), and what the message must contain ('|' separates several).</summary>
    private static readonly (string File, ModelError? Error, string Names)[] Expected =
    [
        ("00-good-control", null, ""),
        ("zero-length", ModelError.Empty, "graph"),
        ("truncated-half", ModelError.Malformed, "truncated"),
        ("truncated-last-byte", ModelError.Malformed, "truncated"),
        ("random-bytes", ModelError.Malformed, "not an ONNX model"),
        ("png-header", ModelError.Malformed, "not an ONNX model"),
        ("gzip-of-model", ModelError.Malformed, "not an ONNX model"),
        ("trailing-garbage", ModelError.Malformed, "damaged"),
        ("length-overflow", ModelError.Malformed, "invalid length"),
        ("negative-length", ModelError.Malformed, "invalid length"),
        ("endless-varint", ModelError.Malformed, "malformed varint"),
        ("group-nesting-bomb", ModelError.NestingTooDeep, "nested too deep"),
        ("subgraph-nesting-bomb", ModelError.NestingTooDeep, "nested too deep"),
        ("type-nesting-bomb", ModelError.NestingTooDeep, "nested too deep"),
        ("empty-graph", ModelError.Empty, "empty graph"),
        ("no-graph", ModelError.Empty, "no graph"),
        ("no-opset", ModelError.Version, "opset missing"),
        ("cyclic", ModelError.Cycle, "cycle"),
        ("self-loop", ModelError.Cycle, "cycle|n1"),
        ("not-topologically-sorted", null, "order of nodes"),
        ("duplicate-output-name", ModelError.DuplicateName, "'y'"),
        ("output-shadows-input", ModelError.DuplicateName, "'x'"),
        ("duplicate-initializer", ModelError.DuplicateName, "'w'"),
        ("missing-initializer", ModelError.UndefinedName, "'b'"),
        ("missing-output", ModelError.UndefinedName, "'nowhere'"),
        ("unused-input", ModelError.ProvesNothing, "'unused'"),
        ("constant-output", ModelError.ProvesNothing, "constant output"),
        ("output-is-input", ModelError.ProvesNothing, "trivial model"),
        ("output-is-initializer", ModelError.ProvesNothing, "constant output"),
        ("empty-node-names", ModelError.UndefinedName, "output|'y'"),
        ("too-few-inputs", ModelError.Arity, "Gemm"),
        ("too-many-inputs", ModelError.Arity, "Relu"),
        ("newline-in-names", null, ""),
        ("unknown-operator", ModelError.UnknownOperator, "FrobnicateV2|'frob'|Gemm"),
        ("unknown-domain", ModelError.UnknownOperator, "com.example:FusedThing"),
        ("lookalike-operator", ModelError.UnknownOperator, "operator name|R\\u0435Lu"),
        ("case-operator", ModelError.UnknownOperator, "'relu'|Relu is"),
        ("unknown-attribute", ModelError.Attribute, "'foo'"),
        ("attribute-wrong-type", ModelError.Attribute, "alpha"),
        ("random-operator", ModelError.UnknownOperator, "RandomNormalLike"),
        ("dropout-training", ModelError.Unsupported, "Dropout"),
        ("loop-unbounded", ModelError.UnknownOperator, "Loop"),
        ("loop-huge-trip", ModelError.UnknownOperator, "Loop"),
        ("conv-stride-zero", ModelError.Attribute, "strides"),
        ("conv-negative-pad", ModelError.Attribute, "pads"),
        ("conv-huge-pad", ModelError.TooLarge, "pads|size limit"),
        ("conv-group-mismatch", ModelError.Attribute, "group"),
        ("conv-dilation-int64max", ModelError.TooLarge, "dilations"),
        ("conv-kernel-shape-mismatch", ModelError.Attribute, "kernel_shape"),
        ("softmax-axis-out-of-range", ModelError.Attribute, "axis 7"),
        ("transpose-bad-perm", ModelError.Attribute, "perm"),
        ("gather-out-of-range", ModelError.Range, "index 9"),
        ("div-by-zero-constant", ModelError.Range, "Div"),
        ("sqrt-of-negative-constant", ModelError.Range, "NaN"),
        ("shape-mismatch-gemm", ModelError.Shape, "4 and 5"),
        ("shape-mismatch-add", ModelError.Shape, "broadcast"),
        ("declared-output-shape-wrong", ModelError.Shape, "declared shape"),
        ("reshape-impossible", ModelError.Shape, "Reshape"),
        ("reshape-two-minus-one", ModelError.Shape, "Reshape"),
        ("dynamic-axes", null, "batch"),
        ("dynamic-axes-inner", ModelError.SymbolicDimension, "'len'"),
        ("unknown-rank-input", ModelError.Shape, "'x'"),
        ("data-dependent-shape", ModelError.UnknownOperator, "NonZero"),
        ("zero-dim", ModelError.Shape, "empty"),
        ("negative-dim", ModelError.Shape, "-1"),
        ("huge-input-dims", ModelError.TooLarge, "size limit"),
        ("overflowing-dims-small-product", ModelError.TooLarge, "size limit"),
        ("initializer-huge-dims-no-data", ModelError.TooLarge, "'w'"),
        ("expand-bomb", ModelError.TooLarge, "size limit"),
        ("constantofshape-bomb", ModelError.TooLarge, "size limit"),
        ("concat-doubling-bomb", ModelError.TooLarge, "size limit"),
        ("raw-data-short", ModelError.Data, "'w'"),
        ("raw-data-long", ModelError.Data, "'w'"),
        ("float-data-short", ModelError.Data, "'w'"),
        ("two-data-fields", ModelError.Data, "'w'"),
        ("unknown-data-type", ModelError.Type, "'w'|77"),
        ("undefined-data-type", ModelError.Type, "'w'|undefined"),
        ("weight-nan", ModelError.Range, "w[1,1]|NaN"),
        ("weight-inf", ModelError.Range, "w[1,1]|infinite"),
        ("weight-neg-inf", ModelError.Range, "w[1,1]|negative infinite"),
        ("weight-huge", ModelError.Range, "range"),
        ("weight-denormal", null, ""),
        ("weight-all-zero", null, ""),
        ("weights-float16", null, "float16"),
        ("weights-double", null, "double"),
        ("weights-bfloat16", null, "bfloat16"),
        ("mixed-types", ModelError.Type, "'w'"),
        ("int-weights-in-gemm", ModelError.Type, "'w'"),
        ("string-weights", ModelError.Type, "'w'|string"),
        ("string-input", ModelError.Type, "string"),
        ("complex-input", ModelError.Type, "complex"),
        ("sequence-input", ModelError.Type, "sequence"),
        ("external-path-traversal", ModelError.ExternalData, "'w'|leaves"),
        ("external-absolute-path", ModelError.ExternalData, "'w'|absolute"),
        ("external-windows-path", ModelError.ExternalData, "'w'|backslash"),
        ("external-url", ModelError.ExternalData, "'w'|URL"),
        ("external-device", ModelError.ExternalData, "'w'|absolute"),
        ("external-missing-file", ModelError.ExternalData, "'w'|does not exist"),
        ("external-self", ModelError.ExternalData, "'w'|itself"),
        ("external-good", null, ""),
        ("external-length-beyond-file", ModelError.ExternalData, "'w'|length"),
        ("external-length-short", ModelError.ExternalData, "'w'|length 44"),
        ("external-negative-offset", ModelError.ExternalData, "'w'|offset"),
        ("external-no-location", ModelError.ExternalData, "'w'|location"),
        ("opset-future", ModelError.Version, "999"),
        ("opset-zero", ModelError.Version, "opset 0"),
        ("opset-negative", ModelError.Version, "-5"),
        ("opset-1", ModelError.Version, "opset 1"),
        ("opset-semantics-softmax", null, ""),
        ("operator-newer-than-opset", ModelError.UnknownOperator, "LayerNormalization"),
        ("ir-version-future", ModelError.Version, "999"),
        ("ir-version-missing", ModelError.Version, "ir_version"),
        ("two-default-opsets", ModelError.Version, "opset"),
        ("deep-chain", null, ""),
    ];

    public static TheoryData<string> Files() => [.. Expected.Select(e => e.File)];

    [Theory]
    [MemberData(nameof(Files))]
    public void A_hostile_file_gets_its_documented_answer(string file)
    {
        var (_, error, names) = Expected.Single(e => e.File == file);
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
            Assert.StartsWith(file + ".onnx: ", e.Message, StringComparison.Ordinal);
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
            var answer = Expected.Single(e => e.File == file).Error;
            var wanted = entry.GetProperty("expect").GetString();
            if (wanted == "accept") Assert.Null(answer);
            if (wanted == "reject") Assert.NotNull(answer);
        }

        Assert.Equal(Expected.Select(e => e.File).Order(), seen.Order());
    }

    [Fact]
    public void Control_characters_in_names_are_escaped_when_printed()
    {
        var graph = OnnxModel.Load(ModelZoo.PathOf("bad", "newline-in-names.onnx"));
        Assert.Contains('\n', graph.Nodes[0].Name);
        Assert.DoesNotContain(graph.Nodes[0].ToString(), c => c is < ' ' or > '~');
    }
}

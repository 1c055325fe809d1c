using ZkAccel.Fuzz.Targets;

namespace ZkAccel.Fuzz;

/// <summary>Every target, made when it is asked for.</summary>
internal static class TargetList
{
    private static readonly Dictionary<string, Func<IFuzzTarget>> Makers = new(StringComparer.Ordinal)
    {
        ["onnx"] = () => new OnnxTarget(),
        ["zkm"] = () => new IntegerModelTarget(),
        ["npy"] = () => new NumPyTarget(),
        ["pb"] = () => new TensorProtoTarget(),
        ["json"] = () => new InputJsonTarget(),
        ["srs"] = () => new SrsTarget(),
        ["vk"] = () => new VerifyingKeyTarget(),
        ["commitment"] = () => new ModelCommitmentTarget(),
        ["proof"] = () => new ProofTarget(),
        ["zkproof"] = () => new ProofFileTarget(),
        ["zkvk"] = () => new VerifyingKeyFileTarget(),
    };

    public static IEnumerable<string> Names => Makers.Keys;

    /// <summary>The target, or null if there is none of that name.</summary>
    public static IFuzzTarget? Find(string name) => Makers.TryGetValue(name, out Func<IFuzzTarget>? make) ? make() : null;
}

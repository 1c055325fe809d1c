using ZkAccel.Zkml.Integer;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Integer model files (.zkm).</summary>
internal sealed class IntegerModelTarget : IFuzzTarget
{
    public string Name => "zkm";

    public int EverydayRuns => 10_000;

    public IReadOnlyList<byte[]> Seeds { get; } =
        [IntegerModelFile.ToBytes(SampleModels.Quantised(SampleModels.Perceptron)), IntegerModelFile.ToBytes(SampleModels.Quantised(SampleModels.Convolution))];

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        bool read = Read(bytes);
        return Read(Digests.Reseal(bytes)) && read;
    }

    private static bool Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            IntegerModelFile.FromBytes(bytes);
            return true;
        }
        catch (IntegerModelException)
        {
            return false;
        }
    }
}

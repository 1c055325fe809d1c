using ZkAccel.Zkml.Integer;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Integer model files (.zkm).</summary>
internal sealed class IntegerModelTarget : IFuzzTarget
{
    public string Name => "zkm";

    public int EverydayRuns => 10_000;

    public IReadOnlyList<byte[]> Seeds { get; } =
        [IntegerModelFile.ToBytes(SampleModels.Quantised(SampleModels.Perceptron)), IntegerModelFile.ToBytes(SampleModels.Quantised(SampleModels.Convolution))];

    public void Run(ReadOnlySpan<byte> bytes)
    {
        Read(bytes);
        Read(Digests.Reseal(bytes));
    }

    private static void Read(ReadOnlySpan<byte> bytes)
    {
        try
        {
            IntegerModelFile.FromBytes(bytes);
        }
        catch (IntegerModelException)
        {
        }
    }
}

using ZkAccel.Plonk;
using ZkAccel.Plonk.Tests;

namespace ZkAccel.Fuzz.Targets;

/// <summary>SRS files of the three formats.</summary>
internal sealed class SrsTarget : IFuzzTarget
{
    private static readonly SrsImportOptions Options = new() { MaxPowers = 1 << 10 };

    public string Name => "srs";

    public int EverydayRuns => 2_000;

    public IReadOnlyList<byte[]> Seeds { get; } = [ToyFiles.Ptau(2), ToyFiles.Halo2(2), Own()];

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        bool read = Read(bytes);
        // The trailing digest only protects the project's own format.
        if (bytes.StartsWith("ZKAC-SRS"u8)) read &= Read(Digests.Reseal(bytes));
        return read;
    }

    private static bool Read(ReadOnlySpan<byte> bytes) => Scratch.With("srs", bytes, path =>
    {
        try
        {
            SrsFile.Import(path, Options);
            return true;
        }
        catch (SrsException)
        {
            return false;
        }
    });

    private static byte[] Own()
    {
        using var stream = new MemoryStream();
        ZkSrsFormat.Write(Srs.CreateInsecure(4, "fuzz"u8), stream);
        return stream.ToArray();
    }
}

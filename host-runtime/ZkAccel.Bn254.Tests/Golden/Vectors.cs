using System.Text.Json;
using Xunit;

namespace ZkAccel.Bn254.Tests;

/// <summary>Reads the committed vectors; see vectors/README.md for where they come from.</summary>
internal static class Vectors
{
    public static JsonElement Load(string file)
    {
        using FileStream stream = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "vectors", file));
        return JsonDocument.Parse(stream).RootElement;
    }

    public static byte[] Hex(this JsonElement element, string name) => Convert.FromHexString(element.GetProperty(name).GetString()!);

    public static Fr Fr(byte[] bytes)
    {
        Assert.True(Bn254.Fr.TryFromBytesBigEndian(bytes, out Fr value));
        return value;
    }

    public static Fq Fq(byte[] bytes)
    {
        Assert.True(Bn254.Fq.TryFromBytesBigEndian(bytes, out Fq value));
        return value;
    }

    public static G1Affine G1(byte[] bytes)
    {
        Assert.True(G1Affine.TryDecode(bytes, out G1Affine value));
        return value;
    }

    public static G2Affine G2(byte[] bytes)
    {
        Assert.True(G2Affine.TryDecode(bytes, out G2Affine value));
        return value;
    }

    public static byte[] Encode(this G1Affine point)
    {
        var bytes = new byte[G1Affine.ByteLength];
        point.Encode(bytes);
        return bytes;
    }

    public static byte[] Encode(this G2Affine point)
    {
        var bytes = new byte[G2Affine.ByteLength];
        point.Encode(bytes);
        return bytes;
    }
}

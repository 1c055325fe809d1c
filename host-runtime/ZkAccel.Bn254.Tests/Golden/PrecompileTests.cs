using System.Text.Json;
using Xunit;

namespace ZkAccel.Bn254.Tests;

/// <summary>Ethereum's precompiled contracts 6, 7 and 8 (EIP-196, EIP-197) written with the public API.</summary>
public class PrecompileTests
{
    [Fact]
    public void Cases_of_the_independent_implementation()
    {
        int failing = 0, count = 0;
        foreach (JsonElement c in Vectors.Load("precompiles.json").GetProperty("cases").EnumerateArray())
        {
            string name = c.GetProperty("name").GetString()!;
            byte[] input = c.Hex("input");
            byte[]? actual = name switch
            {
                "ecAdd" => Add(input),
                "ecMul" => Multiply(input),
                "ecPairing" => PairingProduct(input),
                _ => throw new InvalidOperationException(name),
            };
            byte[]? expected = c.GetProperty("output").ValueKind == JsonValueKind.Null ? null : c.Hex("output");
            Assert.True(
                expected is null ? actual is null : actual is not null && expected.SequenceEqual(actual),
                $"{name}: {c.GetProperty("comment").GetString()}");
            count++;
            if (expected is null) failing++;
        }

        Assert.True(count >= 60 && failing >= 25);
    }

    /// <summary>Twice the generator, as the literature prints it.</summary>
    [Fact]
    public void Doubling_the_generator()
    {
        byte[] one = [.. new byte[31], 1, .. new byte[31], 2];
        Assert.Equal(
            "030644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd315ed738c0e0a7c92e7845f96b2ae9c0a68a6a449e3538fc7ff3ebf7a5a18a2c4",
            Convert.ToHexStringLower(Add([.. one, .. one])!));
        Assert.Equal(Add([.. one, .. one]), Multiply([.. one, .. new byte[31], 2]));
    }

    [Fact]
    public void Empty_inputs_give_the_neutral_elements()
    {
        Assert.Equal(new byte[64], Add([]));
        Assert.Equal(new byte[64], Multiply([]));
        Assert.Equal([.. new byte[31], 1], PairingProduct([]));
    }

    private static byte[]? Add(byte[] input)
    {
        Array.Resize(ref input, 128);
        if (!G1Affine.TryDecode(input.AsSpan(0, 64), out G1Affine a) || !G1Affine.TryDecode(input.AsSpan(64), out G1Affine b)) return null;
        return (a + b).ToAffine().Encode();
    }

    private static byte[]? Multiply(byte[] input)
    {
        Array.Resize(ref input, 96);
        if (!G1Affine.TryDecode(input.AsSpan(0, 64), out G1Affine a)) return null;
        return (a * Fr.ReduceBytesBigEndian(input.AsSpan(64))).ToAffine().Encode();
    }

    private static byte[]? PairingProduct(byte[] input)
    {
        if (input.Length % 192 != 0) return null;
        var p = new G1Affine[input.Length / 192];
        var q = new G2Affine[p.Length];
        for (int i = 0; i < p.Length; i++)
        {
            if (!G1Affine.TryDecode(input.AsSpan(192 * i, 64), out p[i]) || !G2Affine.TryDecode(input.AsSpan(192 * i + 64, 128), out q[i])) return null;
        }

        return [.. new byte[31], (byte)(Pairing.Check(p, q) ? 1 : 0)];
    }
}

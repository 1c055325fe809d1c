using System.Security.Cryptography;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Formats that end in the SHA-256 of what precedes it: without a right digest, mutations would never get past it.</summary>
internal static class Digests
{
    /// <summary>The bytes with their last 32 replaced by the digest of the others.</summary>
    public static byte[] Reseal(ReadOnlySpan<byte> bytes)
    {
        byte[] sealedBytes = bytes.ToArray();
        if (bytes.Length >= SHA256.HashSizeInBytes) SHA256.HashData(bytes[..^SHA256.HashSizeInBytes], sealedBytes.AsSpan(bytes.Length - SHA256.HashSizeInBytes));
        return sealedBytes;
    }
}

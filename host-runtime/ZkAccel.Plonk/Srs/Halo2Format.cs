using System.Buffers.Binary;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// halo2's KZG parameters as raw bytes, little-endian and without a magic number: u32 k, 2^k powers of tau in G1, the Lagrange basis of size 2^k,
/// G2, tau G2; points as Montgomery limbs. The Lagrange basis is not read.
/// </summary>
internal static class Halo2Format
{
    private const string Header = "header", Powers = "powers (g)", First = "g2", Second = "s_g2";

    public static Srs Read(SrsReader reader, CancellationToken cancellation)
    {
        Span<byte> head = stackalloc byte[4];
        reader.Read(Header, head);
        uint k = BinaryPrimitives.ReadUInt32LittleEndian(head);
        if (k is 0 or > Fr.TwoAdicity)
            throw reader.Error(Header, 0, "Neither .ptau nor .zksrs by its first bytes, nor .srs, whose first word is a k in 1..28.");
        long points = (1L << (int)k) * G1Affine.ByteLength;
        long expected = head.Length + 2 * points + 2 * G2Affine.ByteLength;
        if (reader.Length != expected) throw reader.Error(Header, 0, $"A .srs of k = {k} has {expected} bytes; this file has {reader.Length}.");
        int count = (int)Math.Min(1L << (int)k, reader.MaxPowers);
        G1Affine[] powers = reader.ReadG1(Powers, count, PointEncoding.Montgomery, cancellation);
        reader.Position = head.Length + 2 * points;
        G2Affine one = reader.ReadG2(First, PointEncoding.Montgomery);
        G2Affine tau = reader.ReadG2(Second, PointEncoding.Montgomery);
        return new Srs(powers, one, tau, insecure: false);
    }
}

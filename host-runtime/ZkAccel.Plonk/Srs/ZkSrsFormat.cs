using System.Buffers.Binary;
using System.Security.Cryptography;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// The project's own file: "ZKAC-SRS", u32 version 1, u32 flags (bit 0: insecure), u64 number of powers, all little-endian; G2, tau G2 and
/// the powers in Ethereum's encoding; SHA-256 of everything before. The encoding of a content is unique, so its digest names it.
/// </summary>
internal static class ZkSrsFormat
{
    public static ReadOnlySpan<byte> Magic => "ZKAC-SRS"u8;

    private const uint Version = 1;
    private const uint InsecureFlag = 1;
    private const int HeaderLength = 24;
    private const int DigestLength = 32;
    private const int BufferPoints = 4096;
    private const string Header = "header", Points = "points", Trailer = "digest";

    public static Srs Read(SrsReader reader, CancellationToken cancellation)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        reader.Hash = hash;
        Span<byte> header = stackalloc byte[HeaderLength];
        reader.Read(Header, header);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(header[8..]);
        if (version != Version) throw reader.Error(Header, 8, $"Version {version} is not known; {Version} is.");
        uint flags = BinaryPrimitives.ReadUInt32LittleEndian(header[12..]);
        if ((flags & ~InsecureFlag) != 0) throw reader.Error(Header, 12, $"Flags {flags:x} are not known.");
        ulong count = BinaryPrimitives.ReadUInt64LittleEndian(header[16..]);
        if (count is < 2 or > int.MaxValue) throw reader.Error(Header, 16, $"{count} powers; at least 2 belong.");
        long expected = HeaderLength + 2 * G2Affine.ByteLength + (long)count * G1Affine.ByteLength + DigestLength;
        if (reader.Length != expected) throw reader.Error(Header, 16, $"{count} powers make {expected} bytes; this file has {reader.Length}: it was cut or damaged, fetch or make it again.");

        G2Affine one = reader.ReadG2("g2", PointEncoding.Ethereum);
        G2Affine tau = reader.ReadG2("tau g2", PointEncoding.Ethereum);
        G1Affine[] powers = reader.ReadG1(Points, (int)count, PointEncoding.Ethereum, cancellation);
        reader.Hash = null;
        Span<byte> digest = stackalloc byte[DigestLength];
        reader.Read(Trailer, digest);
        if (!digest.SequenceEqual(hash.GetHashAndReset())) throw reader.Error(Trailer, expected - DigestLength, "The content does not match its digest: the file is damaged, fetch or make it again.");
        // All of it is read for the digest; only then is it cut.
        if (powers.Length > reader.MaxPowers) Array.Resize(ref powers, reader.MaxPowers);
        return new Srs(powers, one, tau, (flags & InsecureFlag) != 0);
    }

    public static void Write(Srs srs, Stream stream)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Emit(srs, bytes =>
        {
            hash.AppendData(bytes);
            stream.Write(bytes);
        });
        stream.Write(hash.GetHashAndReset());
    }

    public static byte[] ComputeDigest(Srs srs)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        Emit(srs, hash.AppendData);
        return hash.GetHashAndReset();
    }

    private delegate void Sink(ReadOnlySpan<byte> bytes);

    /// <summary>The canonical content: the file without its digest.</summary>
    private static void Emit(Srs srs, Sink sink)
    {
        Span<byte> header = stackalloc byte[HeaderLength];
        Magic.CopyTo(header);
        BinaryPrimitives.WriteUInt32LittleEndian(header[8..], Version);
        BinaryPrimitives.WriteUInt32LittleEndian(header[12..], srs.Insecure ? InsecureFlag : 0);
        BinaryPrimitives.WriteUInt64LittleEndian(header[16..], (ulong)srs.Count);
        sink(header);
        Span<byte> point = stackalloc byte[G2Affine.ByteLength];
        srs.One2.Encode(point);
        sink(point);
        srs.Tau2.Encode(point);
        sink(point);

        var buffer = new byte[BufferPoints * G1Affine.ByteLength];
        for (int from = 0; from < srs.Count; from += BufferPoints)
        {
            int length = Math.Min(BufferPoints, srs.Count - from);
            ReadOnlySpan<G1Affine> powers = srs.Powers.Span.Slice(from, length);
            for (int i = 0; i < length; i++) powers[i].Encode(buffer.AsSpan(i * G1Affine.ByteLength, G1Affine.ByteLength));
            sink(buffer.AsSpan(0, length * G1Affine.ByteLength));
        }
    }
}

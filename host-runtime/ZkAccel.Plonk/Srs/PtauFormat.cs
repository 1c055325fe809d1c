using System.Buffers.Binary;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// Powers of Tau as snarkjs writes it: "ptau", u32 version 1, u32 sections, then sections of u32 type, u64 size and content, little-endian.
/// Section 1: u32 32, the prime q, u32 power k, u32 power of the ceremony. Section 2: 2^(k+1) - 1 powers of tau in G1. Section 3:
/// 2^k powers in G2. Section 12, of a file prepared for phase 2: the Lagrange bases of sizes 1, 2, ..., 2^k of section 2 (and one of
/// 2^(k+1) that lacks a power). Points are Montgomery limbs. Other sections are skipped.
/// </summary>
internal static class PtauFormat
{
    public static ReadOnlySpan<byte> Magic => "ptau"u8;

    private const int MaxPower = Fr.TwoAdicity;
    private const uint LagrangeSection = 12;
    private const string Lagrange = "section 12 (lagrangeTauG1)";
    private const string Header = "section 1 (header)", TauG1 = "section 2 (tauG1)", TauG2 = "section 3 (tauG2)";

    public static Srs Read(SrsReader reader, CancellationToken cancellation)
    {
        var sections = ReadTable(reader);
        int power = ReadPower(reader, sections);

        long count = (2L << power) - 1;
        Enter(reader, sections, 2, TauG1, count * G1Affine.ByteLength);
        G1Affine[] powers = reader.ReadG1(TauG1, (int)Math.Min(count, reader.MaxPowers), PointEncoding.Montgomery, cancellation);

        Enter(reader, sections, 3, TauG2, (1L << power) * G2Affine.ByteLength);
        G2Affine one = reader.ReadG2(TauG2, PointEncoding.Montgomery);
        G2Affine tau = reader.ReadG2(TauG2, PointEncoding.Montgomery);
        var srs = new Srs(powers, one, tau, insecure: false);
        if (reader.LagrangeLogN is { } logN && logN <= power && powers.Length >= 1 << logN && sections.TryGetValue(LagrangeSection, out var section))
        {
            long sizes = count * G1Affine.ByteLength;
            if (section.Size != sizes && section.Size != sizes + ((2L << power) * G1Affine.ByteLength))
                throw reader.Error(Lagrange, section.Start, $"{section.Size} bytes, where {sizes} belong.");
            reader.Position = section.Start + (((1L << logN) - 1) * G1Affine.ByteLength);
            srs.KeepLagrange(logN, 1, reader.ReadG1(Lagrange, 1 << logN, PointEncoding.Montgomery, cancellation));
        }

        return srs;
    }

    /// <summary>Start and size of the contents of the sections that are read.</summary>
    private static Dictionary<uint, (long Start, long Size)> ReadTable(SrsReader reader)
    {
        const string table = "section table";
        Span<byte> head = stackalloc byte[12];
        reader.Read("file header", head);
        uint version = BinaryPrimitives.ReadUInt32LittleEndian(head[4..]);
        if (version != 1) throw reader.Error("file header", 4, $"Version {version} is not known; 1 is.");
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(head[8..]);
        var sections = new Dictionary<uint, (long, long)>();
        for (uint i = 0; i < count; i++)
        {
            long at = reader.Position;
            reader.Read(table, head);
            uint type = BinaryPrimitives.ReadUInt32LittleEndian(head);
            ulong size = BinaryPrimitives.ReadUInt64LittleEndian(head[4..]);
            if (size > (ulong)(reader.Length - reader.Position))
                throw reader.Error(table, at, $"Section {type} of {size} bytes does not fit in the file.");
            if (type is >= 1 and <= 3 or LagrangeSection && !sections.TryAdd(type, (reader.Position, (long)size)))
                throw reader.Error(table, at, $"Section {type} appears twice.");
            reader.Position += (long)size;
        }

        if (reader.Position != reader.Length) throw reader.Error(table, reader.Position, "Bytes follow the last section.");
        return sections;
    }

    private static int ReadPower(SrsReader reader, Dictionary<uint, (long Start, long Size)> sections)
    {
        const int size = 4 + Fq.ByteLength + 8;
        Enter(reader, sections, 1, Header, size);
        long start = reader.Position;
        Span<byte> header = stackalloc byte[size];
        reader.Read(Header, header);
        Span<byte> q = stackalloc byte[Fq.ByteLength];
        (-Fq.One).WriteBytesLittleEndian(q);
        q[0]++; // q is odd, so q - 1 plus one carries nowhere.
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != Fq.ByteLength || !header.Slice(4, Fq.ByteLength).SequenceEqual(q))
            throw reader.Error(Header, start, "The prime is not that of BN254.");
        uint power = BinaryPrimitives.ReadUInt32LittleEndian(header[36..]);
        if (power is 0 or > MaxPower) throw reader.Error(Header, start + 36, $"Power {power} is not in 1..{MaxPower}.");
        return (int)power;
    }

    private static void Enter(
        SrsReader reader, Dictionary<uint, (long Start, long Size)> sections, uint type, string name, long expected)
    {
        if (!sections.TryGetValue(type, out (long Start, long Size) section)) throw reader.Error(name, reader.Length, "The section is missing.");
        if (section.Size != expected) throw reader.Error(name, section.Start, $"{section.Size} bytes, where {expected} belong.");
        reader.Position = section.Start;
    }
}

using System.Security.Cryptography;
using ZkAccel.Bn254;
using ZkAccel.Files;

namespace ZkAccel.Plonk;

/// <summary>How a file stores coordinates.</summary>
internal enum PointEncoding
{
    /// <summary>Big-endian integers, the imaginary part first (EIP-196, EIP-197).</summary>
    Ethereum,

    /// <summary>Little-endian x * 2^256 mod q, the real part first.</summary>
    Montgomery,
}

/// <summary>A file read with bounds checked; whatever is wrong becomes an <see cref="SrsException"/> with its place.</summary>
internal sealed class SrsReader : IDisposable
{
    private const int BlockPoints = 1024;
    private const int ChunkPoints = 16 * BlockPoints;

    private readonly FileStream _stream;
    private readonly string _path;
    private readonly SrsImportOptions _options;
    private double _progress;

    public SrsReader(string path, SrsImportOptions options)
    {
        _path = path;
        _options = options;
        try
        {
            _stream = InputFile.Open(path, FileOptions.SequentialScan);
        }
        catch (InputException e)
        {
            throw new SrsException(e.Problem, path, e);
        }

        Length = _stream.Length;
    }

    public long Length { get; }

    public long Position
    {
        get => _stream.Position;
        set => _stream.Position = value;
    }

    /// <summary>When set, everything read goes into it too.</summary>
    public IncrementalHash? Hash { get; set; }

    public int MaxPowers => _options.MaxPowers;

    public int? LagrangeLogN => _options.LagrangeLogN;

    public void Dispose() => _stream.Dispose();

    public SrsException Error(string section, long offset, string message) => new(message, _path, section, offset);

    public void Read(string section, Span<byte> bytes)
    {
        long start = _stream.Position;
        if (bytes.Length > Length - start) throw Error(section, start, $"{bytes.Length} bytes expected, {Math.Max(0, Length - start)} left.");
        try
        {
            _stream.ReadExactly(bytes);
        }
        catch (EndOfStreamException)
        {
            throw Error(section, start, "The file ended while it was read.");
        }

        Hash?.AppendData(bytes);
    }

    /// <summary>Reads points of G1 that are finite and on the curve.</summary>
    public G1Affine[] ReadG1(string section, int count, PointEncoding encoding, CancellationToken cancellation)
    {
        long start = _stream.Position;
        long bytes = (long)count * G1Affine.ByteLength;
        if (bytes > Length - start) throw Error(section, start, $"{bytes} bytes of points expected, {Length - start} left.");
        var points = new G1Affine[count];
        var buffer = new byte[Math.Min(count, ChunkPoints) * G1Affine.ByteLength];
        for (int from = 0; from < count; from += ChunkPoints)
        {
            int first = from, length = Math.Min(ChunkPoints, count - from);
            Read(section, buffer.AsSpan(0, length * G1Affine.ByteLength));
            int blocks = (length + BlockPoints - 1) / BlockPoints;
            int bad = int.MaxValue;
            Parallel.For(0, blocks, new ParallelOptions { CancellationToken = cancellation }, block =>
            {
                int end = Math.Min(length, (block + 1) * BlockPoints);
                for (int i = block * BlockPoints; i < end; i++)
                {
                    if (TryDecode(buffer.AsSpan(i * G1Affine.ByteLength, G1Affine.ByteLength), encoding, out points[first + i])) continue;
                    InterlockedMin(ref bad, i);
                    return;
                }
            });
            if (bad != int.MaxValue)
                throw Error(section, start + (long)(first + bad) * G1Affine.ByteLength, $"Power {first + bad} is not a finite point of G1.");
            _progress = Math.Max(_progress, (_options.CheckConsistency ? 0.3 : 1.0) * (first + length) / count);
            _options.Progress?.Report(_progress);
        }

        return points;
    }

    /// <summary>Reads a finite point of G2, on the twist and of order r.</summary>
    public G2Affine ReadG2(string section, PointEncoding encoding)
    {
        long start = _stream.Position;
        Span<byte> bytes = stackalloc byte[G2Affine.ByteLength];
        Read(section, bytes);
        bool ok = encoding == PointEncoding.Ethereum ? G2Affine.TryDecode(bytes, out G2Affine point) : TryDecodeMontgomery(bytes, out point);
        if (!ok || point.IsInfinity) throw Error(section, start, "Not a finite point of G2.");
        return point;
    }

    private static bool TryDecode(ReadOnlySpan<byte> bytes, PointEncoding encoding, out G1Affine point)
    {
        if (encoding == PointEncoding.Ethereum) return G1Affine.TryDecode(bytes, out point) && !point.IsInfinity;
        bool ok = Fq.TryFromMontgomeryBytes(bytes[..Fq.ByteLength], out Fq x) & Fq.TryFromMontgomeryBytes(bytes[Fq.ByteLength..], out Fq y);
        point = new G1Affine(x, y);
        return ok && !point.IsInfinity && point.IsOnCurve;
    }

    private static bool TryDecodeMontgomery(ReadOnlySpan<byte> bytes, out G2Affine point)
    {
        Span<Fq> parts = stackalloc Fq[4];
        bool ok = true;
        for (int i = 0; i < parts.Length; i++) ok &= Fq.TryFromMontgomeryBytes(bytes.Slice(i * Fq.ByteLength, Fq.ByteLength), out parts[i]);
        point = new G2Affine(new Fq2(parts[0], parts[1]), new Fq2(parts[2], parts[3]));
        return ok && point.IsOnCurve && point.IsInSubgroup;
    }

    private static void InterlockedMin(ref int target, int value)
    {
        int seen = Volatile.Read(ref target);
        while (value < seen)
        {
            int before = Interlocked.CompareExchange(ref target, value, seen);
            if (before == seen) return;
            seen = before;
        }
    }
}

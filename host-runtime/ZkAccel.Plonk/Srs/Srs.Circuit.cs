using System.Buffers.Binary;
using System.Numerics;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

public sealed partial class Srs
{
    private const int CircuitHeader = 4 + 1 + 1 + (2 * G2Affine.ByteLength);

    // Above this, the byte of the basis' size tells its packing.
    private const int PackingShift = 5;

    private (int LogN, int Packing, G1Affine[] Points)? _lagrange;

    /// <summary>
    /// The part that circuits of one size need: a prefix of the powers, and the Lagrange basis where it is here or costs nothing, as it
    /// does of a string that <see cref="CreateInsecure"/> made without a seed: its secret is known wherever it was read from.
    /// </summary>
    /// <param name="logN">Base-2 logarithm of the circuit's rows.</param>
    /// <param name="packing">k: columns that share a commitment.</param>
    /// <param name="powers">Powers to keep, at least k 2^logN.</param>
    /// <param name="progress">Told the fraction done; may be null.</param>
    /// <param name="cancellation">Ends the work early.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are not that many powers.</exception>
    /// <exception cref="OperationCanceledException">Cancellation was asked for.</exception>
    public Srs ForCircuit(int logN, int packing, int powers, IProgress<double>? progress = null, CancellationToken cancellation = default)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(powers, Count);
        ArgumentOutOfRangeException.ThrowIfLessThan(powers, packing << logN);
        var part = new Srs(_powers[..powers], One2, Tau2, Insecure, _tau ?? DevelopmentSecret());
        if (KeptLagrange(logN, packing) is not null) part._lagrange = _lagrange;
        if (part.HasLagrange(logN, packing)) part.Lagrange(logN, packing, progress, cancellation);
        return part;
    }

    /// <summary>
    /// The content of <see cref="ForCircuit"/>: u32 number of powers (little-endian), logN + 32 log2 k of the Lagrange basis or 0 where there is none, insecure
    /// (0 or 1), G2, tau G2, the powers, the Lagrange basis; points in Ethereum's encoding.
    /// </summary>
    public void WriteForCircuit(Action<ReadOnlyMemory<byte>> sink)
    {
        var header = new byte[CircuitHeader];
        BinaryPrimitives.WriteInt32LittleEndian(header, Count);
        header[4] = _lagrange is { } kept ? (byte)(kept.LogN + (BitOperations.Log2((uint)kept.Packing) << PackingShift)) : (byte)0;
        header[5] = Insecure ? (byte)1 : (byte)0;
        One2.Encode(header.AsSpan(6, G2Affine.ByteLength));
        Tau2.Encode(header.AsSpan(6 + G2Affine.ByteLength, G2Affine.ByteLength));
        sink(header);
        sink(Encode(_powers));
        if (_lagrange is { } basis) sink(Encode(basis.Points));
    }

    /// <summary>Reads it back; null unless lengths fit and every point is on its curve. The file around it vouches for the rest.</summary>
    public static Srs? TryReadForCircuit(ReadOnlyMemory<byte> bytes)
    {
        ReadOnlySpan<byte> header = bytes.Span;
        if (header.Length < CircuitHeader) return null;
        long count = BinaryPrimitives.ReadInt32LittleEndian(header);
        int logN = header[4] % (1 << PackingShift), packing = 1 << (header[4] >> PackingShift);
        long basis = logN == 0 ? 0 : (long)packing << logN;
        if (count < 2 || logN > Circuit.MaxLogN || !Profile.IsPacking(packing) || header[5] > 1 || bytes.Length != CircuitHeader + ((count + basis) * G1Affine.ByteLength)) return null;
        if (!G2Affine.TryDecode(header.Slice(6, G2Affine.ByteLength), out G2Affine one)) return null;
        if (!G2Affine.TryDecode(header.Slice(6 + G2Affine.ByteLength, G2Affine.ByteLength), out G2Affine tau)) return null;
        G1Affine[]? powers = Decode(bytes.Slice(CircuitHeader, (int)count * G1Affine.ByteLength));
        G1Affine[]? lagrange = Decode(bytes[(CircuitHeader + ((int)count * G1Affine.ByteLength))..]);
        return powers is null || lagrange is null ? null : new Srs(powers, one, tau, header[5] == 1) { _lagrange = basis == 0 ? null : (logN, packing, lagrange) };
    }

    private Fr? DevelopmentSecret() =>
        Insecure && SecretOf([]) is var tau && (G2Affine.Generator * tau).ToAffine() == Tau2 ? tau : null;

    private static byte[] Encode(G1Affine[] points)
    {
        var bytes = new byte[points.Length * G1Affine.ByteLength];
        Parallel.For(0, points.Length, i => points[i].Encode(bytes.AsSpan(i * G1Affine.ByteLength, G1Affine.ByteLength)));
        return bytes;
    }

    private static G1Affine[]? Decode(ReadOnlyMemory<byte> bytes)
    {
        var points = new G1Affine[bytes.Length / G1Affine.ByteLength];
        int bad = 0;
        Parallel.For(0, points.Length, i =>
        {
            if (!G1Affine.TryDecode(bytes.Span.Slice(i * G1Affine.ByteLength, G1Affine.ByteLength), out points[i])) Volatile.Write(ref bad, 1);
        });
        return bad == 0 ? points : null;
    }
}

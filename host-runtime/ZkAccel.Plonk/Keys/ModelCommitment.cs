using System.Numerics;
using System.Text;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// Committed weights: one blinded commitment C_i = [w_i + β_i (X^n - 1)] a lane, or one for k lanes of a packed profile, made once. Every proof of
/// the model points at the same ones; its digest names the model. What a cell means is in the verifying key, so a model is a key and this.
/// </summary>
public sealed class ModelCommitment
{
    private const string Magic = "ZKMODEL1";
    private const int HeaderLength = 8 + 2;

    // Above this, the byte of logN tells the packing too.
    private const int PackingShift = 5;

    private readonly G1Affine[] _points;
    private readonly byte[] _digest;

    internal ModelCommitment(int logN, int lanes, int packing, G1Affine[] points)
    {
        (LogN, Lanes, Packing) = (logN, lanes, packing);
        _points = points;
        _digest = Keccak256.Hash(Encode());
    }

    /// <summary>Base-2 logarithm of the rows of the weight columns.</summary>
    public int LogN { get; }

    /// <summary>M: lanes.</summary>
    public int Lanes { get; }

    /// <summary>Lanes that share a commitment.</summary>
    public int Packing { get; }

    /// <summary>Keccak-256 of the encoding: 32 bytes.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    internal ReadOnlyMemory<G1Affine> Points => _points;

    /// <summary>Magic, logN + 32 log2 k, M (one byte each), then the commitments, 64 bytes each.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[HeaderLength + (_points.Length * G1Affine.ByteLength)];
        Encoding.ASCII.GetBytes(Magic, bytes);
        bytes[Magic.Length] = (byte)(LogN + (BitOperations.Log2((uint)Packing) << PackingShift));
        bytes[Magic.Length + 1] = (byte)Lanes;
        for (int i = 0; i < _points.Length; i++) _points[i].Encode(bytes.AsSpan(HeaderLength + (i * G1Affine.ByteLength), G1Affine.ByteLength));
        return bytes;
    }

    /// <summary>Reads an encoding; null unless it is canonical and every point lies on the curve.</summary>
    public static ModelCommitment? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes[..Magic.Length].SequenceEqual(Encoding.ASCII.GetBytes(Magic))) return null;
        int logN = bytes[Magic.Length] % (1 << PackingShift), packing = 1 << (bytes[Magic.Length] >> PackingShift), lanes = bytes[Magic.Length + 1];
        if (logN is < Circuit.MinLogN or > Circuit.MaxLogN || lanes is < 1 or > Profile.MaxLanes || !Profile.IsPacking(packing)) return null;
        var points = new G1Affine[(lanes + packing - 1) / packing];
        if (bytes.Length != HeaderLength + (points.Length * G1Affine.ByteLength)) return null;
        for (int i = 0; i < points.Length; i++)
        {
            if (!G1Affine.TryDecode(bytes.Slice(HeaderLength + (i * G1Affine.ByteLength), G1Affine.ByteLength), out points[i])) return null;
        }

        return new ModelCommitment(logN, lanes, packing, points);
    }
}

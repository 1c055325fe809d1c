using System.Text;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

/// <summary>
/// Committed weights: one blinded commitment C_i = [w_i + β_i (X^n - 1)] a lane, made once. Every proof of the model points at the same
/// ones; its digest names the model. What a cell means is in the verifying key, so a model is a key and this.
/// </summary>
public sealed class ModelCommitment
{
    private const string Magic = "ZKMODEL1";

    private readonly G1Affine[] _points;
    private readonly byte[] _digest;

    internal ModelCommitment(int logN, G1Affine[] points)
    {
        LogN = logN;
        _points = points;
        _digest = Keccak256.Hash(Encode());
    }

    /// <summary>Base-2 logarithm of the rows of the weight columns.</summary>
    public int LogN { get; }

    /// <summary>M: lanes.</summary>
    public int Lanes => _points.Length;

    /// <summary>Keccak-256 of the encoding: 32 bytes.</summary>
    public ReadOnlySpan<byte> Digest => _digest;

    internal ReadOnlyMemory<G1Affine> Points => _points;

    /// <summary>Magic, logN, M (one byte each), then C_0 ... C_(M-1), 64 bytes each.</summary>
    public byte[] Encode()
    {
        var bytes = new byte[Magic.Length + 2 + (_points.Length * G1Affine.ByteLength)];
        Encoding.ASCII.GetBytes(Magic, bytes);
        bytes[Magic.Length] = (byte)LogN;
        bytes[Magic.Length + 1] = (byte)_points.Length;
        for (int i = 0; i < _points.Length; i++) _points[i].Encode(bytes.AsSpan(Magic.Length + 2 + (i * G1Affine.ByteLength), G1Affine.ByteLength));
        return bytes;
    }

    /// <summary>Reads an encoding; null unless it is canonical and every point lies on the curve.</summary>
    public static ModelCommitment? TryDecode(ReadOnlySpan<byte> bytes)
    {
        int header = Magic.Length + 2;
        if (bytes.Length < header || !bytes[..Magic.Length].SequenceEqual(Encoding.ASCII.GetBytes(Magic))) return null;
        int logN = bytes[Magic.Length], lanes = bytes[Magic.Length + 1];
        if (logN is < Circuit.MinLogN or > Circuit.MaxLogN || lanes is < 1 or > Profile.MaxLanes) return null;
        if (bytes.Length != header + (lanes * G1Affine.ByteLength)) return null;
        var points = new G1Affine[lanes];
        for (int i = 0; i < lanes; i++)
        {
            if (!G1Affine.TryDecode(bytes.Slice(header + (i * G1Affine.ByteLength), G1Affine.ByteLength), out points[i])) return null;
        }

        return new ModelCommitment(logN, points);
    }
}

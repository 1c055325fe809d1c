using System.Buffers.Binary;
using System.Numerics;
using System.Text;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk;

public sealed partial class VerifyingKey
{
    private const string Magic = "ZKVKEY01";
    private const int HeaderLength = 8 + 8 + 8 + 1 + Keccak256.DigestLength + (2 * G2Affine.ByteLength) + 2;

    /// <summary>The canonical bytes. Integers are big-endian; the layout is in doc/formats.md.</summary>
    public byte[] Encode()
    {
        var stream = new MemoryStream();
        Span<byte> header = stackalloc byte[HeaderLength];
        Encoding.ASCII.GetBytes(Magic, header);
        header[8] = (byte)Profile.Slots;
        header[9] = (byte)Profile.Lanes;
        header[10] = (byte)Profile.Weights;
        header[11] = (byte)((Profile.Ranged ? 1 : 0) + (BitOperations.Log2((uint)Profile.Packing) << 1));
        header[12] = (byte)LogN;
        header[13] = (byte)Constants.Shift;
        BinaryPrimitives.WriteUInt16BigEndian(header[14..], (ushort)Constants.Stride);
        BinaryPrimitives.WriteInt32BigEndian(header[16..], Constants.RangeKey);
        BinaryPrimitives.WriteInt32BigEndian(header[20..], Constants.WeightKey);
        header[24] = Insecure ? (byte)1 : (byte)0;
        _srsDigest.CopyTo(header[25..]);
        One2.Encode(header.Slice(57, G2Affine.ByteLength));
        Tau2.Encode(header.Slice(57 + G2Affine.ByteLength, G2Affine.ByteLength));
        BinaryPrimitives.WriteUInt16BigEndian(header[(HeaderLength - 2)..], (ushort)PublicTensors.Count);
        stream.Write(header);
        foreach (PublicTensor tensor in PublicTensors) Write(stream, tensor);
        Span<byte> point = stackalloc byte[G1Affine.ByteLength];
        foreach (G1Affine commitment in FixedCommitments)
        {
            commitment.Encode(point);
            stream.Write(point);
        }

        return stream.ToArray();
    }

    /// <summary>
    /// Reads a key; null unless the bytes are canonical, every number is in range, every point on its curve and, in G2, in the
    /// subgroup. Whether the key is the right one is for the caller to know, by its digest.
    /// </summary>
    public static VerifyingKey? TryDecode(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < HeaderLength || !bytes[..8].SequenceEqual(Encoding.ASCII.GetBytes(Magic))) return null;
        int slots = bytes[8], lanes = bytes[9], logN = bytes[12], shift = bytes[13];
        var weights = (WeightMode)bytes[10];
        bool ranged = (bytes[11] & 1) == 1;
        int packing = 1 << (bytes[11] >> 1);
        if (slots is < 1 or > Profile.MaxSlots || lanes is < 1 or > Profile.MaxLanes || !Enum.IsDefined(weights)) return null;
        if (bytes[11] > 11 || !Profile.IsPacking(packing) || bytes[24] > 1 || (weights == WeightMode.Private && !ranged)) return null;
        if (logN is < Circuit.MinLogN or > Circuit.MaxLogN || shift is < 1 or > Circuit.MaxShift) return null;
        var constants = new CircuitConstants(
            new Profile(slots, lanes, weights, ranged, packing), shift, BinaryPrimitives.ReadUInt16BigEndian(bytes[14..]),
            BinaryPrimitives.ReadInt32BigEndian(bytes[16..]), BinaryPrimitives.ReadInt32BigEndian(bytes[20..]));
        if (constants.Stride == 0) return null;
        if (!TryReadG2(bytes.Slice(57, G2Affine.ByteLength), out G2Affine one)) return null;
        if (!TryReadG2(bytes.Slice(57 + G2Affine.ByteLength, G2Affine.ByteLength), out G2Affine tau)) return null;
        int count = BinaryPrimitives.ReadUInt16BigEndian(bytes[(HeaderLength - 2)..]);
        if (Circuit.FirstTensorInput + count >= 1 << logN) return null;
        ReadOnlySpan<byte> rest = bytes[HeaderLength..];
        var tensors = new PublicTensor[count];
        for (int i = 0; i < count; i++)
        {
            if (!TryRead(ref rest, out tensors[i])) return null;
        }

        var commitments = new G1Affine[Packs.Fixed(constants.Profile).Length];
        if (rest.Length != commitments.Length * G1Affine.ByteLength) return null;
        for (int i = 0; i < commitments.Length; i++)
        {
            if (!G1Affine.TryDecode(rest.Slice(i * G1Affine.ByteLength, G1Affine.ByteLength), out commitments[i])) return null;
        }

        return new VerifyingKey(constants, logN, tensors, commitments, one, tau, bytes.Slice(25, Keccak256.DigestLength), bytes[24] == 1);
    }

    private static void Write(MemoryStream stream, PublicTensor tensor)
    {
        byte[] name = Encoding.UTF8.GetBytes(tensor.Name);
        Span<byte> numbers = stackalloc byte[32];
        stream.WriteByte((byte)name.Length);
        stream.Write(name);
        BinaryPrimitives.WriteInt32BigEndian(numbers, tensor.Outer);
        BinaryPrimitives.WriteInt32BigEndian(numbers[4..], tensor.Height);
        BinaryPrimitives.WriteInt32BigEndian(numbers[8..], tensor.Width);
        BinaryPrimitives.WriteInt32BigEndian(numbers[12..], tensor.Pitch);
        BinaryPrimitives.WriteInt64BigEndian(numbers[16..], tensor.Min);
        BinaryPrimitives.WriteInt64BigEndian(numbers[24..], tensor.Max);
        stream.Write(numbers);
    }

    private static bool TryRead(ref ReadOnlySpan<byte> rest, out PublicTensor tensor)
    {
        tensor = null!;
        if (rest.Length < 1 || rest.Length < 1 + rest[0] + 32) return false;
        ReadOnlySpan<byte> encoded = rest.Slice(1, rest[0]), numbers = rest.Slice(1 + rest[0], 32);
        string name = Encoding.UTF8.GetString(encoded);
        if (!encoded.SequenceEqual(Encoding.UTF8.GetBytes(name))) return false;
        tensor = new PublicTensor(
            name, BinaryPrimitives.ReadInt32BigEndian(numbers), BinaryPrimitives.ReadInt32BigEndian(numbers[4..]),
            BinaryPrimitives.ReadInt32BigEndian(numbers[8..]), BinaryPrimitives.ReadInt32BigEndian(numbers[12..]),
            BinaryPrimitives.ReadInt64BigEndian(numbers[16..]), BinaryPrimitives.ReadInt64BigEndian(numbers[24..]));
        rest = rest[(1 + rest[0] + 32)..];
        return tensor.Fault() is null;
    }

    private static bool TryReadG2(ReadOnlySpan<byte> bytes, out G2Affine point) => G2Affine.TryDecode(bytes, out point) && !point.IsInfinity;
}

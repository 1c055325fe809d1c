using System.Buffers.Binary;
using ZkAccel.Plonk;

namespace ZkAccel.Fuzz.Targets;

/// <summary>Encoded verifying keys; what decodes must encode to the same bytes.</summary>
internal sealed class VerifyingKeyTarget : IFuzzTarget
{
    public string Name => "vk";

    public int EverydayRuns => 4_000;

    public IReadOnlyList<byte[]> Seeds { get; } = [ProvedCase.Committed.Key.Encode(), ProvedCase.Private.Key.Encode()];

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        if (VerifyingKey.TryDecode(bytes) is not { } key) return false;
        if (!bytes.SequenceEqual(key.Encode())) throw new InvalidDataException("A verifying key has two encodings.");
        return true;
    }
}

/// <summary>Encoded model commitments; what decodes must encode to the same bytes.</summary>
internal sealed class ModelCommitmentTarget : IFuzzTarget
{
    public string Name => "commitment";

    public int EverydayRuns => 10_000;

    public IReadOnlyList<byte[]> Seeds { get; } = [ProvedCase.Committed.Model!.Encode()];

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        if (ModelCommitment.TryDecode(bytes) is not { } model) return false;
        if (!bytes.SequenceEqual(model.Encode())) throw new InvalidDataException("A model commitment has two encodings.");
        return true;
    }
}

/// <summary>Context, public values (a 16-bit count, then 64 bits each) and proof; nothing but the true statement may be accepted, and nothing thrown.</summary>
internal sealed class ProofTarget : IFuzzTarget
{
    private static readonly ProvedCase Case = ProvedCase.Committed;

    public string Name => "proof";

    public int EverydayRuns => 2_000;

    public IReadOnlyList<byte[]> Seeds { get; } = [Join()];

    public bool Run(ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<byte> rest = bytes;
        ReadOnlySpan<byte> context = Take(ref rest, Verifier.ContextLength);
        var values = new List<long[]>();
        while (values.Count < Case.PublicValues.Length)
        {
            ReadOnlySpan<byte> head = Take(ref rest, sizeof(ushort));
            ReadOnlySpan<byte> body = Take(ref rest, head.Length < sizeof(ushort) ? 0 : sizeof(long) * BinaryPrimitives.ReadUInt16LittleEndian(head));
            var tensor = new long[body.Length / sizeof(long)];
            for (int i = 0; i < tensor.Length; i++) tensor[i] = BinaryPrimitives.ReadInt64LittleEndian(body[(i * sizeof(long))..]);
            values.Add(tensor);
        }

        Verdict verdict = Verifier.Verify(Case.Key, rest, values, context, Case.Options);
        if (verdict.Accepted && !bytes.SequenceEqual(Seeds[0])) throw new InvalidDataException("A changed statement or proof is accepted.");
        return verdict.Accepted;
    }

    private static byte[] Join()
    {
        using var stream = new MemoryStream();
        stream.Write(new byte[Verifier.ContextLength]);
        foreach (long[] tensor in Case.PublicValues)
        {
            stream.Write(BitConverter.GetBytes((ushort)tensor.Length));
            foreach (long value in tensor) stream.Write(BitConverter.GetBytes(value));
        }

        stream.Write(Case.Proof);
        return stream.ToArray();
    }

    private static ReadOnlySpan<byte> Take(ref ReadOnlySpan<byte> rest, int count)
    {
        ReadOnlySpan<byte> head = rest[..Math.Min(count, rest.Length)];
        rest = rest[head.Length..];
        return head;
    }
}

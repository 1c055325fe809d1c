using System.Buffers.Binary;
using System.Text;
using ZkAccel.Plonk;

namespace ZkAccel.Evm;

/// <summary>A proof and what it is about, as the contract's <c>verify</c> and <c>verifyBatch</c> take it.</summary>
public sealed record EvmClaim
{
    /// <summary>Bytes of an address.</summary>
    public const int AddressLength = 20;

    private const int Word = 32;
    private const string Fields = "address,bytes32,bytes32,bytes,int64[]";

    /// <summary>A claim.</summary>
    /// <param name="key">Address of the data contract, 20 bytes.</param>
    /// <param name="digest">Its digest, 32 bytes: <see cref="EvmKey.Digest"/>.</param>
    /// <param name="context">32 bytes that tie the proof to a use.</param>
    /// <param name="proof">The proof's bytes.</param>
    /// <param name="values">The elements of every public tensor, in the key's order.</param>
    /// <exception cref="ArgumentException">A field has another length.</exception>
    public EvmClaim(ReadOnlySpan<byte> key, ReadOnlySpan<byte> digest, ReadOnlySpan<byte> context, ReadOnlySpan<byte> proof, IEnumerable<long[]> values)
    {
        if (key.Length != AddressLength) throw new ArgumentException($"An address has {AddressLength} bytes.", nameof(key));
        if (digest.Length != Keccak256.DigestLength) throw new ArgumentException($"A digest has {Keccak256.DigestLength} bytes.", nameof(digest));
        if (context.Length != Verifier.ContextLength) throw new ArgumentException($"A context has {Verifier.ContextLength} bytes.", nameof(context));
        (Key, Digest, Context, Proof, Values) = (key.ToArray(), digest.ToArray(), context.ToArray(), proof.ToArray(), values.SelectMany(v => v).ToArray());
    }

    /// <summary>Address of the data contract.</summary>
    public ReadOnlyMemory<byte> Key { get; }

    /// <summary>Digest of its data.</summary>
    public ReadOnlyMemory<byte> Digest { get; }

    /// <summary>What the proof is bound to.</summary>
    public ReadOnlyMemory<byte> Context { get; }

    /// <summary>The proof's bytes.</summary>
    public ReadOnlyMemory<byte> Proof { get; }

    /// <summary>Public values.</summary>
    public ReadOnlyMemory<long> Values { get; }

    /// <summary>Calldata of <c>verify(address,bytes32,bytes32,bytes,int64[])</c>.</summary>
    public byte[] Calldata() => [.. Selector($"verify({Fields})"), .. Encode()];

    /// <summary>Calldata of <c>verifyBatch((address,bytes32,bytes32,bytes,int64[])[])</c>.</summary>
    public static byte[] BatchCalldata(IReadOnlyList<EvmClaim> claims)
    {
        ArgumentNullException.ThrowIfNull(claims);
        byte[][] encoded = [.. claims.Select(c => c.Encode())];
        var stream = new MemoryStream();
        stream.Write(Selector($"verifyBatch(({Fields})[])"));
        Write(stream, Word);
        Write(stream, claims.Count);
        int offset = Word * claims.Count;
        foreach (byte[] claim in encoded)
        {
            Write(stream, offset);
            offset += claim.Length;
        }

        foreach (byte[] claim in encoded) stream.Write(claim);
        return stream.ToArray();
    }

    /// <summary>What a call of either returned.</summary>
    /// <exception cref="FormatException">It is not one ABI-encoded bool: there is no verifier at that address.</exception>
    public static bool ReadResult(ReadOnlySpan<byte> returned)
    {
        if (returned.Length != Word || returned[..^1].ContainsAnyExcept((byte)0) || returned[^1] > 1)
            throw new FormatException($"The call returned {returned.Length} bytes that are no bool: there is no verifier at this address.");
        return returned[^1] == 1;
    }

    /// <summary>The first four bytes of the Keccak-256 of a signature.</summary>
    internal static byte[] Selector(string signature) => Keccak256.Hash(Encoding.ASCII.GetBytes(signature))[..4];

    private byte[] Encode()
    {
        int padded = (Proof.Length + Word - 1) / Word * Word;
        var stream = new MemoryStream();
        stream.Write(new byte[Word - AddressLength]);
        stream.Write(Key.Span);
        stream.Write(Digest.Span);
        stream.Write(Context.Span);
        Write(stream, 5 * Word);
        Write(stream, (6 * Word) + padded);
        Write(stream, Proof.Length);
        stream.Write(Proof.Span);
        stream.Write(new byte[padded - Proof.Length]);
        Write(stream, Values.Length);
        foreach (long value in Values.Span) Write(stream, value);
        return stream.ToArray();
    }

    private static void Write(MemoryStream stream, long value)
    {
        Span<byte> word = stackalloc byte[Word];
        word.Fill(value < 0 ? (byte)0xff : (byte)0);
        BinaryPrimitives.WriteInt64BigEndian(word[(Word - sizeof(long))..], value);
        stream.Write(word);
    }
}

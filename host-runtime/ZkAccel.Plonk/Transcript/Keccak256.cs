using System.Buffers.Binary;
using System.Numerics;

namespace ZkAccel.Plonk;

/// <summary>
/// Keccak-256 as Ethereum uses it: Keccak-f[1600], rate 136 bytes, padding 0x01 ... 0x80 (the submission's, not the one of FIPS 202).
/// Round constants come from the degree-8 LFSR, rotations from the triangular numbers, both as in the Keccak reference, section 1.2.
/// </summary>
internal static class Keccak256
{
    /// <summary>Bytes of a digest.</summary>
    public const int DigestLength = 32;

    private const int Rate = 136;
    private const int Rounds = 24;

    private static readonly ulong[] RoundConstants = ComputeRoundConstants();
    private static readonly (int Target, int Rotation)[] Walk = ComputeWalk();

    /// <summary>Hashes a message.</summary>
    /// <exception cref="ArgumentException">The digest is not 32 bytes.</exception>
    public static void Hash(ReadOnlySpan<byte> message, Span<byte> digest)
    {
        if (digest.Length != DigestLength) throw new ArgumentException("A digest takes 32 bytes.", nameof(digest));
        Span<ulong> state = stackalloc ulong[25];
        state.Clear();
        while (message.Length >= Rate)
        {
            Absorb(state, message[..Rate]);
            message = message[Rate..];
        }

        Span<byte> last = stackalloc byte[Rate];
        last.Clear();
        message.CopyTo(last);
        last[message.Length] ^= 0x01;
        last[Rate - 1] ^= 0x80;
        Absorb(state, last);
        for (int i = 0; i < DigestLength / 8; i++) BinaryPrimitives.WriteUInt64LittleEndian(digest[(8 * i)..], state[i]);
    }

    /// <summary>Hashes a message into a new array.</summary>
    public static byte[] Hash(ReadOnlySpan<byte> message)
    {
        var digest = new byte[DigestLength];
        Hash(message, digest);
        return digest;
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        for (int i = 0; i < Rate / 8; i++) state[i] ^= BinaryPrimitives.ReadUInt64LittleEndian(block[(8 * i)..]);
        Permute(state);
    }

    private static void Permute(Span<ulong> a)
    {
        Span<ulong> c = stackalloc ulong[5];
        for (int round = 0; round < Rounds; round++)
        {
            for (int x = 0; x < 5; x++) c[x] = a[x] ^ a[x + 5] ^ a[x + 10] ^ a[x + 15] ^ a[x + 20];
            for (int x = 0; x < 5; x++)
            {
                ulong d = c[(x + 4) % 5] ^ BitOperations.RotateLeft(c[(x + 1) % 5], 1);
                for (int y = 0; y < 25; y += 5) a[x + y] ^= d;
            }

            ulong moving = a[1];
            foreach ((int target, int rotation) in Walk)
            {
                ulong held = a[target];
                a[target] = BitOperations.RotateLeft(moving, rotation);
                moving = held;
            }

            for (int y = 0; y < 25; y += 5)
            {
                a.Slice(y, 5).CopyTo(c);
                for (int x = 0; x < 5; x++) a[x + y] = c[x] ^ (~c[(x + 1) % 5] & c[(x + 2) % 5]);
            }

            a[0] ^= RoundConstants[round];
        }
    }

    /// <summary>The 24 lanes other than the centre in the order of step π, each with its rotation of step ρ.</summary>
    private static (int Target, int Rotation)[] ComputeWalk()
    {
        var walk = new (int, int)[24];
        (int x, int y) = (1, 0);
        for (int t = 0; t < walk.Length; t++)
        {
            (x, y) = (y, ((2 * x) + (3 * y)) % 5);
            walk[t] = (x + (5 * y), (t + 1) * (t + 2) / 2 % 64);
        }

        return walk;
    }

    private static ulong[] ComputeRoundConstants()
    {
        var constants = new ulong[Rounds];
        int lfsr = 1;
        for (int round = 0; round < Rounds; round++)
        {
            for (int j = 0; j < 7; j++)
            {
                if ((lfsr & 1) != 0) constants[round] |= 1UL << ((1 << j) - 1);
                lfsr = (lfsr << 1) ^ ((lfsr >> 7) * 0x171);
            }
        }

        return constants;
    }
}

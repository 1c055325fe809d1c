using ZkAccel.Bn254;

namespace ZkAccel.Runtime.Cpu;

/// <summary>
/// A scalar as k1 + λ k2 with both parts below 2^126.3 in size, where λ P = (β x, y) costs nothing (Gallant, Lambert, Vanstone 2001). Each
/// part is held with 8 (16^32 - 1) / 15 added, so that its 32 digits of [-8, 8) are its hexadecimal ones less 8.
/// </summary>
internal readonly record struct SplitScalar(UInt128 First, UInt128 Second)
{
    /// <summary>Digits of a part, and bits of a digit.</summary>
    internal const int Digits = 32, Width = 4;

    /// <summary>Digits are at most this in size.</summary>
    internal const int Largest = 1 << (Width - 1);

    // The lattice of (u, v) with u + λ v = 0 mod r has the basis (S, -B), (A, S). With the curve's parameter x: S = 2x + 1, B = 6x^2 + 2x,
    // A = B + S.
    private const ulong S = 0x89d3256894d213e3;
    private static readonly UInt128 A = new(0x6f4d8248eeb859fd, 0x0be4e1541221250b), B = new(0x6f4d8248eeb859fc, 0x8211bbeb7d4f1128);

    // floor(2^256 S / r) and floor(2^256 B / r).
    private static readonly ulong[] FirstQuotient = [0xd91d232ec7e0b3d7, 0x2, 0], SecondQuotient = [0x7a7bd9d4391eb18d, 0x4ccef014a773d2cf, 0x2];

    /// <summary>A cube root of one in Fq.</summary>
    internal static Fq Beta { get; } = Fq.FromCanonical([0x5763473177fffffe, 0xd4f263f1acdb5c4f, 0x59e26bcea0d48bac, 0]);

    /// <summary>The cube root of one in Fr with (β x, y) = λ (x, y).</summary>
    internal static Fr Lambda { get; } = Fr.FromCanonical([0x8b17ea66b99c90dd, 0x5bfc41088d8daaa7, 0xb3c4d79d41a91758, 0]);

    internal static SplitScalar Of(in Fr scalar)
    {
        Span<ulong> k = stackalloc ulong[4];
        scalar.ToCanonical(k);
        UInt128 low = new(k[1], k[0]), c1 = Quotient(k, FirstQuotient), c2 = Quotient(k, SecondQuotient);
        var offset = new UInt128(0x8888888888888888, 0x8888888888888888);
        return unchecked(new SplitScalar(low - (c1 * S) - (c2 * A) + offset, (c1 * B) - (c2 * S) + offset));
    }

    /// <summary>Digit <paramref name="index"/> of a part, from the lowest.</summary>
    internal static int Digit(UInt128 part, int index) => (int)((ulong)(part >> (Width * index)) & 15) - Largest;

    // k g / 2^256, rounded to nearest; below 2^128.
    private static UInt128 Quotient(ReadOnlySpan<ulong> k, ReadOnlySpan<ulong> g)
    {
        Span<ulong> product = stackalloc ulong[8];
        product.Clear();
        product[3] = 1UL << 63;
        for (int i = 0; i < k.Length; i++)
        {
            UInt128 carry = 0;
            for (int j = 0; i + j < product.Length; j++)
            {
                carry += (j < g.Length ? (UInt128)k[i] * g[j] : 0) + product[i + j];
                product[i + j] = (ulong)carry;
                carry >>= 64;
            }
        }

        return new UInt128(product[5], product[4]);
    }
}

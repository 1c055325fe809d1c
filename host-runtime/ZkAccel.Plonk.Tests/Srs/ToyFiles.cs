using System.Buffers.Binary;
using System.Runtime.InteropServices;
using ZkAccel.Bn254;

namespace ZkAccel.Plonk.Tests;

/// <summary>Writes small files in the formats of other tools, for a known tau.</summary>
internal static class ToyFiles
{
    public static readonly Fr Tau = Fr.FromUInt64(987654321987654321).Square() + Fr.One;

    public static G1Affine[] Powers(int count)
    {
        var powers = new G1Affine[count];
        Fr power = Fr.One;
        for (int i = 0; i < count; i++, power *= Tau) powers[i] = (G1Affine.Generator * power).ToAffine();
        return powers;
    }

    public static G2Affine Tau2 => (G2Affine.Generator * Tau).ToAffine();

    /// <summary>The .ptau of 2^power, with a section of another type before section 2, as real ceremonies have after it.</summary>
    public static byte[] Ptau(int power)
    {
        byte[] q = new byte[32];
        (-Fq.One).WriteBytesLittleEndian(q);
        q[0]++;
        byte[] g2 = [.. Raw(G2Affine.Generator), .. Raw(Tau2)];
        Array.Resize(ref g2, (1 << power) * 128);
        return
        [
            .. "ptau"u8, .. Word(1), .. Word(4),
            .. Section(1, [.. Word(32), .. q, .. Word((uint)power), .. Word(28)]),
            .. Section(7, new byte[13]),
            .. Section(2, Raw(Powers((2 << power) - 1))),
            .. Section(3, g2),
        ];
    }

    /// <summary>The halo2 file of 2^k points; its Lagrange basis is arbitrary, as it is not read.</summary>
    public static byte[] Halo2(int k) =>
        [.. Word((uint)k), .. Raw(Powers(1 << k)), .. new byte[(1 << k) * 64], .. Raw(G2Affine.Generator), .. Raw(Tau2)];

    public static byte[] Section(uint type, byte[] content)
    {
        var size = new byte[8];
        BinaryPrimitives.WriteUInt64LittleEndian(size, (ulong)content.Length);
        return [.. Word(type), .. size, .. content];
    }

    public static byte[] Word(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        return bytes;
    }

    /// <summary>The limbs in memory, which on a little-endian machine are what both formats store.</summary>
    public static byte[] Raw(params ReadOnlySpan<G1Affine> points) => MemoryMarshal.AsBytes(points).ToArray();

    /// <inheritdoc cref="Raw(ReadOnlySpan{G1Affine})"/>
    public static byte[] Raw(G2Affine point) => MemoryMarshal.AsBytes(new ReadOnlySpan<G2Affine>(in point)).ToArray();

    /// <summary>A finite point of the twist outside G2: x = u, found by trial, with y from a square root in Fq2.</summary>
    public static G2Affine WrongSubgroup()
    {
        ulong[] quarter = [0x4f082305b61f3f52, 0x65e05aa45a1c72a3, 0x6e14116da0605617, 0x0c19139cb84c680a]; // (q + 1) / 4
        Fq2 b = new Fq2(Fq.FromUInt64(9), Fq.One).Inverse() * Fq.FromUInt64(3);
        for (ulong i = 1; ; i++)
        {
            var x = new Fq2(Fq.FromUInt64(i), Fq.One);
            Fq2 a = x.Square() * x + b;
            Fq norm = (a.C0.Square() + a.C1.Square()).Pow(quarter);
            foreach (Fq n in new[] { norm, -norm })
            {
                Fq real = ((a.C0 + n) * Fq.FromUInt64(2).Inverse()).Pow(quarter);
                if (real.IsZero) continue;
                var y = new Fq2(real, a.C1 * real.Double().Inverse());
                if (y.Square() == a) return new G2Affine(x, y);
            }
        }
    }
}
